package io.ssehub.netty.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.time.Duration;

/**
 * Stands ahead of the codec of HTTP/2 and bounds the time in which a frame that has begun must come to its end, and a header section its last frame: the codec waits for
 * them, and a connection that has streams is never idle. RFC 9113 sections 4.1 and 4.3.
 *
 * <p>Confined to its event loop.
 */
final class Http2FrameTime extends ChannelInboundHandlerAdapter {
    private static final int PREFACE_BYTES = 24;
    /** Bytes of a frame's head that tell its length, type and flags, and those of its stream behind them. */
    private static final int HEAD_BYTES = 5;

    private static final int STREAM_BYTES = 4;
    private static final int HEADERS = 1;
    private static final int CONTINUATION = 9;
    private static final int END_HEADERS = 4;

    private final Duration timeout;
    private final Runnable expired;

    private Deadline deadline;
    private boolean waiting;
    private long head;
    private int headBytes;
    private int restBytes = PREFACE_BYTES;
    private boolean withinSection;

    /** Makes a handler that runs {@code expired} if the time is over. */
    @SuppressWarnings("NullAway.Init") // handlerAdded comes before everything else
    Http2FrameTime(Duration timeout, Runnable expired) {
        this.timeout = timeout;
        this.expired = expired;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        deadline = new Deadline(ctx.executor(), expired);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        deadline.cancel();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        boolean ended = pass((ByteBuf) message);
        boolean within = restBytes > 0 || headBytes > 0 || withinSection;
        if (!within) {
            deadline.clear();
        } else if (ended || !waiting) {
            deadline.set(timeout.toNanos());
        }
        waiting = within;
        ctx.fireChannelRead(message);
    }

    /** Returns whether a frame ends here that is not to be continued. */
    private boolean pass(ByteBuf bytes) {
        boolean ended = false;
        int at = bytes.readerIndex();
        while (at < bytes.writerIndex()) {
            if (restBytes == 0) {
                head = (head << Byte.SIZE) | bytes.getUnsignedByte(at++);
                if (++headBytes == HEAD_BYTES) {
                    begin();
                }
            } else {
                int passed = Math.min(restBytes, bytes.writerIndex() - at);
                restBytes -= passed;
                at += passed;
                ended |= restBytes == 0 && !withinSection;
            }
        }
        return ended;
    }

    private void begin() {
        int type = (int) (head >> Byte.SIZE) & 0xff;
        if (type == HEADERS || type == CONTINUATION) {
            withinSection = (head & END_HEADERS) == 0;
        }
        restBytes = STREAM_BYTES + (int) (head >> (2 * Byte.SIZE));
        head = 0;
        headBytes = 0;
    }
}
