package io.ssehub.demo.board;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What boards and sensors may be called: anything that UTF-8 can carry, up to a length, because names are data and are escaped wherever they are written.
 */
public final class Names {
    /** The most bytes of UTF-8 in a name. */
    public static final int MAX_BYTES = 255;

    /** Names with a meaning of their own in a report or an event, so that no sensor can have them. */
    private static final Set<String> RESERVED = Set.of("board", "id", "seq", "readingId", "sensor", "state", "TYPE");

    private Names() {}

    /** Returns what is wrong with {@code name} as the name of a board, in words, or null if nothing is. */
    public static @Nullable String fault(String name) {
        if (name.isEmpty()) {
            return "the name is empty";
        }
        int bytes = 0;
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            bytes += c < 0x80 ? 1 : c < 0x800 ? 2 : 3;
            if (Character.isSurrogate(c)) {
                if (!Character.isHighSurrogate(c) || i + 1 == name.length() || !Character.isLowSurrogate(name.charAt(i + 1))) {
                    return "the name holds half of a surrogate pair";
                }
                bytes++;
                i++;
            }
        }
        return bytes > MAX_BYTES ? "the name has " + bytes + " bytes; at most " + MAX_BYTES + " are allowed" : null;
    }

    /** Tells whether no sensor can be called {@code name}. */
    public static boolean isReserved(String name) {
        return RESERVED.contains(name);
    }
}
