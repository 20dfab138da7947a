package io.ssehub.core.event;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Finds bytes among others, eight or sixteen at a time. */
final class ByteSearch {
    private static final VarHandle WORD = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final long HIGH_BITS = ONES << 7;
    private static final long LINE_FEEDS = ONES * '\n';
    private static final long CARRIAGE_RETURNS = ONES * '\r';
    private static final long BEYOND_LINE_ENDS = ONES * ('\r' + 1);

    private ByteSearch() {}

    /** Returns the index of the first LF or CR in {@code [start, end)}, {@code end} if there is none. */
    static int lineEnd(byte[] bytes, int start, int end) {
        int at = start;
        for (; at <= end - 2 * Long.BYTES; at += 2 * Long.BYTES) {
            long first = (long) WORD.get(bytes, at);
            long second = (long) WORD.get(bytes, at + Long.BYTES);
            if (((lowBytes(first) | lowBytes(second)) & HIGH_BITS) != 0) {
                long found = lineEnds(first);
                if (found != 0) {
                    return at + index(found);
                }
                found = lineEnds(second);
                if (found != 0) {
                    return at + Long.BYTES + index(found);
                }
            }
        }
        while (at < end && bytes[at] != '\n' && bytes[at] != '\r') {
            at++;
        }
        return at;
    }

    /** Returns whether there is a NUL in {@code [start, end)}. */
    static boolean hasNul(byte[] bytes, int start, int end) {
        int at = start;
        for (; at <= end - Long.BYTES; at += Long.BYTES) {
            if (zeroBytes((long) WORD.get(bytes, at)) != 0) {
                return true;
            }
        }
        while (at < end && bytes[at] != 0) {
            at++;
        }
        return at < end;
    }

    /** Sets the high bit of some byte if any is less than those beyond the line ends, as few but line ends are: less work than to look for exactly these. */
    private static long lowBytes(long word) {
        return (word - BEYOND_LINE_ENDS) & ~word;
    }

    private static long lineEnds(long word) {
        return zeroBytes(word ^ LINE_FEEDS) | zeroBytes(word ^ CARRIAGE_RETURNS);
    }

    /** Sets the high bit of the lowest byte that is zero and no lower one; a borrow may set higher ones. */
    private static long zeroBytes(long word) {
        return (word - ONES) & ~word & HIGH_BITS;
    }

    private static int index(long found) {
        return Long.numberOfTrailingZeros(found) / Byte.SIZE;
    }
}
