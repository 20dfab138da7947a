package io.ssehub.demo.ingest;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.ssehub.core.count.Counter;
import io.ssehub.core.count.Counters;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Receives datagrams on a socket and a thread of its own, that may wait for the boards, and hands each to the {@link Intake}; never answers. On Linux up to
 * {@value #BATCH} come with one system call.
 *
 * <p>What the intake took and refused, and what {@link #dropped} tells, is together what was sent to the socket. Thread-safe.
 */
public final class UdpReceiver implements AutoCloseable {
    /** The socket buffer asked for. Linux grants twice as much and counts 832 bytes for a small datagram, so it holds some 10,000. */
    static final int SOCKET_BUFFER_BYTES = 4 << 20;

    // One byte more than allowed, so that a datagram that is cut to fit shows as too large.
    private static final int BUFFER_BYTES = Intake.MAX_BYTES + 1;
    private static final int BATCH = 64;

    private static final Logger LOG = LoggerFactory.getLogger(UdpReceiver.class);

    private final EventLoopGroup loop;
    private final Channel channel;
    private final InetSocketAddress local;
    private volatile long droppedAtClose = -1;

    private UdpReceiver(EventLoopGroup loop, Channel channel) {
        this.loop = loop;
        this.channel = channel;
        this.local = (InetSocketAddress) channel.localAddress();
    }

    /**
     * Binds the socket and receives from now on.
     *
     * @param local port 0 takes any free one
     * @throws IOException naming the address, if it cannot be bound
     */
    public static UdpReceiver open(InetSocketAddress local, Intake intake, Counters counters) throws IOException {
        return open(local, intake, counters, Epoll.isAvailable());
    }

    static UdpReceiver open(InetSocketAddress local, Intake intake, Counters counters, boolean epoll) throws IOException {
        EventLoopGroup loop = new MultiThreadIoEventLoopGroup(
                1, new DefaultThreadFactory("udp", true), epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
        Bootstrap bootstrap = new Bootstrap()
                .group(loop)
                .option(ChannelOption.SO_RCVBUF, SOCKET_BUFFER_BYTES)
                .handler(new Handler(intake, counters));
        if (epoll) {
            bootstrap
                    .channel(EpollDatagramChannel.class)
                    .option(EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, BUFFER_BYTES)
                    .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(BATCH * BUFFER_BYTES));
        } else {
            bootstrap.channel(NioDatagramChannel.class).option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(BUFFER_BYTES));
        }
        ChannelFuture bound = bootstrap.bind(local).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            loop.shutdownGracefully(0, 0, TimeUnit.SECONDS).awaitUninterruptibly();
            throw new IOException("datagrams cannot be received on " + local + ": " + bound.cause().getMessage(), bound.cause());
        }
        UdpReceiver receiver = new UdpReceiver(loop, bound.channel());
        counters.gauge("datagrams_dropped", "Datagrams that the kernel dropped at the socket, most because its buffer was full", receiver::dropped);
        receiver.warnOfSmallBuffer(epoll);
        return receiver;
    }

    private void warnOfSmallBuffer(boolean epoll) {
        int reported = channel.config().getOption(ChannelOption.SO_RCVBUF);
        // Linux doubles what is asked for, and reports it doubled; the JDK halves that again.
        int granted = epoll ? reported / 2 : reported;
        if (granted < SOCKET_BUFFER_BYTES) {
            LOG.atWarn()
                    .addKeyValue("asked", SOCKET_BUFFER_BYTES)
                    .addKeyValue("granted", granted)
                    .log("the socket buffer for datagrams is smaller than asked for, bursts may be dropped; on Linux, raise net.core.rmem_max");
        }
    }

    /** Returns the address that the socket is bound to. */
    public InetSocketAddress localAddress() {
        return local;
    }

    /** Returns how many datagrams the kernel dropped at the socket so far, 0 where it does not tell; the last number after closing. Not for an event loop. */
    public long dropped() {
        long atClose = droppedAtClose;
        return atClose >= 0 ? atClose : SocketDrops.of(local);
    }

    /** Closes the socket; datagrams that the kernel still holds for it are gone. Waits for the thread to end. */
    @Override
    public void close() {
        if (droppedAtClose < 0) {
            droppedAtClose = SocketDrops.of(local);
            channel.close().awaitUninterruptibly();
            loop.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
        }
    }

    private static final class Handler extends SimpleChannelInboundHandler<DatagramPacket> {
        private final Intake intake;
        private final Counter errors;

        Handler(Intake intake, Counters counters) {
            this.intake = intake;
            errors = counters.counter("datagram_socket_errors", "Errors of the socket for datagrams");
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, DatagramPacket packet) {
            intake.take(packet.content().nioBuffer(), packet.sender().getAddress(), context.executor());
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            errors.increment();
            LOG.atDebug().setCause(cause).log("the socket for datagrams reports an error and goes on");
        }
    }
}
