package io.ssehub.netty.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.nio.charset.StandardCharsets;

/**
 * Stands ahead of HTTP/1.1 until the first bytes have come. Those of a client that knows already that HTTP/2 is spoken here, RFC 9113 section 3.3, begin with a method
 * that HTTP/1.1 has not.
 *
 * <p>Confined to its event loop.
 */
final class Preface extends ChannelInboundHandlerAdapter {
    private static final ByteBuf START = Unpooled.unreleasableBuffer(Unpooled.copiedBuffer("PRI ", StandardCharsets.US_ASCII)).asReadOnly();

    private final Runnable http2;
    private ByteBuf first = Unpooled.EMPTY_BUFFER;

    /** Makes a handler that runs {@code http2} if that is spoken, to take out what comes behind and put something else in its place. */
    Preface(Runnable http2) {
        this.http2 = http2;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        first = ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(ctx.alloc(), first, (ByteBuf) message);
        int length = Math.min(first.readableBytes(), START.readableBytes());
        boolean mayBe = START.slice(0, length).equals(first.slice(first.readerIndex(), length));
        if (mayBe && length < START.readableBytes()) {
            return;
        }
        if (mayBe) {
            http2.run();
        }
        ctx.pipeline().remove(this);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        ByteBuf bytes = first;
        first = Unpooled.EMPTY_BUFFER;
        if (bytes.isReadable()) {
            ctx.fireChannelRead(bytes);
            ctx.fireChannelReadComplete();
        } else {
            bytes.release();
        }
    }
}
