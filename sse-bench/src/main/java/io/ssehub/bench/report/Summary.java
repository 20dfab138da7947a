package io.ssehub.bench.report;

import io.ssehub.bench.report.LoadReport.Connections;
import io.ssehub.bench.report.LoadReport.Deliveries;
import io.ssehub.bench.report.LoadReport.Publishing;
import io.ssehub.bench.report.LoadReport.Reconnects;
import io.ssehub.bench.report.LoadReport.Server;
import io.ssehub.bench.report.LoadReport.Tester;
import io.ssehub.bench.report.LoadReport.Verdict;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A report in plain text of at most {@value #COLUMNS} columns, for the end of a run on a terminal. */
public final class Summary {
    private static final int COLUMNS = 100;
    private static final int MAX_CAUSES = 6;
    private static final String INDENT = " ".repeat(14);

    private final StringBuilder text = new StringBuilder();

    private Summary() {}

    /** Returns what {@code report} says, without its settings, machine and timeline; each line ends with a line feed. */
    public static String of(LoadReport report) {
        Summary summary = new Summary();
        Map<String, String> settings = report.settings();
        summary.line("Load test", settings.getOrDefault("--url", settings.getOrDefault("--subscribe-url", "of an unnamed server")));
        summary.line("Measured", (report.seconds() > 0 ? "for " + Amount.time(report.seconds() * 1e6) : "nothing") + (report.interrupted() ? ", ended before its time" : ""));
        summary.connections(report.connections());
        summary.publishing(report.publishing());
        summary.deliveries(report.deliveries());
        summary.reconnects(report.reconnects());
        summary.cost(report.tester(), report.server(), report.connections().open());
        summary.latencies(report);
        summary.verdicts(report.verdicts());
        summary.warnings(report.tester().warnings());
        return summary.text.toString();
    }

    private void connections(Connections connections) {
        line("Streams", Amount.count(connections.open()) + " open of " + Amount.count(connections.asked()) + " asked for; " + Amount.count(connections.opened())
                + " began" + (connections.closed() > 0 ? ", " + Amount.count(connections.closed()) + " closed to churn" : ""));
        causes("  failed", connections.failed());
        causes("  dropped", connections.dropped());
    }

    private void publishing(@Nullable Publishing publishing) {
        if (publishing == null) {
            return;
        }
        line("Published", Amount.count(publishing.accepted()) + " accepted of " + Amount.count(publishing.sent()) + " sent and "
                + Amount.count(publishing.due()) + " due");
        causes("  refused", publishing.refused());
    }

    private void deliveries(Deliveries deliveries) {
        line("Received", Amount.count(deliveries.events()) + " events, " + Amount.perSecond(deliveries.perSecond()) + " while measured, "
                + Amount.bytes(deliveries.bytes()));
        line("  faults", Amount.count(deliveries.lost()) + " lost, " + Amount.count(deliveries.duplicated()) + " duplicated, "
                + Amount.count(deliveries.reordered()) + " reordered" + (deliveries.unsoundStreams() > 0 ? ", on " + Amount.count(deliveries.unsoundStreams()) + " streams" : ""));
        if (deliveries.foreign() > 0) {
            line("  others", Amount.count(deliveries.foreign()) + " events that this run did not publish"
                    + (deliveries.lossNotices() > 0 ? ", " + Amount.count(deliveries.lossNotices()) + " of them notices of lost history" : ""));
        }
    }

    private void reconnects(Reconnects reconnects) {
        if (reconnects.count() > 0) {
            line("Reconnects", Amount.count(reconnects.count()) + ", " + Amount.count(reconnects.complete()) + " of them without a gap; "
                    + Amount.count(reconnects.missed()) + " events missed");
        }
    }

    private void cost(Tester tester, @Nullable Server server, long open) {
        line("Tester", "CPU " + Amount.time(tester.cpuSeconds() * 1e6) + ", " + Amount.share(tester.cpuShare()) + " of one processor");
        if (server != null) {
            line("Server", "CPU " + Amount.time(server.cpuSeconds() * 1e6) + ", " + Amount.time(server.cpuMicrosPerDelivery()) + " a delivery");
            long more = server.residentBytesAfter() - server.residentBytesBefore();
            line("  memory", Amount.bytes(server.residentBytesBefore()) + " before, " + Amount.bytes(server.residentBytesAfter()) + " at the end"
                    + (open > 0 ? ", " + Amount.bytes((double) more / open) + " more a stream" : ""));
        }
    }

    private void latencies(LoadReport report) {
        TextTable table = new TextTable();
        latency(table, "delivery", report.latencies().delivery());
        latency(table, "last", report.latencies().last());
        latency(table, "publish lag", report.latencies().publishLag());
        latency(table, "connect", report.latencies().connect());
        latency(table, "first event", report.latencies().firstEvent());
        latency(table, "reconnect gap", report.reconnects().gap());
        if (!table.isEmpty()) {
            text.append('\n').append(table);
        }
    }

    private static void latency(TextTable table, String name, Distribution times) {
        if (times.count() > 0) {
            if (table.isEmpty()) {
                table.row("", "count", "shortest", "p50", "p90", "p99", "p99.9", "longest");
            }
            table.row(name, Amount.count(times.count()), Amount.time(times.minMicros()), Amount.time(times.p50Micros()), Amount.time(times.p90Micros()),
                    Amount.time(times.p99Micros()), Amount.time(times.p999Micros()), Amount.time(times.maxMicros()));
        }
    }

    private void verdicts(List<Verdict> verdicts) {
        if (!verdicts.isEmpty()) {
            text.append('\n');
        }
        verdicts.forEach(verdict -> line(verdict.held() ? "held" : "MISSED", verdict.limit() + ": " + verdict.measured()));
    }

    private void warnings(List<String> warnings) {
        if (!warnings.isEmpty()) {
            text.append('\n');
        }
        warnings.forEach(warning -> line("Warning", warning));
    }

    private void causes(String name, Map<String, Long> causes) {
        if (causes.isEmpty()) {
            return;
        }
        List<Map.Entry<String, Long>> most = new ArrayList<>(causes.entrySet());
        most.sort(Map.Entry.comparingByValue(Comparator.reverseOrder()));
        String named = most.stream().limit(MAX_CAUSES).map(cause -> Amount.count(cause.getValue()) + " " + cause.getKey()).collect(Collectors.joining(", "));
        String rest = causes.size() > MAX_CAUSES ? ", and " + (causes.size() - MAX_CAUSES) + " more causes" : "";
        String all = Amount.count(causes.values().stream().mapToLong(Long::longValue).sum());
        line(name, causes.size() == 1 ? named : all + ": " + named + rest);
    }

    /** Adds a name and what there is to say, wrapped at spaces, or anywhere in a word that is too long. */
    private void line(String name, String value) {
        String rest = TextTable.printable(value);
        String head = name + INDENT.substring(name.length());
        int width = COLUMNS - INDENT.length();
        while (rest.length() > width) {
            int space = rest.lastIndexOf(' ', width);
            int end = space > 0 ? space : width;
            text.append(head).append(rest, 0, end).append('\n');
            rest = rest.substring(end).stripLeading();
            head = INDENT;
        }
        text.append(head).append(rest).append('\n');
    }
}
