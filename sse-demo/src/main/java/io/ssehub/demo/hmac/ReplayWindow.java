package io.ssehub.demo.hmac;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Which counters of a board were here: the newest, and which of the {@value #SIZE} up to it, as RFC 4303 section 3.4.3 does it. Counters are unsigned 64-bit numbers
 * that do not wrap. Not thread-safe.
 */
final class ReplayWindow {
    /** How many counters are told apart; older ones are taken for seen. */
    static final int SIZE = Long.SIZE;

    private static final int RECORD_BYTES = 2 * Long.BYTES;
    private static final long ALL_SEEN = -1;

    private long newest;

    // Bit i stands for newest - i.
    private long seen;

    private ReplayWindow(long newest, long seen) {
        this.newest = newest;
        this.seen = seen;
    }

    /** Returns one that has seen nothing. */
    static ReplayWindow empty() {
        return new ReplayWindow(0, 0);
    }

    /** Returns one that has seen all counters up to {@code newest}. */
    static ReplayWindow upTo(long newest) {
        return new ReplayWindow(newest, ALL_SEEN);
    }

    /** Returns the one that made {@code record}, or null if none did. */
    static @Nullable ReplayWindow of(byte[] record) {
        if (record.length != RECORD_BYTES) {
            return null;
        }
        ByteBuffer fields = ByteBuffer.wrap(record);
        return new ReplayWindow(fields.getLong(), fields.getLong());
    }

    byte[] record() {
        return ByteBuffer.allocate(RECORD_BYTES).putLong(newest).putLong(seen).array();
    }

    /** Takes note of {@code counter}; returns false if it was here before, or is so old that it may have been. */
    boolean take(long counter) {
        if (Long.compareUnsigned(counter, newest) > 0) {
            long ahead = counter - newest;
            seen = Long.compareUnsigned(ahead, SIZE) < 0 ? seen << ahead : 0;
            newest = counter;
        }
        long behind = newest - counter;
        if (Long.compareUnsigned(behind, SIZE) >= 0 || (seen & 1L << behind) != 0) {
            return false;
        }
        seen |= 1L << behind;
        return true;
    }

    /** Returns the newest counter seen; 0 also if there was none. */
    long newest() {
        return newest;
    }
}
