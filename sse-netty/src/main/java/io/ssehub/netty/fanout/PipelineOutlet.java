package io.ssehub.netty.fanout;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import java.net.SocketAddress;
import java.nio.ByteBuffer;

/**
 * Writes a copy through the pipeline, for channels whose handlers change what is written, as TLS does, or whose sockets cannot be reached. At most 64 KiB are
 * under way.
 */
@SuppressWarnings("FutureReturnValueIgnored") // closing cannot fail
sealed class PipelineOutlet extends Outlet permits ChannelSocket {
    private static final int MOST_BYTES = 64 << 10;

    private final Channel channel;

    PipelineOutlet(Channel channel, Subscriber subscriber) {
        super(subscriber);
        this.channel = channel;
    }

    @Override
    int send(ByteBuffer bytes, int from, int to) {
        int length = Math.min(to - from, MOST_BYTES);
        ByteBuf copy = channel.alloc().ioBuffer(length, length);
        copy.writeBytes(bytes.duplicate().limit(from + length).position(from));
        blockUntil(channel.writeAndFlush(copy), this);
        return length;
    }

    @Override
    final int awaitRoom(byte next) {
        blockUntil(channel.writeAndFlush(channel.alloc().ioBuffer(1, 1).writeByte(next)), this);
        return 1;
    }

    /** Blocks {@code outlet} until {@code write} is done; for good, with the connection closed, if it fails. */
    static void blockUntil(ChannelFuture write, Outlet outlet) {
        if (write.isSuccess()) {
            return;
        }
        outlet.block();
        write.addListener(done -> {
            if (done.isSuccess()) {
                outlet.free();
            } else {
                outlet.close();
            }
        });
    }

    @Override
    final void close() {
        channel.close();
    }

    @Override
    final void onClosed(Runnable task) {
        channel.closeFuture().addListener(closed -> task.run());
    }

    @Override
    final SocketAddress remoteAddress() {
        return channel.remoteAddress();
    }
}
