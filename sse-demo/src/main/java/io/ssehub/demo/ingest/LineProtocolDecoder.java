package io.ssehub.demo.ingest;

import io.ssehub.demo.board.SentNumber;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads readings in InfluxDB line protocol, one report a line:
 *
 * <pre>
 *   weather,board=esp32-1 seq=17u,temperature=21.40,humidity=48i 1700000000000000000
 *   measurement [,tag=value]... SP field=value [,field=value]... [SP timestamp]
 * </pre>
 *
 * <p>A sensor is named by its field key, the board by the tag {@code board}; field {@code seq} or {@code readingId} is the sequence number. Measurement,
 * other tags and the timestamp are checked and ignored: readings are as new as their arrival. Empty lines and lines that start with {@code #} count for
 * nothing. A line that is not well formed is left out alone, as InfluxDB does. Backslash escapes comma, equals sign and space in names and tag values, quote
 * and backslash in strings; before any other character it stands for itself. Confined to one call.
 */
final class LineProtocolDecoder {
    private static final int MAX_TIMESTAMP_DIGITS = 19;
    private static final int END = -1;

    private final String text;
    private final ReportBuilder reports;
    private int at;

    private LineProtocolDecoder(String text, ReportBuilder reports) {
        this.text = text;
        this.reports = reports;
    }

    /** Reads every line of {@code text}. */
    static Decoded decode(String text, ReportBuilder reports) {
        return new LineProtocolDecoder(text, reports).lines();
    }

    private Decoded lines() {
        while (at < text.length()) {
            skip(" \t\r\n");
            if (peek() == '#') {
                toLineEnd();
            } else if (peek() != END) {
                try {
                    line();
                } catch (MalformedException malformed) {
                    reports.refuseObject(Refusal.Cause.MALFORMED, "line protocol: " + malformed.getMessage());
                    toLineEnd();
                }
                reports.endObject();
            }
        }
        return reports.build();
    }

    private void line() throws MalformedException {
        if (name(", ").isEmpty()) {
            throw new MalformedException("no measurement");
        }
        tags();
        skip(" ");
        fields();
        if (peek() != END && !atLineEnd() && peek() != ' ') {
            throw new MalformedException("something follows a string");
        }
        skip(" ");
        timestamp();
    }

    private void tags() throws MalformedException {
        Set<String> keys = new HashSet<>();
        while (peek() == ',') {
            at++;
            String key = key(keys);
            String value = name(", ");
            if (value.isEmpty()) {
                throw new MalformedException("tag " + key + " has no value");
            }
            if (key.equals("board")) {
                reports.board(value);
            }
        }
    }

    private void fields() throws MalformedException {
        Set<String> keys = new HashSet<>();
        String seq = null;
        String readingId = null;
        while (true) {
            String key = key(keys);
            boolean quoted = peek() == '"';
            String value = quoted ? string() : bare();
            switch (key) {
                case "seq" -> seq = value;
                case "readingId" -> readingId = value;
                default -> reports.reading(key, number(value, quoted), value);
            }
            if (peek() != ',') {
                break;
            }
            at++;
        }
        String numbered = seq != null ? seq : readingId;
        if (numbered != null) {
            reports.seq(withoutSuffix(numbered));
        }
    }

    private void timestamp() throws MalformedException {
        int start = at;
        toLineEnd();
        String timestamp = text.substring(start, at).strip();
        if (!timestamp.isEmpty() && !isTimestamp(timestamp)) {
            throw new MalformedException("the timestamp is " + timestamp);
        }
    }

    private static @Nullable SentNumber number(String value, boolean quoted) {
        return quoted ? SentNumber.quoted(value) : SentNumber.bare(withoutSuffix(value));
    }

    /** Returns the number of an integer that is marked as one, {@code -48i} or {@code 48u}, and any other value as it is. */
    private static String withoutSuffix(String value) {
        if (value.isEmpty()) {
            return value;
        }
        int last = value.length() - 1;
        char suffix = value.charAt(last);
        boolean isInteger = suffix == 'i' ? isDigits(value, value.charAt(0) == '-' ? 1 : 0, last) : suffix == 'u' && isDigits(value, 0, last);
        return isInteger ? value.substring(0, last) : value;
    }

    private static boolean isTimestamp(String text) {
        int start = text.charAt(0) == '-' ? 1 : 0;
        return text.length() - start <= MAX_TIMESTAMP_DIGITS && isDigits(text, start, text.length());
    }

    private static boolean isDigits(String text, int from, int to) {
        for (int i = from; i < to; i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return from < to;
    }

    /** Reads a key and the equals sign after it. */
    private String key(Set<String> keys) throws MalformedException {
        String key = name("=, ");
        if (key.isEmpty() || peek() != '=') {
            throw new MalformedException("expected key=value");
        }
        if (!keys.add(key)) {
            throw new MalformedException(key + " stands twice");
        }
        at++;
        return key;
    }

    /** Reads up to one of {@code stops} or the line's end. */
    private String name(String stops) {
        int start = at;
        while (!atNameEnd(stops) && peek() != '\\') {
            at++;
        }
        if (atNameEnd(stops)) {
            return text.substring(start, at);
        }
        StringBuilder name = new StringBuilder().append(text, start, at);
        while (!atNameEnd(stops)) {
            if (peek() == '\\' && at + 1 < text.length() && ",= ".indexOf(text.charAt(at + 1)) >= 0) {
                at++;
            }
            name.append(text.charAt(at++));
        }
        return name.toString();
    }

    private boolean atNameEnd(String stops) {
        int c = peek();
        return c == END || stops.indexOf(c) >= 0 || atLineEnd();
    }

    private String bare() throws MalformedException {
        int start = at;
        while (peek() != END && !atLineEnd() && peek() != ',' && peek() != ' ') {
            at++;
        }
        if (at == start) {
            throw new MalformedException("a field has no value");
        }
        return text.substring(start, at);
    }

    /** Reads a string field, which may hold anything, line breaks too. */
    private String string() throws MalformedException {
        StringBuilder string = new StringBuilder();
        at++;
        for (int c = peek(); c != '"'; c = peek()) {
            if (c == END) {
                throw new MalformedException("a string has no end");
            }
            if (c == '\\' && at + 1 < text.length() && "\"\\".indexOf(text.charAt(at + 1)) >= 0) {
                at++;
            }
            string.append(text.charAt(at++));
        }
        at++;
        return string.toString();
    }

    private int peek() {
        return at < text.length() ? text.charAt(at) : END;
    }

    private boolean atLineEnd() {
        return peek() == '\n' || (peek() == '\r' && at + 1 < text.length() && text.charAt(at + 1) == '\n');
    }

    private void toLineEnd() {
        while (peek() != END && peek() != '\n') {
            at++;
        }
    }

    private void skip(String skipped) {
        while (peek() != END && skipped.indexOf(peek()) >= 0) {
            at++;
        }
    }

    /** Ends the reading of one line. */
    private static final class MalformedException extends Exception {
        private static final long serialVersionUID = 1L;

        MalformedException(String message) {
            super(message, null, false, false);
        }
    }
}
