package io.ssehub.netty.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import org.jspecify.annotations.Nullable;

/**
 * Puts answers together, so that those to pipelined requests leave in one write.
 *
 * <p>Confined to the event loop of its connection.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a write that fails closes the connection
final class AnswerWriter {
    private static final int MAX_COPIED_BODY_BYTES = 4 * 1024;
    private static final int MAX_GATHERED_BYTES = 16 * 1024;
    private static final int FIRST_BUFFER_BYTES = 512;

    private final ChannelHandlerContext ctx;
    private @Nullable ByteBuf gathered;
    private byte[] date = {};

    AnswerWriter(ChannelHandlerContext ctx) {
        this.ctx = ctx;
    }

    void writeContinue() {
        AnswerEncoder.writeContinue(buffer());
    }

    /** Writes the answer to {@code request}, which is null if it could not be read. */
    void write(Answer answer, String connection, @Nullable RequestHead request) {
        ByteBuf out = buffer();
        AnswerEncoder.writeHead(answer, date, connection, request == null || request.http11(), out);
        byte[] body = answer.body();
        boolean headOnly = request != null && request.isHead();
        if (!headOnly && body.length <= MAX_COPIED_BODY_BYTES) {
            out.writeBytes(body);
        } else if (!headOnly) {
            pass();
            ctx.write(Unpooled.wrappedBuffer(body), ctx.voidPromise());
        }
        if (gathered != null && gathered.readableBytes() >= MAX_GATHERED_BYTES) {
            pass();
        }
    }

    private ByteBuf buffer() {
        ByteBuf out = gathered;
        if (out == null) {
            out = ctx.alloc().buffer(FIRST_BUFFER_BYTES);
            gathered = out;
            date = HttpDate.headerLine();
        }
        return out;
    }

    private void pass() {
        ByteBuf out = gathered;
        if (out != null) {
            gathered = null;
            ctx.write(out, ctx.voidPromise());
        }
    }

    /** Sends what has been written. */
    void flush() {
        if (gathered != null) {
            pass();
        }
        ctx.flush();
    }

    /** Sends what has been written; the future is done when it has left. */
    ChannelFuture flushLast() {
        ByteBuf out = gathered;
        gathered = null;
        return ctx.writeAndFlush(out != null ? out : Unpooled.EMPTY_BUFFER);
    }

    void release() {
        if (gathered != null) {
            gathered.release();
            gathered = null;
        }
    }
}
