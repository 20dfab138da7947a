package io.ssehub.bench.compare;

import io.ssehub.bench.compare.Comparison.Column;
import io.ssehub.bench.compare.Comparison.Entry;
import io.ssehub.bench.compare.Comparison.Row;
import io.ssehub.bench.compare.Comparison.WorkResult;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Draws the CPU time that a delivery costs each server as bars, an SVG picture that reads on a light ground and on a dark one. */
final class BarChart {
    private static final int WIDTH = 760;
    private static final int NAMES = 150;
    private static final int VALUES = 130;
    private static final int ROW = 24;
    private static final int BAR = 15;
    private static final int HEAD = 34;
    private static final int GAP = 14;
    private static final List<Work> SHOWN = List.of(Work.SATURATION, Work.LOW_RATE);
    private static final String STYLE = """
            <style>
              text { font: 13px system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; fill: #57606a }
              .title { font-weight: 600 }
              .bar { fill: #8c959f }
              .first { fill: #0072b2 }
              @media (prefers-color-scheme: dark) { text { fill: #9198a1 } .bar { fill: #6e7681 } .first { fill: #56b4e9 } }
            </style>
            """;

    private BarChart() {}

    static String of(Comparison comparison) {
        Map<String, String> titles = comparison.servers().stream().collect(Collectors.toMap(Entry::name, Entry::title));
        StringBuilder body = new StringBuilder();
        int y = 0;
        for (WorkResult work : comparison.works()) {
            if (SHOWN.stream().anyMatch(shown -> shown.id().equals(work.name()))) {
                y = panel(body, y, work, titles);
            }
        }
        return String.format(Locale.ROOT, """
                <svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %1$d %2$d" role="img">
                <title>CPU time that a delivery costs each server</title>
                %s%s</svg>
                """, WIDTH, Math.max(y, 1), STYLE, body);
    }

    private static int panel(StringBuilder body, int top, WorkResult work, Map<String, String> titles) {
        Column column = work.columns().get(0);
        double most = work.rows().stream().mapToDouble(row -> row.values().getOrDefault(column.name(), 0.0)).max().orElse(0);
        text(body, "title", 0, top + 18, String.format(
                Locale.ROOT, "CPU time a delivery, %s, %,d streams (shorter is better)", work.title().toLowerCase(Locale.ROOT), work.connections()));
        int y = top + HEAD;
        for (Row row : work.rows()) {
            Double value = row.values().get(column.name());
            if (value != null) {
                double length = Math.max(2, (WIDTH - NAMES - VALUES) * value / most);
                text(body, "", 0, y + 12, titles.getOrDefault(row.server(), row.server()));
                body.append(String.format(
                        Locale.ROOT, "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" rx=\"2\"/>%n",
                        row.equals(work.rows().get(0)) ? "first" : "bar", NAMES, y, length, BAR));
                Double ratio = row.ratios().get(column.name());
                String times = ratio == null || row.equals(work.rows().get(0)) ? "" : ", " + TextTables.ratio(ratio);
                text(body, "", NAMES + length + 8, y + 12, column.unit().write(value) + times);
                y += ROW;
            }
        }
        return y + GAP;
    }

    private static void text(StringBuilder body, String style, double x, int y, String text) {
        String escaped = text.replace("&", "&amp;").replace("<", "&lt;");
        body.append(String.format(Locale.ROOT, "<text class=\"%s\" x=\"%.1f\" y=\"%d\">%s</text>%n", style, x, y, escaped));
    }
}
