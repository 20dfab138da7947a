package io.ssehub.bench.compare;

import io.ssehub.bench.compare.Comparison.Column;
import io.ssehub.bench.compare.Comparison.Entry;
import io.ssehub.bench.compare.Comparison.Row;
import io.ssehub.bench.compare.Comparison.WorkResult;
import io.ssehub.bench.report.Amount;
import io.ssehub.bench.report.TextTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Shows a comparison as tables for a terminal. */
final class TextTables {
    private static final String UNKNOWN = "–";

    private TextTables() {}

    static String of(Comparison comparison) {
        StringBuilder text = new StringBuilder();
        Map<String, String> titles = comparison.servers().stream().collect(Collectors.toMap(Entry::name, Entry::title));
        for (WorkResult work : comparison.works()) {
            text.append('\n').append(work.title()).append(": ").append(Amount.count(work.connections())).append(" streams; ").append(work.description()).append('\n');
            append(text, table(work, titles));
            for (Row row : work.rows()) {
                row.notes().forEach(note -> text.append("  ").append(titles.get(row.server())).append(": ").append(note).append('\n'));
            }
        }
        text.append("\nServers\n");
        append(text, versions(comparison.servers()));
        for (Entry server : comparison.servers()) {
            if (server.leftOut() != null) {
                text.append("  left out: ").append(server.title()).append(", which ").append(server.leftOut()).append('\n');
            }
        }
        text.append(comparison.jvm()).append("; ").append(comparison.kernel()).append("; ").append(comparison.processors()).append('\n');
        text.append("Medians of ").append(comparison.rounds()).append(comparison.rounds() == 1 ? " round" : " rounds");
        text.append(comparison.quick() ? ", with small numbers: good for a try, not for a verdict\n" : "\n");
        return text.toString();
    }

    /** Returns what a run has come to, in a line. */
    static String line(WorkResult work, Row row) {
        return work.columns().stream()
                .filter(column -> row.values().containsKey(column.name()))
                .map(column -> column.unit().write(row.values().getOrDefault(column.name(), 0.0)) + " " + column.title())
                .collect(Collectors.joining(", "));
    }

    /** Returns a ratio such as {@code 0.97×}, {@code 4.2×} or {@code 52×}. */
    static String ratio(double ratio) {
        return String.format(Locale.ROOT, ratio < 2 ? "%.2f×" : ratio < 10 ? "%.1f×" : "%,.0f×", ratio);
    }

    private static List<List<String>> table(WorkResult work, Map<String, String> titles) {
        List<List<String>> lines = new ArrayList<>();
        List<String> head = new ArrayList<>(List.of(""));
        for (Column column : work.columns()) {
            head.add(column.title());
            head.add("");
        }
        lines.add(head);
        for (Row row : work.rows()) {
            List<String> line = new ArrayList<>(List.of(titles.getOrDefault(row.server(), row.server())));
            for (Column column : work.columns()) {
                Double value = row.values().get(column.name());
                Double ratio = row.ratios().get(column.name());
                line.add(value == null ? UNKNOWN : column.unit().write(value));
                line.add(ratio == null ? "" : ratio(ratio));
            }
            lines.add(line);
        }
        return lines;
    }

    private static List<List<String>> versions(List<Entry> servers) {
        return servers.stream().filter(server -> server.leftOut() == null).map(server -> List.of(server.title(), server.version(), server.runtime())).toList();
    }

    private static void append(StringBuilder text, List<List<String>> lines) {
        TextTable table = new TextTable();
        lines.forEach(line -> table.row(line.toArray(String[]::new)));
        text.append(table.toString().indent(2));
    }
}
