package io.ssehub.netty.fanout;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.nio.ByteBuffer;

/**
 * Writes a copy through the pipeline, for channels whose handlers change what is written, as TLS does, or whose sockets cannot be reached. At most 64 KiB are
 * under way.
 */
final class PipelineOutlet extends Outlet {
    private static final int MOST_BYTES = 64 << 10;

    PipelineOutlet(Channel channel, Runnable onFree) {
        super(channel, onFree);
    }

    @Override
    int send(ByteBuffer bytes, int from, int to) {
        int length = Math.min(to - from, MOST_BYTES);
        ByteBuf copy = channel.alloc().ioBuffer(length, length);
        copy.writeBytes(bytes.duplicate().limit(from + length).position(from));
        blockUntil(channel.writeAndFlush(copy));
        return length;
    }
}
