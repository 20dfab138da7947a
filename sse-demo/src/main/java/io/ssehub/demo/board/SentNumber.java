package io.ssehub.demo.board;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * A number as a board sent it: kept character by character, compared by value. {@code 21.40} stays {@code 21.40} and equals {@code "21.4"}.
 *
 * <p>Pages put these texts into {@code innerHTML}, so nothing but a number of RFC 8259 section 6 ever becomes one. Immutable and thread-safe.
 */
public final class SentNumber {
    /** The most characters a number may have. */
    public static final int MAX_LENGTH = 64;

    /** What stands before a sensor's first value. */
    static final SentNumber ZERO = new SentNumber("0", 0, 0, null);

    /** So many digits fit into a long. */
    private static final int SHORT_LENGTH = 18;

    private final String json;

    // The value is significand / 10^scale, without zeros at the end of a fraction; or, if it is long or has an exponent, it is wide.
    private final long significand;
    private final int scale;
    private final @Nullable BigDecimal wide;

    private SentNumber(String json, long significand, int scale, @Nullable BigDecimal wide) {
        this.json = json;
        this.significand = significand;
        this.scale = scale;
        this.wide = wide;
    }

    /** Returns the number that {@code text} spells, or null if it is none, is longer than {@link #MAX_LENGTH}, or its exponent passes 32 bits. */
    public static @Nullable SentNumber bare(String text) {
        return parse(text, false);
    }

    /** Returns the number in the string {@code text}, which stays a string in JSON, or null as for {@link #bare}. */
    public static @Nullable SentNumber quoted(String text) {
        return parse(text, true);
    }

    private static @Nullable SentNumber parse(String text, boolean quoted) {
        if (text.isEmpty() || text.length() > MAX_LENGTH) {
            return null;
        }
        int start = text.charAt(0) == '-' ? 1 : 0;
        int point = digitsEnd(text, start);
        if (point == start || (text.charAt(start) == '0' && point > start + 1)) {
            return null;
        }
        boolean hasFraction = point < text.length() && text.charAt(point) == '.';
        int end = hasFraction ? digitsEnd(text, point + 1) : point;
        if (hasFraction && end == point + 1) {
            return null;
        }
        String json = quoted ? '"' + text + '"' : text;
        if (end < text.length() || end - start > SHORT_LENGTH) {
            BigDecimal wide = end == text.length() || isExponent(text, end) ? wide(text) : null;
            return wide == null ? null : new SentNumber(json, 0, 0, wide);
        }
        return small(json, text, start, point, end);
    }

    private static SentNumber small(String json, String text, int start, int point, int end) {
        long significand = 0;
        for (int i = start; i < end; i++) {
            if (i != point) {
                significand = significand * 10 + (text.charAt(i) - '0');
            }
        }
        int scale = Math.max(0, end - point - 1);
        while (scale > 0 && significand % 10 == 0) {
            significand /= 10;
            scale--;
        }
        return new SentNumber(json, start > 0 ? -significand : significand, scale, null);
    }

    private static int digitsEnd(String text, int from) {
        int at = from;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        return at;
    }

    private static boolean isExponent(String text, int at) {
        if (text.charAt(at) != 'e' && text.charAt(at) != 'E') {
            return false;
        }
        boolean signed = at + 1 < text.length() && (text.charAt(at + 1) == '+' || text.charAt(at + 1) == '-');
        int digits = signed ? at + 2 : at + 1;
        return digits < text.length() && digitsEnd(text, digits) == text.length();
    }

    private static @Nullable BigDecimal wide(String text) {
        try {
            return new BigDecimal(text);
        } catch (NumberFormatException exponentTooLarge) {
            return null;
        }
    }

    /** Returns the number as JSON: as it was sent, in quotes if it came in quotes. ASCII without anything to escape. */
    public String json() {
        return json;
    }

    /** Tells whether both are the same number, however they are written. */
    public boolean sameNumber(SentNumber other) {
        if (wide == null && other.wide == null) {
            return significand == other.significand && scale == other.scale;
        }
        // compareTo looks at magnitudes first, so that 1e999999999 costs no more than 1.
        return json.equals(other.json) || value().compareTo(other.value()) == 0;
    }

    private BigDecimal value() {
        return wide == null ? BigDecimal.valueOf(significand, scale) : wide;
    }

    @Override
    public String toString() {
        return json;
    }
}
