package io.ssehub.netty.fanout;

import io.netty.channel.Channel;
import io.netty.channel.IoEvent;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoEvent;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.Socket;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A socket that has been taken out of its channel, and is registered with the event loop by itself: an idle stream then holds no pipeline, no buffers and no
 * addresses. What the client sends is read and dropped, so that its leaving is seen.
 */
@SuppressWarnings("FutureReturnValueIgnored") // closing cannot fail
final class LoneSocket extends Outlet implements EpollIoHandle {
    private static final SocketAddress NOWHERE = InetSocketAddress.createUnresolved("", 0);
    private static final EpollIoOps READ = EpollIoOps.EPOLLIN;
    private static final EpollIoOps READ_AND_WRITE = READ.with(EpollIoOps.EPOLLOUT);

    private final Socket socket;

    /** The channel while it has not been left; until then it closes the socket, and tells so. */
    private @Nullable Channel channel;

    private @Nullable IoRegistration registration;
    private Runnable closed;

    private LoneSocket(Channel channel, Socket socket, @Nullable SocketAddress client, Runnable closed, Subscriber subscriber) {
        super(subscriber, client);
        this.socket = socket;
        this.channel = channel;
        this.closed = closed;
    }

    /** Takes the socket out of its epoll channel, which has nothing left to write. When this returns it can be sent to, and soon the channel reads and closes no more. */
    static LoneSocket of(Channel channel, @Nullable SocketAddress client, Runnable closed, Subscriber subscriber) {
        Socket socket = Outlet.socket(channel);
        if (socket == null || !(channel.eventLoop() instanceof IoEventLoop loop)) {
            throw new IllegalArgumentException("the socket of " + channel + " cannot be taken");
        }
        LoneSocket outlet = new LoneSocket(channel, socket, client, closed, subscriber);
        channel.deregister().addListener(left -> outlet.register(loop));
        return outlet;
    }

    private void register(IoEventLoop loop) {
        if (socket.isOpen()) {
            channel = null;
            loop.register(this).addListener(this::registered);
        }
    }

    private void registered(Future<? super IoRegistration> future) {
        if (future.isSuccess() && future.getNow() instanceof IoRegistration registration) {
            this.registration = registration;
            await(isBlocked() ? READ_AND_WRITE : READ);
        } else {
            close();
        }
    }

    private void await(EpollIoOps events) {
        if (registration != null) {
            try {
                registration.submit(events);
            } catch (RuntimeException e) { // epoll knows the descriptor no more
                close();
            }
        }
    }

    @Override
    Socket socket() {
        return socket;
    }

    @Override
    int send(ByteBuffer bytes, int from, int to) {
        return send(socket, bytes, from, to);
    }

    @Override
    public FileDescriptor fd() {
        return socket;
    }

    @Override
    public void handle(IoRegistration registration, IoEvent event) {
        EpollIoOps ready = ((EpollIoEvent) event).ops();
        // First, as this finds out if the connection is broken, of which it is also told as if there were room.
        if (!ready.equals(EpollIoOps.EPOLLOUT) && socket.isOpen()) {
            drop();
        }
        if (ready.contains(EpollIoOps.EPOLLOUT) && isBlocked() && socket.isOpen()) {
            await(READ);
            free();
        }
    }

    @Override
    boolean retry() {
        if (registration != null) {
            await(READ);
            free();
        }
        return false;
    }

    private void drop() {
        try {
            if (socket.recv(subscriber.shard.scratch(), 0, subscriber.shard.scratch().capacity()) < 0) {
                close();
            }
        } catch (IOException e) {
            fail(e);
        }
    }

    @Override
    int awaitRoom(byte next) {
        block();
        await(READ_AND_WRITE);
        return 0;
    }

    @Override
    public void close() {
        if (channel != null) {
            channel.close();
        } else if (socket.isOpen()) {
            if (registration != null) {
                registration.cancel();
            }
            try {
                socket.close();
            } catch (IOException e) {
                // What the kernel still had to say of it; the descriptor is free.
            }
            subscriber.gone();
            closed.run();
        }
    }

    @Override
    void reset() {
        try {
            if (socket.isOpen()) {
                socket.setSoLinger(0);
            }
        } catch (IOException e) {
            // The client has gone this moment.
        }
        close();
    }

    @Override
    void watch() {
        if (channel != null) {
            channel.closeFuture().addListener(gone -> subscriber.gone());
        }
    }

    @Override
    void onClosed(Runnable task) {
        if (!socket.isOpen()) {
            task.run();
        } else {
            if (channel != null) {
                channel.closeFuture().addListener(gone -> task.run());
            }
            Runnable before = closed;
            closed = () -> {
                before.run();
                task.run();
            };
        }
    }

    @Override
    SocketAddress remoteAddress() {
        SocketAddress address = socket.remoteAddress();
        return address == null ? NOWHERE : address; // the client has gone this moment
    }
}
