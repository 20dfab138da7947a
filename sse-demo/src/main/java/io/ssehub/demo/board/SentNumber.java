package io.ssehub.demo.board;

import java.math.BigDecimal;
import java.util.regex.Pattern;
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
    static final SentNumber ZERO = new SentNumber("0", BigDecimal.ZERO);

    private static final Pattern NUMBER = Pattern.compile("-?(?:0|[1-9][0-9]*)(?:\\.[0-9]+)?(?:[eE][+-]?[0-9]+)?");

    private final String json;
    private final BigDecimal value;

    private SentNumber(String json, BigDecimal value) {
        this.json = json;
        this.value = value;
    }

    /** Returns the number that {@code text} spells, or null if it is none, is longer than {@link #MAX_LENGTH}, or its exponent passes 32 bits. */
    public static @Nullable SentNumber bare(String text) {
        BigDecimal value = parse(text);
        return value == null ? null : new SentNumber(text, value);
    }

    /** Returns the number in the string {@code text}, which stays a string in JSON, or null as for {@link #bare}. */
    public static @Nullable SentNumber quoted(String text) {
        BigDecimal value = parse(text);
        return value == null ? null : new SentNumber('"' + text + '"', value);
    }

    private static @Nullable BigDecimal parse(String text) {
        if (text.length() > MAX_LENGTH || !NUMBER.matcher(text).matches()) {
            return null;
        }
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
        // compareTo looks at magnitudes first, so that 1e999999999 costs no more than 1.
        return json.equals(other.json) || value.compareTo(other.value) == 0;
    }

    @Override
    public String toString() {
        return json;
    }
}
