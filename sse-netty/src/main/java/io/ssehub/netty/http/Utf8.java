package io.ssehub.netty.http;

import java.nio.ByteBuffer;

/** The bytes that are text: RFC 3629 section 4. */
final class Utf8 {
    private static final long BEYOND_ASCII = 0x8080_8080_8080_8080L;

    private Utf8() {}

    /** Whether the bytes from position to limit, neither of which is moved, are UTF-8. */
    static boolean isValid(ByteBuffer bytes) {
        int at = bytes.position();
        int end = bytes.limit();
        while (at < end) {
            if (end - at >= Long.BYTES && (bytes.getLong(at) & BEYOND_ASCII) == 0) {
                at += Long.BYTES;
                continue;
            }
            int length = length(bytes, at, end);
            if (length == 0) {
                return false;
            }
            at += length;
        }
        return true;
    }

    /** Returns how many bytes the character at {@code at} has, or 0 if there is none. */
    private static int length(ByteBuffer bytes, int at, int end) {
        int first = bytes.get(at) & 0xff;
        if (first < 0x80) {
            return 1;
        }
        int length = first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
        if (length > end - at) {
            return 0;
        }
        for (int i = 1; i < length; i++) {
            if ((bytes.get(at + i) & 0xc0) != 0x80) {
                return 0;
            }
        }
        int second = length > 2 ? bytes.get(at + 1) & 0xff : 0;
        boolean none = switch (first) {
            case 0xe0 -> second < 0xa0; // two bytes would do
            case 0xed -> second > 0x9f; // half a surrogate pair
            case 0xf0 -> second < 0x90; // three bytes would do
            case 0xf4 -> second > 0x8f; // beyond U+10FFFF
            default -> false;
        };
        return none ? 0 : length;
    }
}
