package io.ssehub.bench.report;

import java.util.ArrayList;
import java.util.List;

/** A table of plain text: the first column to the left, the others to the right, all as wide as they need. Not thread-safe. */
public final class TextTable {
    private static final String GAP = "  ";

    private final List<List<String>> rows = new ArrayList<>();

    /** Adds a row, or the names of the columns; a row may be shorter than others. Control characters, which a terminal might obey, become question marks. */
    public TextTable row(String... cells) {
        rows.add(List.of(cells).stream().map(TextTable::printable).toList());
        return this;
    }

    boolean isEmpty() {
        return rows.isEmpty();
    }

    static String printable(String text) {
        return text.replaceAll("[\\p{Cntrl}\\u2028\\u2029\\u202a-\\u202e\\u2066-\\u2069]", "?");
    }

    /** Returns the rows, each ending with a line feed. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int column = 0; column < row.size(); column++) {
                String cell = row.get(column);
                String space = " ".repeat(width(column) - length(cell));
                line.append(column == 0 ? cell + space : GAP + space + cell);
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }

    private int width(int column) {
        return rows.stream().filter(row -> row.size() > column).mapToInt(row -> length(row.get(column))).max().orElse(0);
    }

    private static int length(String cell) {
        return cell.codePointCount(0, cell.length());
    }
}
