package io.ssehub.demo.log;

/** Makes text from a peer fit for one line of plain text. */
public final class Printable {
    private Printable() {}

    /**
     * Returns {@code text} with everything that could end a line, move a terminal's cursor or turn the reading direction written as an escape, and cut to
     * {@code maxChars} characters of it, a mark in the place of the rest.
     */
    public static String of(String text, int maxChars) {
        StringBuilder out = new StringBuilder(Math.min(text.length(), maxChars) + 16);
        append(text, maxChars, out);
        return out.toString();
    }

    static void append(String text, int maxChars, StringBuilder out) {
        int end = Math.min(text.length(), maxChars);
        for (int i = 0, step; i < end; i += step) {
            int c = text.codePointAt(i);
            step = Character.charCount(c);
            switch (Character.getType(c)) {
                case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.SURROGATE -> escape(c, out);
                default -> out.appendCodePoint(c);
            }
        }
        if (end < text.length()) {
            out.append("... (").append(text.length()).append(" characters)");
        }
    }

    private static void escape(int c, StringBuilder out) {
        switch (c) {
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            default -> out.append(String.format("\\u%04x", c));
        }
    }
}
