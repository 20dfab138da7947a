package io.ssehub.demo.board;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** Puts text together from pieces that are UTF-8 already, one text after the other in the same memory. Not thread-safe. */
final class Utf8Builder {
    private static final int FIRST_BYTES = 1_024;

    private byte[] bytes = new byte[FIRST_BYTES];
    private int length;

    /** Begins the next text. */
    Utf8Builder clear() {
        length = 0;
        return this;
    }

    Utf8Builder add(byte[] utf8) {
        return add(utf8, 0);
    }

    /** Adds {@code utf8} but for its first {@code skipped} bytes. */
    Utf8Builder add(byte[] utf8, int skipped) {
        int added = utf8.length - skipped;
        ensureRoom(added);
        System.arraycopy(utf8, skipped, bytes, length, added);
        length += added;
        return this;
    }

    /** Adds text that is ASCII. */
    Utf8Builder add(String ascii) {
        int added = ascii.length();
        ensureRoom(added);
        for (int i = 0; i < added; i++) {
            bytes[length + i] = (byte) ascii.charAt(i);
        }
        length += added;
        return this;
    }

    private void ensureRoom(int more) {
        if (more > bytes.length - length) {
            bytes = Arrays.copyOf(bytes, Math.max(length + more, 2 * bytes.length));
        }
    }

    /** Returns the text, good until the next one begins. */
    ByteBuffer text() {
        return ByteBuffer.wrap(bytes, 0, length);
    }
}
