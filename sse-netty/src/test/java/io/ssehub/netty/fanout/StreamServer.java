package io.ssehub.netty.fanout;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.ReferenceCountUtil;
import io.ssehub.core.hub.Hub;
import io.ssehub.core.log.Framing;
import io.ssehub.core.topic.Selection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.awaitility.Awaitility;

/** A server without HTTP: each connection that is made becomes a subscriber, after a line that stands for the response head. */
final class StreamServer implements AutoCloseable {
    static final String HEAD = "HEAD\n";

    enum Transport {
        EPOLL,
        /** Sockets leave their channels. */
        EPOLL_ALONE,
        NIO;

        boolean isAvailable() {
            return this == NIO || Epoll.isAvailable();
        }

        private IoHandlerFactory ioHandlers() {
            return this != NIO ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        }

        private Class<? extends ServerChannel> serverChannel() {
            return this != NIO ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
        }
    }

    private final Transport transport;
    private final Framing framing;
    private final EventLoopGroup group;
    private final FanOut fanOut;
    private final Channel server;
    private final BlockingQueue<Subscription> asked = new ArrayBlockingQueue<>(1);
    private final Semaphore subscribed = new Semaphore(0);
    private final Queue<Subscriber> subscribers = new ConcurrentLinkedQueue<>();
    private final Queue<Channel> channels = new ConcurrentLinkedQueue<>();

    /** Makes a server that gives up no client which takes nothing. */
    StreamServer(Hub hub, Transport transport, int loops, Framing framing, Duration keepAlive) {
        this(hub, transport, loops, framing, FanOutOptions.defaults().withKeepAlive(keepAlive).withStallTimeout(Duration.ofMinutes(10)));
    }

    StreamServer(Hub hub, Transport transport, int loops, Framing framing, FanOutOptions options) {
        this.transport = transport;
        this.framing = framing;
        this.group = new MultiThreadIoEventLoopGroup(loops, transport.ioHandlers());
        this.fanOut = new FanOut(hub, options);
        this.server = new ServerBootstrap()
                .group(group)
                .channel(transport.serverChannel())
                .option(ChannelOption.SO_BACKLOG, 1024)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(new Subscribe());
                    }
                })
                .bind(InetAddress.getLoopbackAddress(), 0)
                .syncUninterruptibly()
                .channel();
    }

    private final class Subscribe extends ChannelInboundHandlerAdapter {
        @Override
        public void channelActive(ChannelHandlerContext context) {
            ChannelFuture head = context.writeAndFlush(Unpooled.copiedBuffer(HEAD, US_ASCII));
            channels.add(context.channel());
            subscribers.add(transport == Transport.EPOLL_ALONE
                    ? fanOut.takeOver(context.channel(), head, framing, asked.remove(), null, () -> {})
                    : fanOut.subscribe(context.channel(), head, framing, asked.remove()));
            subscribed.release();
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            ReferenceCountUtil.release(message);
        }

        @Override
        @SuppressWarnings("FutureReturnValueIgnored") // closing cannot fail
        public void exceptionCaught(ChannelHandlerContext context, Throwable reset) {
            context.close();
        }
    }

    /** Connects a client that asks for a selection, from its next event on. */
    StreamClient connect(String... patterns) {
        return connect(new Start.Live(), patterns);
    }

    StreamClient connect(Start start, String... patterns) {
        return connect(new Subscription(Selection.of(List.of(patterns)), start, new KeepAlive.WhenSilent(), null));
    }

    /** Connects a client and returns once it is subscribed. */
    StreamClient connect(Subscription subscription) {
        asked.add(subscription);
        StreamClient client = new StreamClient((InetSocketAddress) server.localAddress(), framing);
        subscribed.acquireUninterruptibly();
        return client;
    }

    /** Waits until so many subscribers read from the log of their feed, which is made in the background. */
    void awaitReadingFromLogs(int count) {
        await(count, subscriber -> subscriber.audience != null);
    }

    /** Waits until so many subscribers rest from their walk. */
    void awaitResting(int count) {
        await(count, subscriber -> subscriber.rest != null);
    }

    private void await(int count, Predicate<Subscriber> where) {
        Awaitility.await().until(() -> {
            int found = 0;
            for (Subscriber subscriber : subscribers) {
                found += subscriber.shard.loop().submit(() -> where.test(subscriber) ? 1 : 0).get();
            }
            return found == count;
        });
    }

    /** Waits until it has noticed that all but so many have left. */
    void awaitSubscribers(int count) {
        Awaitility.await().until(() -> states().stream().mapToInt(states -> states.join().size()).sum() == count);
    }

    /** Runs {@code meanwhile} while the event loop of {@code channel} does nothing. */
    static void whileHeld(Channel channel, Runnable meanwhile) {
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(1);
        channel.eventLoop().execute(() -> {
            held.countDown();
            await(done);
        });
        await(held);
        try {
            meanwhile.run();
        } finally {
            done.countDown();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Returns the channels of the subscribers. */
    Queue<Channel> channels() {
        return channels;
    }

    List<CompletableFuture<List<SubscriberState>>> states() {
        return fanOut.subscribers();
    }

    Queue<Subscriber> subscribers() {
        return subscribers;
    }

    void endAll() {
        fanOut.endAll();
    }

    @Override
    public void close() {
        fanOut.cutAll();
        group.shutdownGracefully(0, 10, TimeUnit.SECONDS).syncUninterruptibly();
        fanOut.close();
    }
}
