package io.ssehub.bench.load;

import io.ssehub.bench.report.LoadReport.Second;
import java.io.PrintStream;
import java.util.Locale;

/** Shows a run as it goes: one line that is written over on a terminal, else a line every few seconds. Confined to one thread. */
final class Progress {
    private static final int PLAIN_EVERY_SECONDS = 5;
    private static final String TO_LINE_START_AND_CLEAR = "\r\u001b[K";

    private final PrintStream out;
    private final boolean terminal;
    private final int connections;
    private String phase = "";
    private int seconds;
    private long failures;

    Progress(PrintStream out, boolean terminal, int connections) {
        this.out = out;
        this.terminal = terminal;
        this.connections = connections;
    }

    void show(Second second) {
        failures += second.failures();
        boolean news = !second.phase().equals(phase);
        phase = second.phase();
        if (terminal) {
            out.print(TO_LINE_START_AND_CLEAR + line(second));
            out.flush();
        } else if (news || seconds++ % PLAIN_EVERY_SECONDS == 0) {
            out.println(line(second));
        }
    }

    private String line(Second second) {
        return String.format(
                Locale.ROOT, "%5.0fs %-8s %,d of %,d open  %,d events/s  p50 %s  p99 %s  %.1f MB/s  %,d failed or dropped",
                second.at(), second.phase(), second.open(), connections, second.events(), time(second.p50Micros()), time(second.p99Micros()),
                second.bytes() / 1e6, failures);
    }

    private static String time(long micros) {
        if (micros < 1000) {
            return micros + "us";
        }
        return micros < 1_000_000 ? String.format(Locale.ROOT, "%.1fms", micros / 1e3) : String.format(Locale.ROOT, "%.1fs", micros / 1e6);
    }

    /** Leaves the line for what comes next. */
    void end() {
        if (terminal) {
            out.print(TO_LINE_START_AND_CLEAR);
            out.flush();
        }
    }
}
