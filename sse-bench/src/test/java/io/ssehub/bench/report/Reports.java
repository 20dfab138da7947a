package io.ssehub.bench.report;

import io.ssehub.bench.report.LoadReport.Connections;
import io.ssehub.bench.report.LoadReport.Deliveries;
import io.ssehub.bench.report.LoadReport.Latencies;
import io.ssehub.bench.report.LoadReport.Machine;
import io.ssehub.bench.report.LoadReport.Publishing;
import io.ssehub.bench.report.LoadReport.Reconnects;
import io.ssehub.bench.report.LoadReport.Second;
import io.ssehub.bench.report.LoadReport.Server;
import io.ssehub.bench.report.LoadReport.Tester;
import io.ssehub.bench.report.LoadReport.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.HdrHistogram.Histogram;

/** Made-up reports. */
final class Reports {
    static final Instant STARTED = Instant.parse("2026-11-21T23:36:26.318Z");
    private static final Distribution NONE = Distribution.of(new Histogram(3));
    private static final Machine MACHINE = new Machine("Linux 6.8 amd64", "Made-up Processor 3.2 GHz", 8, 16L << 30, "OpenJDK 21.0.4", 20_000);

    private Reports() {}

    /** Returns a run of 75 seconds with a bit of everything. */
    static LoadReport busy() {
        Random random = new Random(7);
        List<Second> timeline = new ArrayList<>();
        for (int at = 1; at <= 75; at++) {
            String phase = at <= 10 ? "ramp" : at <= 13 ? "warm-up" : at <= 73 ? "measured" : "drain";
            int open = at < 10 ? at * 1_000 : 9_998 - (at > 40 && at < 44 ? 350 : random.nextInt(12));
            long published = at > 10 && at <= 73 ? 97 + random.nextInt(7) : 0;
            long p50 = published == 0 ? 0 : 1_500 + random.nextInt(900);
            long max = published == 0 ? 0 : at == 41 ? 1_021_000 : p50 * 9 + random.nextInt(9_000);
            timeline.add(new Second(at, phase, open, published, published * open, published * open * 131, at == 41 ? 340 : random.nextInt(40) / 35, p50, max / 3, max));
        }
        Map<String, Long> failed = new LinkedHashMap<>();
        failed.put("refused", 7L);
        failed.put("status 503", 2L);
        return new LoadReport("0.1.0-SNAPSHOT", STARTED, 60.0, false, settings("http://127.0.0.1:8080/events"), MACHINE,
                new Connections(10_000, 10_340, 9_998, failed, Map.of("closed in the middle of an event", 340L), 0),
                new Publishing(6_300, 6_300, 6_297, Map.of("status 503", 3L)),
                new Deliveries(62_961_370, 59_112_208, 3_849_162, 0, 340, 12, 999_387.3, 1_204, 3, 0, 12, 8_247_939_470L),
                new Reconnects(340, 328, 1_204, times(340, 2_000_000, 0.2)),
                new Latencies(times(10_340, 2_100, 0.8), times(10_340, 9_300, 0.6), times(400_000, 1_900, 0.9), times(6_297, 6_400, 0.7), times(6_300, 60, 0.5)),
                timeline,
                new Tester(52.4, 0.873, List.of("The tester used 87 % of a processor: latencies may be its own. Share the work among several testers.")),
                new Server(4711, 49.6, 0.827, 61L << 20, 239L << 20),
                List.of(new Verdict("p99<50ms", "12.2 ms", true), new Verdict("lost==0", "1,204", false)));
    }

    /** Returns a run in which no connection came about and nothing was published. */
    static LoadReport empty() {
        return new LoadReport("0.1.0-SNAPSHOT", STARTED, 0, true, Map.of("--url", "http://127.0.0.1:9/events"), MACHINE,
                new Connections(100, 0, 0, Map.of("refused", 100L), Map.of(), 0), null, new Deliveries(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
                new Reconnects(0, 0, 0, NONE), new Latencies(NONE, NONE, NONE, NONE, NONE), List.of(), new Tester(0, 0, List.of()), null, List.of());
    }

    /** Returns {@link #empty()} with {@code text} wherever a server or a command line can put one. */
    static LoadReport withText(String text) {
        LoadReport empty = empty();
        return new LoadReport(text, STARTED, 1, false, Map.of("--url", text, text, text), new Machine(text, text, 1, 1, text, 1),
                new Connections(1, 1, 1, Map.of(text, 1L), Map.of(text, 1L), 0), new Publishing(1, 1, 0, Map.of(text, 1L)), empty.deliveries(), empty.reconnects(),
                empty.latencies(), List.of(new Second(1, text, 1, 0, 0, 0, 0, 0, 0, 0)), new Tester(0, 0, List.of(text)), null, List.of(new Verdict(text, text, false)));
    }

    /** Returns {@link #empty()} with one more setting. */
    static LoadReport withSetting(String option, String value) {
        LoadReport empty = empty();
        return new LoadReport(empty.version(), STARTED, 0, false, Map.of("--url", "http://127.0.0.1:9/events", option, value), MACHINE, empty.connections(), null,
                empty.deliveries(), empty.reconnects(), empty.latencies(), List.of(), empty.tester(), null, List.of());
    }

    /** Returns {@link #empty()} with as many causes of failures, the n-th of n connections. */
    static LoadReport withFailures(int causes) {
        LoadReport empty = empty();
        Map<String, Long> failed = new LinkedHashMap<>();
        for (long n = 1; n <= causes; n++) {
            failed.put("cause " + n, n);
        }
        return new LoadReport(empty.version(), STARTED, 0, false, empty.settings(), MACHINE, new Connections(100, 0, 0, failed, Map.of(), 0), null, empty.deliveries(),
                empty.reconnects(), empty.latencies(), List.of(), empty.tester(), null, List.of());
    }

    private static Map<String, String> settings(String url) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("--url", url);
        settings.put("--connections", "10000");
        settings.put("--duration", "60s");
        settings.put("--ramp", "10s");
        settings.put("--publish-url", "http://127.0.0.1:8080/events?topic=load");
        settings.put("--publish-rate", "100/s");
        settings.put("--publish-size", "100");
        settings.put("--reconnect", "true");
        settings.put("--assert", "p99<50ms, lost==0");
        return settings;
    }

    private static Distribution times(int count, double medianMicros, double spread) {
        Random random = new Random(count);
        Histogram histogram = new Histogram(3);
        for (int i = 0; i < count; i++) {
            histogram.recordValue(Math.round(medianMicros * Math.exp(spread * random.nextGaussian())));
        }
        return Distribution.of(histogram);
    }
}
