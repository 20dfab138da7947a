package io.ssehub.bench.compare;

import io.ssehub.bench.report.Distribution;
import io.ssehub.bench.report.JsonText;
import io.ssehub.bench.report.LoadReport;
import io.ssehub.bench.report.LoadReport.Connections;
import io.ssehub.bench.report.LoadReport.Deliveries;
import io.ssehub.bench.report.LoadReport.Latencies;
import io.ssehub.bench.report.LoadReport.Machine;
import io.ssehub.bench.report.LoadReport.Reconnects;
import io.ssehub.bench.report.LoadReport.Server;
import io.ssehub.bench.report.LoadReport.Tester;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * Stands in for the load tester: asks the server once, and prints a report in which the CPU time of a delivery is the number that the URL ends in, in microseconds.
 * A URL that ends in 0 makes it fail.
 */
final class MadeUpLoadTester {
    private MadeUpLoadTester() {}

    public static void main(String[] args) throws IOException {
        List<String> options = List.of(args);
        URI url = URI.create(options.get(options.indexOf("--url") + 1));
        long pid = Long.parseLong(options.get(options.indexOf("--server-pid") + 1));
        HttpURLConnection connection = (HttpURLConnection) url.toURL().openConnection();
        if (connection.getResponseCode() != 204) {
            throw new IOException("the server answered " + connection.getResponseCode());
        }
        double micros = Double.parseDouble(url.getPath().substring(1));
        if (micros == 0) {
            System.err.println("load: no stream came about");
            System.exit(1);
        }
        System.out.print(JsonText.of(report(micros, pid)));
    }

    private static LoadReport report(double micros, long pid) {
        Histogram histogram = new Histogram(3);
        histogram.recordValue(2_000);
        Distribution times = Distribution.of(histogram);
        return new LoadReport(
                "1", Instant.EPOCH, 1, false, Map.of(), new Machine("Linux", "Made-up Processor", 1, 1 << 30, "17", 20_000), new Connections(5, 5, 5, Map.of(), Map.of(), 0),
                null, new Deliveries(1_000, 1_000, 0, 0, 0, 0, 1_000, 0, 0, 0, 0, 100_000), new Reconnects(0, 0, 0, times), new Latencies(times, times, times, times, times),
                List.of(), new Tester(0.1, 0.1, List.of("The tester was tired.")), new Server(pid, 0.01, micros, 1 << 20, 2 << 20), List.of());
    }
}
