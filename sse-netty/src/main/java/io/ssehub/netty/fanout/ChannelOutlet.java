package io.ssehub.netty.fanout;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.unix.Socket;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The way out by a channel that goes on to be somebody's: straight to its socket if that can be reached and no handler wants to see what is written; else, as
 * for TLS, a copy through the pipeline, of which at most 64 KiB are under way.
 */
@SuppressWarnings("FutureReturnValueIgnored") // closing cannot fail
final class ChannelOutlet extends Outlet {
    private static final int MOST_BYTES = 64 << 10;

    private final Channel channel;
    private final @Nullable Socket socket;
    private long pendingBytes;

    ChannelOutlet(Channel channel, @Nullable SocketAddress client, Subscriber subscriber) {
        super(subscriber, client);
        this.channel = channel;
        this.socket = socket(channel);
    }

    @Override
    @Nullable Socket socket() {
        return socket;
    }

    @Override
    int send(ByteBuffer bytes, int from, int to) {
        if (socket != null) {
            return send(socket, bytes, from, to);
        }
        int length = Math.min(to - from, MOST_BYTES);
        ByteBuf copy = channel.alloc().ioBuffer(length, length);
        copy.writeBytes(bytes.duplicate().limit(from + length).position(from));
        blockUntil(channel.writeAndFlush(copy));
        return length;
    }

    /** Sends {@code next} through the pipeline, whose transport knows how to wait for room. */
    @Override
    int awaitRoom(byte next) {
        blockUntil(channel.writeAndFlush(channel.alloc().ioBuffer(1, 1).writeByte(next)));
        return 1;
    }

    /** Looks what the channel has written, but for epoll's: it tells of room only when there is much, and there the kernel itself gives up on who takes nothing. */
    @Override
    boolean retry() {
        ChannelOutboundBuffer outbound = channel.unsafe().outboundBuffer();
        long before = pendingBytes;
        pendingBytes = outbound == null ? 0 : outbound.totalPendingWriteBytes() - outbound.currentProgress();
        return pendingBytes != before || socket != null;
    }

    @Override
    void close() {
        channel.close();
    }

    @Override
    void reset() {
        try {
            channel.config().setOption(ChannelOption.SO_LINGER, 0);
        } catch (ChannelException closedAlready) {
            // Nothing is left to drop.
        }
        close();
    }

    @Override
    void onClosed(Runnable task) {
        channel.closeFuture().addListener(closed -> task.run());
    }

    @Override
    SocketAddress remoteAddress() {
        return channel.remoteAddress();
    }
}
