package io.ssehub.core.topic;

import java.util.Locale;

/**
 * The rule for the name of a topic: 1 to {@value #MAX_BYTES} bytes of UTF-8, levels parted by {@code /}, such as {@code sensors/kitchen/temperature}.
 * No level is empty, nothing is a control character, and {@code *} is kept for the patterns of a {@link Selection}.
 *
 * <p>A name that starts with {@code $} is allowed; only a pattern that spells its first level out matches it.
 */
public final class Topics {
    /** The longest topic and the longest pattern, in bytes of UTF-8. */
    public static final int MAX_BYTES = 255;

    private Topics() {}

    /**
     * Does nothing if {@code topic} is a name to publish under.
     *
     * @throws IllegalArgumentException saying what is wrong with it and where
     */
    public static void check(String topic) {
        checkLevels("topic", topic);
        int wildcard = topic.indexOf('*');
        if (wildcard >= 0) {
            throw new IllegalArgumentException("topic \"" + topic + "\" has a wildcard at index " + wildcard + "; only a selection may have one");
        }
    }

    /** Checks what topics and patterns share; a text that passes is safe to be quoted in a message. */
    static void checkLevels(String what, String text) {
        // No text has fewer bytes than chars, so a long one is refused before it is read.
        if (text.length() > MAX_BYTES) {
            throw new IllegalArgumentException(what + " has " + text.length() + " characters; 1 to " + MAX_BYTES + " bytes of UTF-8 are allowed");
        }
        int bytes = utf8Bytes(what, text);
        if (bytes == 0 || bytes > MAX_BYTES) {
            throw new IllegalArgumentException(what + " has " + bytes + " bytes of UTF-8; 1 to " + MAX_BYTES + " are allowed");
        }
        boolean levelStarts = true;
        for (int i = 0; i <= text.length(); i++) {
            boolean levelEnds = i == text.length() || text.charAt(i) == '/';
            if (levelStarts && levelEnds) {
                throw new IllegalArgumentException(what + " \"" + text + "\" has an empty level at index " + i);
            }
            levelStarts = levelEnds;
        }
    }

    private static int utf8Bytes(String what, String text) {
        int bytes = 0;
        for (int i = 0; i < text.length(); ) {
            int codePoint = text.codePointAt(i);
            if (Character.isISOControl(codePoint)) {
                throw new IllegalArgumentException(what + " has the control character " + name(codePoint) + " at index " + i);
            }
            if (codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE) {
                throw new IllegalArgumentException(what + " has the lone surrogate " + name(codePoint) + " at index " + i);
            }
            bytes += codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
            i += Character.charCount(codePoint);
        }
        return bytes;
    }

    private static String name(int codePoint) {
        return String.format(Locale.ROOT, "U+%04X", codePoint);
    }
}
