package io.ssehub.bench.load;

import io.ssehub.bench.report.LoadReport.Publishing;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** Finds reasons for which a result may say more about the tester than about the server. */
final class Warnings {
    private static final double BUSY = 0.9;
    private static final long LATE_MICROS = 10_000;

    private Warnings() {}

    /**
     * Returns them, each a sentence.
     *
     * @param cpuShare processor time that the tester has used, of one processor
     * @param readers how many threads read
     * @param lag by how much it published late
     */
    static List<String> of(double cpuShare, int readers, Histogram lag, @Nullable Publishing publishing) {
        List<String> warnings = new ArrayList<>();
        if (cpuShare > BUSY * Math.min(readers, Runtime.getRuntime().availableProcessors())) {
            warnings.add(String.format(
                    Locale.ROOT, "The tester itself was the limit: it used %.2f processors with %d thread%s that read. Latencies include its own backlog."
                            + " Give it more --threads or processors, or share the run among several.", cpuShare, readers, readers == 1 ? "" : "s"));
        }
        if (lag.getTotalCount() > 0 && lag.getValueAtPercentile(99) > LATE_MICROS) {
            warnings.add(String.format(
                    Locale.ROOT, "The tester published late: one event in a hundred by %.1f ms or more. Latencies count from when events were due, so they include"
                            + " that.", lag.getValueAtPercentile(99) / 1e3));
        }
        if (publishing != null && publishing.due() > publishing.sent()) {
            warnings.add(String.format(
                    Locale.ROOT, "%,d of %,d events were due and never sent, as the server did not take them in time.",
                    publishing.due() - publishing.sent(), publishing.due()));
        }
        return warnings;
    }
}
