package io.ssehub.netty.fanout;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandler;
import io.netty.channel.unix.Errors.NativeIoException;
import io.netty.channel.unix.Socket;
import io.netty.channel.unix.UnixChannel;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The way out to one connection. It takes what it can and keeps no more than a little of it: the rest stays where it is until the outlet is free again,
 * which it tells its subscriber by {@link Subscriber#proceed}.
 *
 * <p>Confined to the event loop of its connection.
 */
abstract sealed class Outlet permits ChannelOutlet, Http2Outlet, LoneSocket {
    /**
     * Linux's numbers for the end of the time that {@link FanOut} gives to a client which acknowledges nothing, or has no room: ETIMEDOUT, or why that client could not
     * be reached meanwhile, EHOSTUNREACH and ENETUNREACH. Not by the constants of Netty's Errors, which loads the native library, and there may be none.
     */
    private static final Set<Integer> TIMED_OUT = Set.of(-110, -113, -101);

    final Subscriber subscriber;
    private final @Nullable SocketAddress client;
    private boolean blocked;

    /** Makes the way out to {@code client}, null if that is the connection's other end. */
    Outlet(Subscriber subscriber, @Nullable SocketAddress client) {
        this.subscriber = subscriber;
        this.client = client;
    }

    /** Returns the socket that bytes may be sent to past the channel's pipeline; null if there is none, or a handler wants to see them. */
    static @Nullable Socket socket(Channel channel) {
        return channel instanceof UnixChannel unix && unix.fd() instanceof Socket socket && !hasOutboundHandler(channel) ? socket : null;
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

    /** Returns the socket, if bytes may be handed to the kernel straight from where they are: one system call, no copy and no object on our side. */
    abstract @Nullable Socket socket();

    /**
     * Tries again to send, and returns whether the client has taken something since this was last called that its subscriber does not know of. To be called now and then
     * while blocked: what tells that there is room may wait for more of it than a slow client makes.
     */
    abstract boolean retry();

    /** Blocks until the kernel has room again. Takes {@code next}, the byte that is to be sent next, if it needs one to wait with, and returns how many it took. */
    abstract int awaitRoom(byte next);

    /** Sends straight to a socket, see {@link #send}. */
    final int send(Socket socket, ByteBuffer bytes, int from, int to) {
        if (!socket.isOpen()) { // its descriptor may be another connection's by now
            fail();
            return 0;
        }
        ByteBuffer scratch = subscriber.shard.scratch();
        boolean copied = !bytes.isDirect();
        int most = copied ? Math.min(to - from, scratch.capacity()) : to - from;
        int sent;
        try {
            if (copied) {
                scratch.put(0, bytes, from, most);
                sent = socket.send(scratch, 0, most);
            } else {
                sent = socket.send(bytes, from, to);
            }
        } catch (IOException e) {
            fail(e);
            return 0;
        }
        return sent == most ? sent : sent + awaitRoom(bytes.get(from + sent));
    }

    /** Blocks for good and closes the connection, whose peer is gone. */
    final void fail() {
        block();
        close();
    }

    /** Does the same for a reason that the kernel gives. */
    final void fail(IOException reason) {
        countIfTimedOut(reason);
        fail();
    }

    private void countIfTimedOut(Throwable reason) {
        if (reason instanceof NativeIoException error && TIMED_OUT.contains(error.expectedErr())) {
            subscriber.shard.cut(Cut.STALLED);
        }
    }

    /** Calls {@link Subscriber#gone} when the connection is closed; at once if it is. To be called once. */
    void watch() {
        onClosed(subscriber::gone);
    }

    /** Ends the stream, everything of which has been sent. */
    void finish() {
        close();
    }

    /** Closes the connection, whatever has been sent. */
    abstract void close();

    /** Closes the connection and has the kernel drop what it holds of it, as its client does not take it. */
    abstract void reset();

    /** Runs {@code task} when the connection is closed; at once if it is. */
    abstract void onClosed(Runnable task);

    /** Returns the connection's other end. */
    abstract SocketAddress remoteAddress();

    final SocketAddress client() {
        return client == null ? remoteAddress() : client;
    }

    /** Returns whether nothing can be sent until the subscriber has been told. */
    final boolean isBlocked() {
        return blocked;
    }

    /** Blocks until {@code write} is done; for good, with the connection closed, if it fails. */
    @SuppressWarnings("FutureReturnValueIgnored") // what comes of the write is for the listener
    final void blockUntil(ChannelFuture write) {
        if (write.isSuccess()) {
            return;
        }
        block();
        write.addListener(done -> {
            if (done.isSuccess()) {
                free();
            } else {
                countIfTimedOut(done.cause());
                close();
            }
        });
    }

    final void block() {
        blocked = true;
        subscriber.readinessChanged();
    }

    final void free() {
        blocked = false;
        subscriber.readinessChanged();
        subscriber.proceed();
    }
}
