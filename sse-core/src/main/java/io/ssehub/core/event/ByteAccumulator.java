package io.ssehub.core.event;

import java.util.Arrays;

/** Bytes that are gathered piece by piece and emptied as a whole, in an array that only grows. Not thread-safe. */
final class ByteAccumulator {
    private byte[] bytes = new byte[256];
    private int length;

    /** The bytes gathered so far are the first {@link #length} of this array; valid until the next append. */
    byte[] array() {
        return bytes;
    }

    int length() {
        return length;
    }

    void append(byte b) {
        if (length == bytes.length) {
            grow(length + 1);
        }
        bytes[length++] = b;
    }

    void append(byte[] from, int start, int end) {
        int count = end - start;
        if (count > bytes.length - length) {
            grow(Math.addExact(length, count));
        }
        System.arraycopy(from, start, bytes, length, count);
        length += count;
    }

    private void grow(int needed) {
        bytes = Arrays.copyOf(bytes, (int) Math.max(needed, Math.min(2L * bytes.length, Integer.MAX_VALUE - 8)));
    }

    void clear() {
        length = 0;
    }
}
