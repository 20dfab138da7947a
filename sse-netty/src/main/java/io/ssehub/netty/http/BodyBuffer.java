package io.ssehub.netty.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

/**
 * A body as it comes in. The usual one, that comes in one piece, is not copied; more pieces are, since a small one would hold the large buffer it was read into.
 *
 * <p>Confined to the event loop of its connection.
 */
final class BodyBuffer {
    private final ByteBufAllocator allocator;
    private @Nullable ByteBuf first;
    private @Nullable ByteBuf copy;

    BodyBuffer(ByteBufAllocator allocator) {
        this.allocator = allocator;
    }

    /** Takes over {@code piece}. */
    void add(ByteBuf piece) {
        ByteBuf whole = copy;
        ByteBuf before = first;
        if (whole == null && before == null) {
            first = piece;
            return;
        }
        try {
            if (whole == null) {
                whole = allocator.buffer(length() + piece.readableBytes());
                copy = whole;
            }
            if (before != null) {
                whole.writeBytes(before);
                before.release();
                first = null;
            }
            whole.writeBytes(piece);
        } finally {
            piece.release();
        }
    }

    int length() {
        return (first == null ? 0 : first.readableBytes()) + (copy == null ? 0 : copy.readableBytes());
    }

    /** Gives everything to the caller, who releases it, and is empty again. */
    ByteBuf take() {
        ByteBuf body = copy != null ? copy : first != null ? first : Unpooled.EMPTY_BUFFER;
        copy = null;
        first = null;
        return body;
    }
}
