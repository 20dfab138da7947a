package io.ssehub.netty.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/**
 * The body that is coming in: kept for a request that takes one, dropped behind one that has its answer without.
 *
 * <p>Confined to the event loop of its connection.
 */
final class BodyIntake {
    private final int limitBytes;
    private final BodyBuffer kept;
    private @Nullable Exchange taker;
    private boolean dropping;
    private long droppedBytes;

    /** Makes an intake that keeps, or drops, no more than {@code limitBytes} of a body. */
    BodyIntake(int limitBytes, ByteBufAllocator allocator) {
        this.limitBytes = limitBytes;
        kept = new BodyBuffer(allocator);
    }

    /** Keeps what comes from here on for {@code exchange}. */
    void keepFor(Exchange exchange) {
        taker = exchange;
    }

    /** Drops what comes from here on. */
    void drop() {
        dropping = true;
        droppedBytes = 0;
    }

    /** Lets go of what has been kept, and drops the rest. */
    void giveUp() {
        taker = null;
        dropping = true;
        release();
    }

    void release() {
        kept.take().release();
    }

    /** Whether a request waits for the end of its body. */
    boolean isKeeping() {
        return taker != null;
    }

    boolean isDropping() {
        return dropping;
    }

    /** Takes over a piece. Returns false if the body is longer than it may be. */
    boolean add(ByteBuf piece) {
        int length = piece.readableBytes();
        if (taker != null && kept.length() + length <= limitBytes) {
            kept.add(piece);
            return true;
        }
        piece.release();
        droppedBytes += length;
        return taker == null && droppedBytes <= limitBytes;
    }

    /** Ends the body. Returns the request that has it now, or null if it was dropped. */
    @Nullable Exchange end() {
        dropping = false;
        Exchange complete = taker;
        if (complete != null) {
            taker = null;
            complete.fill(kept.take());
        }
        return complete;
    }
}
