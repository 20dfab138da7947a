package io.ssehub.netty.fanout;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandler;
import io.netty.channel.unix.Socket;
import io.netty.channel.unix.UnixChannel;
import java.nio.ByteBuffer;

/**
 * The way out to one connection. It takes what it can and keeps no more than a little of it: the rest stays where it is until the outlet is free again.
 *
 * <p>Confined to the event loop of its channel.
 */
@SuppressWarnings("FutureReturnValueIgnored") // closing cannot fail
abstract sealed class Outlet permits SocketOutlet, PipelineOutlet {
    final Channel channel;
    private final Runnable onFree;
    private boolean blocked;

    Outlet(Channel channel, Runnable onFree) {
        this.channel = channel;
        this.onFree = onFree;
    }

    /** Returns the shortest way out: straight to the socket if no handler wants to see what is written, else through the pipeline. */
    static Outlet of(Channel channel, ByteBuffer scratch, Runnable onFree) {
        if (channel instanceof UnixChannel unix && unix.fd() instanceof Socket socket && !hasOutboundHandler(channel)) {
            return new SocketOutlet(channel, socket, scratch, onFree);
        }
        return new PipelineOutlet(channel, onFree);
    }

    private static boolean hasOutboundHandler(Channel channel) {
        for (String name : channel.pipeline().names()) {
            ChannelHandlerContext context = channel.pipeline().context(name);
            if (context != null && context.handler() instanceof ChannelOutboundHandler) {
                return true;
            }
        }
        return false;
    }

    /**
     * Sends from {@code [from, to)} of {@code bytes}, by absolute index, and returns how many it took. If not all of them, it is either
     * {@linkplain #isBlocked() blocked}, or asks to be called again.
     */
    abstract int send(ByteBuffer bytes, int from, int to);

    /** Returns whether nothing can be sent until {@code onFree} has been called. */
    final boolean isBlocked() {
        return blocked;
    }

    /** Blocks until {@code write} is done; for good, with the channel closed, if it fails. */
    final void blockUntil(ChannelFuture write) {
        if (write.isSuccess()) {
            return;
        }
        blocked = true;
        write.addListener(done -> {
            if (done.isSuccess()) {
                blocked = false;
                onFree.run();
            } else {
                channel.close();
            }
        });
    }

    /** Blocks for good and closes the channel, whose peer is gone. */
    final void blockAndClose() {
        blocked = true;
        channel.close();
    }
}
