package io.ssehub.netty.server;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.ssehub.core.count.Histogram;

/** How sockets are served. */
enum Transport {
    /** Linux's own way, where Netty's native library loads. */
    EPOLL,
    /** What every JDK has. */
    NIO;

    /**
     * What the kernel may hold of a connection before it has been sent once. The rest of what a client lacks stays in the log, where it is in memory once, is like as
     * not in the processor's cache still, and can be passed over if the client never takes it.
     */
    private static final long MOST_UNSENT_BYTES = 128 << 10;

    private static final System.Logger LOG = System.getLogger(Transport.class.getName());

    /** Returns the best that works here; says so in the log if it is not the best there is. */
    static Transport best() {
        if (Epoll.isAvailable()) {
            return EPOLL;
        }
        LOG.log(System.Logger.Level.INFO, "connections are served by NIO, since epoll is not available: {0}", Epoll.unavailabilityCause().getMessage());
        return NIO;
    }

    /** Returns one event loop a processor; how long things wait for them is added to {@code stalls}. */
    EventLoopGroup newLoops(Histogram stalls) {
        return new MultiThreadIoEventLoopGroup(
                Runtime.getRuntime().availableProcessors(), new DefaultThreadFactory("sse-hub"), TimedIoHandler.factory(newHandlers(), stalls));
    }

    /** Returns the event loop that accepts connections and does nothing else: thousands that come at once do not wait in the system's queue until others are served. */
    EventLoopGroup newAcceptor() {
        return new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("accept"), newHandlers());
    }

    private IoHandlerFactory newHandlers() {
        return this == EPOLL ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
    }

    /** Returns a server to be, whose connections {@code acceptor} accepts and {@code loops} serve, which this has made. */
    ServerBootstrap newServer(EventLoopGroup acceptor, EventLoopGroup loops) {
        ServerBootstrap server = new ServerBootstrap().group(acceptor, loops).childOption(ChannelOption.TCP_NODELAY, true);
        return switch (this) {
            case EPOLL -> server.channel(EpollServerSocketChannel.class).childOption(EpollChannelOption.TCP_NOTSENT_LOWAT, MOST_UNSENT_BYTES);
            case NIO -> server.channel(NioServerSocketChannel.class);
        };
    }
}
