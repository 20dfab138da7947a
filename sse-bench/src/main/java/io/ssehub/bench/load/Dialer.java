package io.ssehub.bench.load;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** Makes the connections of one event loop, and has what they share. Confined to the loop, once made. */
final class Dialer {
    /** The most that is read at once: {@value} bytes. */
    static final int READ_BYTES = 64 * 1024;

    private static final int SLOW_RECEIVE_BUFFER = 16 * 1024;

    private final EventLoop loop;
    private final @Nullable SslContext tls;
    private final int timeoutMillis;
    private final byte[] scratch = new byte[READ_BYTES];
    private long nowMicros;

    Dialer(EventLoop loop, @Nullable SslContext tls, int timeoutMillis) {
        this.loop = loop;
        this.tls = tls;
        this.timeoutMillis = timeoutMillis;
    }

    /** Returns so many event loops, Linux's own where they work. */
    static EventLoopGroup newLoops(int count, String name) {
        return new MultiThreadIoEventLoopGroup(
                count, new DefaultThreadFactory(name, true), Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
    }

    EventLoop loop() {
        return loop;
    }

    int timeoutMillis() {
        return timeoutMillis;
    }

    /** Takes the time of what is read next. */
    void tick() {
        nowMicros = WallClock.micros();
    }

    /** Returns when what is at hand was read, in microseconds since 1970. */
    long nowMicros() {
        return nowMicros;
    }

    /** Returns room for what has been read, free again once it has been looked at. */
    byte[] scratch() {
        return scratch;
    }

    /**
     * Connects, and hands the connection to {@code connection}, whose {@link Connection#ended} also says if it fails.
     *
     * @param source the local address, null to let the system choose
     * @param readBytes the most to read at once, and only when asked, for a connection that reads slowly; 0 for one that does not
     */
    void dial(Endpoint endpoint, InetSocketAddress address, @Nullable InetAddress source, int readBytes, Connection connection) {
        Bootstrap bootstrap = new Bootstrap()
                .group(loop)
                .channel(Epoll.isAvailable() ? EpollSocketChannel.class : NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, timeoutMillis)
                .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(readBytes > 0 ? readBytes : READ_BYTES))
                .handler(new Pipeline(endpoint, connection));
        if (readBytes > 0) {
            bootstrap.option(ChannelOption.SO_RCVBUF, SLOW_RECEIVE_BUFFER).option(ChannelOption.AUTO_READ, false);
        }
        if (source != null && Epoll.isAvailable()) {
            bootstrap.option(EpollChannelOption.IP_BIND_ADDRESS_NO_PORT, true); // a local port may then serve several servers
        }
        InetSocketAddress local = source == null ? null : new InetSocketAddress(source, 0);
        ChannelFuture connected = bootstrap.connect(address, local);
        connected.addListener(future -> {
            if (!future.isSuccess()) {
                connection.failed(future.cause());
            }
        });
    }

    /** Returns a socket that sends datagrams to {@code address}. */
    ChannelFuture dialDatagrams(InetSocketAddress address, ChannelInitializer<Channel> pipeline) {
        return new Bootstrap()
                .group(loop)
                .channel(Epoll.isAvailable() ? EpollDatagramChannel.class : NioDatagramChannel.class)
                .handler(pipeline)
                .connect(address);
    }

    private final class Pipeline extends ChannelInitializer<Channel> {
        private final Endpoint endpoint;
        private final Connection connection;

        Pipeline(Endpoint endpoint, Connection connection) {
            this.endpoint = endpoint;
            this.connection = connection;
        }

        @Override
        protected void initChannel(Channel channel) {
            if (endpoint.isSecure() && tls != null) {
                SslHandler handler = tls.newHandler(channel.alloc(), endpoint.host(), endpoint.port());
                handler.setHandshakeTimeoutMillis(timeoutMillis);
                channel.pipeline().addLast(handler);
            }
            channel.pipeline().addLast(connection);
        }
    }
}
