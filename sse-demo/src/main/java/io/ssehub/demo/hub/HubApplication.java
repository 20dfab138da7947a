package io.ssehub.demo.hub;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.NetUtil;
import io.ssehub.core.hub.Hub;
import io.ssehub.core.hub.HubOptions;
import io.ssehub.demo.board.BoardLimits;
import io.ssehub.demo.board.Boards;
import io.ssehub.demo.board.Readings;
import io.ssehub.demo.config.ServeOptions;
import io.ssehub.demo.metrics.PrometheusPage;
import io.ssehub.demo.state.ReadingsRoute;
import io.ssehub.demo.state.StateRoutes;
import io.ssehub.demo.web.Dashboard;
import io.ssehub.netty.fanout.FanOut;
import io.ssehub.netty.http.HttpOptions;
import io.ssehub.netty.http.HttpService;
import io.ssehub.netty.http.Routes;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The stand-alone hub: boards on the one side, HTTP on the other, and what is between them. Thread-safe.
 */
public final class HubApplication implements AutoCloseable {
    private final ServeOptions options;
    private final Hub hub;
    private final Boards boards;
    private final Health health = new Health();
    private final OffLoop offLoop = new OffLoop();
    private final PrometheusPage metrics;
    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(NioIoHandler.newFactory());
    private volatile @Nullable Channel listener;

    /** Makes the parts of a hub; none of them does anything yet. */
    public HubApplication(ServeOptions options) {
        this.options = options;
        HubOptions hubOptions = HubOptions.defaults()
                .withHistory(options.historyEvents(), options.historyBytes(), options.historyAge())
                .withTopics(options.topics())
                .withFeeds(options.feeds());
        this.hub = Hub.open(hubOptions);
        BoardLimits limits = BoardLimits.defaults();
        this.boards = new Boards(new BoardLimits(options.boards(), limits.sensorsPerBoard(), limits.sensors()), hub::publish, InstantSource.system(), hub.counters());
        this.metrics = new PrometheusPage(hub.counters());
    }

    /**
     * Starts everything. When this returns, the hub accepts connections.
     *
     * @throws StartException if a port cannot be had
     */
    public HubApplication start() throws StartException {
        HttpService http = new HttpService(routes(), HttpOptions.defaults(), new FanOut(hub, options.keepAlive()), hub.counters());
        InetSocketAddress local = new InetSocketAddress(options.host(), options.httpPort());
        ChannelFuture bound = new ServerBootstrap().group(loops).channel(NioServerSocketChannel.class).childHandler(new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                http.serve(channel, false);
            }
        }).bind(local).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new StartException("cannot listen on " + NetUtil.toSocketAddressString(local) + ", which --host and --http-port name: " + bound.cause().getMessage(), bound.cause());
        }
        listener = bound.channel();
        health.ready();
        return this;
    }

    private Routes routes() {
        Routes.Builder routes = Routes.builder()
                .on("GET", "/readings", offLoop.handler(new ReadingsRoute(new Readings(boards, hub::head))))
                .crossOrigin("/readings")
                .on("GET", "/health/live", health::answerLive)
                .on("GET", "/health/ready", health::answerReady)
                .on("GET", "/metrics", offLoop.handler(exchange -> exchange.answer(metrics.answer())))
                .on("GET", "/api/boards", offLoop.handler(StateRoutes.boards(boards)));
        Dashboard.addTo(routes, OptionalInt.empty());
        return routes.build();
    }

    /** Returns the line that tells where the hub listens. */
    public String greeting() {
        return "SSE Hub listening on http://" + NetUtil.toSocketAddressString(httpAddress()) + "/";
    }

    /** Returns the port of HTTP. */
    public int httpPort() {
        return httpAddress().getPort();
    }

    private InetSocketAddress httpAddress() {
        Channel channel = listener;
        if (channel == null) {
            throw new IllegalStateException("the hub has not been started");
        }
        return (InetSocketAddress) channel.localAddress();
    }

    /** Stops: ends what has begun, within the grace period of the options, and lets everything go. */
    @Override
    public void close() {
        health.draining();
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
        offLoop.close();
        metrics.close();
        hub.close();
    }
}
