package io.ssehub.bench.compare;

import io.ssehub.bench.compare.Comparison.Column;
import io.ssehub.bench.compare.Comparison.Row;
import io.ssehub.bench.compare.Comparison.WorkResult;
import io.ssehub.bench.report.LoadReport;
import io.ssehub.bench.report.LoadReport.Connections;
import io.ssehub.bench.report.LoadReport.Machine;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/** What was measured so far: the reports of each server at each work. Not thread-safe. */
final class Runs {
    private final Map<Work, Map<String, List<LoadReport>>> reports = new HashMap<>();
    private final Map<Work, Map<String, Set<String>>> notes = new HashMap<>();

    void add(Work work, Peer peer, LoadReport report) {
        reports.computeIfAbsent(work, any -> new LinkedHashMap<>()).computeIfAbsent(peer.name(), any -> new ArrayList<>()).add(report);
        Connections connections = report.connections();
        if (connections.open() < connections.asked()) {
            note(work, peer, String.format(
                    Locale.ROOT, "%,d of %,d streams were open at the end; failed: %s; dropped: %s", connections.open(), connections.asked(), connections.failed(),
                    connections.dropped()));
        }
        report.tester().warnings().forEach(warning -> note(work, peer, warning));
    }

    /** Keeps something that the numbers of {@code peer} are to be read with. */
    void note(Work work, Peer peer, String note) {
        notes.computeIfAbsent(work, any -> new LinkedHashMap<>()).computeIfAbsent(peer.name(), any -> new LinkedHashSet<>()).add(note);
    }

    boolean has(Peer peer) {
        return reports.values().stream().anyMatch(ofWork -> ofWork.containsKey(peer.name()));
    }

    /** Returns the machine that it was measured on. */
    Optional<Machine> machine() {
        return reports.values().stream().flatMap(ofWork -> ofWork.values().stream()).map(list -> list.get(0).machine()).findFirst();
    }

    /** Returns what {@code work} has come to, a row for each of {@code peers} of which something can be told. */
    WorkResult result(Work work, Load load, List<Peer> peers) {
        Map<String, List<LoadReport>> ofWork = reports.getOrDefault(work, Map.of());
        Map<String, Set<String>> noted = notes.getOrDefault(work, Map.of());
        List<Row> rows = new ArrayList<>();
        Map<String, Double> base = Map.of();
        for (Peer peer : peers) {
            List<LoadReport> list = ofWork.getOrDefault(peer.name(), List.of());
            Set<String> told = noted.getOrDefault(peer.name(), Set.of());
            if (!list.isEmpty() || !told.isEmpty()) {
                Map<String, Double> values = medians(work, list);
                base = base.isEmpty() ? values : base;
                rows.add(new Row(peer.name(), values, ratios(work, values, base), List.copyOf(told)));
            }
        }
        List<Column> columns = work.metrics().stream().map(metric -> new Column(metric.id(), metric.title(), metric.unit())).toList();
        return new WorkResult(work.id(), work.title(), work.description(), load.connections(), load.common(), columns, rows);
    }

    private static Map<String, Double> medians(Work work, List<LoadReport> list) {
        Map<String, Double> medians = new LinkedHashMap<>();
        for (Metric metric : work.metrics()) {
            double[] values = list.stream().map(metric::of).flatMapToDouble(OptionalDouble::stream).sorted().toArray();
            if (values.length > 0) {
                medians.put(metric.id(), (values[(values.length - 1) / 2] + values[values.length / 2]) / 2);
            }
        }
        return medians;
    }

    private static Map<String, Double> ratios(Work work, Map<String, Double> values, Map<String, Double> base) {
        Map<String, Double> ratios = new LinkedHashMap<>();
        for (Metric metric : work.metrics()) {
            Double value = values.get(metric.id());
            Double first = base.get(metric.id());
            if (metric.unit().isCompared() && value != null && first != null && value > 0 && first > 0) {
                ratios.put(metric.id(), value / first);
            }
        }
        return ratios;
    }
}
