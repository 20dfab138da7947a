package io.ssehub.netty.server;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;

/**
 * How sockets are served: by epoll where its native library loads, else by what every JDK has.
 *
 * @param listener the class of a listening channel
 * @param handler what event loops are driven by
 */
record Transport(Class<? extends ServerChannel> listener, IoHandlerFactory handler) {
    private static final System.Logger LOG = System.getLogger(Transport.class.getName());

    /** Returns the best that works here; says so in the log if it is not the best there is. */
    static Transport best() {
        if (Epoll.isAvailable()) {
            return new Transport(EpollServerSocketChannel.class, EpollIoHandler.newFactory());
        }
        LOG.log(System.Logger.Level.INFO, "connections are served by NIO, since epoll is not available: {0}", Epoll.unavailabilityCause().getMessage());
        return new Transport(NioServerSocketChannel.class, NioIoHandler.newFactory());
    }

    /** Returns one event loop a processor. */
    EventLoopGroup newLoops() {
        return new MultiThreadIoEventLoopGroup(Runtime.getRuntime().availableProcessors(), new DefaultThreadFactory("sse-hub"), handler);
    }
}
