package io.ssehub.netty.server;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.util.NetUtil;
import io.ssehub.core.hub.Hub;
import io.ssehub.core.hub.HubOptions;
import io.ssehub.core.limit.RateLimit;
import io.ssehub.netty.fanout.FanOut;
import io.ssehub.netty.fanout.FanOutOptions;
import io.ssehub.netty.fanout.Slow;
import io.ssehub.netty.fanout.SubscriberState;
import io.ssehub.netty.http.EventStream;
import io.ssehub.netty.http.Guard;
import io.ssehub.netty.http.HttpOptions;
import io.ssehub.netty.http.HttpService;
import io.ssehub.netty.http.Proxies;
import io.ssehub.netty.http.Publishing;
import io.ssehub.netty.http.Routes;
import io.ssehub.netty.tls.CertificateWatch;
import io.ssehub.netty.tls.Tls;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP server that publishes and streams the events of a hub at {@code /events}.
 *
 * <pre>{@code
 * try (SseServer server = SseServer.builder().host("127.0.0.1").port(8080).build().start()) {
 *     server.hub().publish("sensors/kitchen/temperature", ServerSentEvent.of("new_readings", "{\"temperature\":21.4}"));
 * }
 * }</pre>
 *
 * <p>Thread-safe. Nothing here is to be called on an event loop but the accessors.
 */
public final class SseServer implements AutoCloseable {
    private static final String EVENTS = "/events";
    private static final int BACKLOG = 4096;

    private final Builder settings;
    private final Hub hub;
    private final boolean ownsHub;
    private final FanOut fanOut;
    private final HttpService http;
    private final ConnectionLimit connections;

    // Guarded by this; the listener is read by all.
    private volatile @Nullable Channel listener;
    private @Nullable EventLoopGroup acceptor;
    private @Nullable EventLoopGroup loops;
    private @Nullable CertificateWatch certificateWatch;
    private boolean stopped;

    private SseServer(Builder settings) {
        this.settings = settings;
        Hub given = settings.hub;
        ownsHub = given == null;
        hub = given != null ? given : Hub.open(HubOptions.defaults());
        fanOut = new FanOut(hub, settings.streams);
        Routes.Builder routes = Routes.builder().on("GET", EVENTS, new EventStream(fanOut)).on("POST", EVENTS, new Publishing(hub, settings.publishLimit)).crossOrigin(EVENTS).identified(EVENTS);
        settings.routes.accept(routes);
        http = new HttpService(routes.build(), settings.http, settings.guard, fanOut, hub.counters());
        connections = new ConnectionLimit(settings.maxConnections, settings.maxConnectionsPerAddress, this::isExempt, hub.counters());
    }

    /** Returns a builder for a server on 127.0.0.1, port 8080. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Binds the port and serves. When this returns, connections are accepted.
     *
     * @return this server
     * @throws UncheckedIOException naming host and port, if they cannot be had; the server is then stopped
     * @throws IllegalStateException if the server has been started or stopped before
     */
    public synchronized SseServer start() {
        if (loops != null || stopped) {
            throw new IllegalStateException("the server has been " + (stopped ? "stopped" : "started") + " already");
        }
        Transport transport = Transport.best();
        EventLoopGroup accepting = transport.newAcceptor();
        EventLoopGroup serving = transport.newLoops(StallProbe.histogram(hub.counters()));
        acceptor = accepting;
        loops = serving;
        InetSocketAddress address = new InetSocketAddress(settings.host, settings.port);
        ChannelFuture bound = transport
                .newServer(accepting, serving)
                .option(ChannelOption.SO_REUSEADDR, true)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .handler(new AcceptFailures(hub.counters()))
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        accept(channel);
                    }
                })
                .bind(address)
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            stop();
            String message = "cannot listen on " + NetUtil.toSocketAddressString(settings.host, settings.port) + ": " + reason(address, bound.cause());
            throw new UncheckedIOException(message, new IOException(message, bound.cause()));
        }
        listener = bound.channel();
        if (settings.tls != null) {
            certificateWatch = CertificateWatch.start(settings.tls, hub.counters());
        }
        return this;
    }

    private static String reason(InetSocketAddress address, Throwable cause) {
        return address.isUnresolved() ? "there is no such host" : String.valueOf(cause.getMessage());
    }

    private void accept(Channel channel) {
        SocketAddress remote = channel.remoteAddress();
        boolean proxy = settings.http.proxies().include(remote);
        ConnectionLimit.Admission admission = proxy ? connections.admitProxy(remote) : connections.admit(remote);
        switch (admission.verdict()) {
            case SERVED -> http.serve(channel, settings.tls, false, admission.closed(), connections);
            case TURNED_AWAY -> http.serve(channel, settings.tls, true, admission.closed(), (client, counted) -> null);
            case REFUSED -> channel.close().addListener(closed -> {});
        }
    }

    private boolean isExempt(InetAddress client) {
        return settings.loopbackExempt && settings.http.proxies().isLocal(client);
    }

    /** Returns the hub. */
    public Hub hub() {
        return hub;
    }

    /**
     * Returns the port that is listened on.
     *
     * @throws IllegalStateException if the server has not been started
     */
    public int port() {
        return address().getPort();
    }

    /**
     * Returns the address and port that are listened on.
     *
     * @throws IllegalStateException if the server has not been started
     */
    public InetSocketAddress address() {
        Channel channel = listener;
        if (channel == null) {
            throw new IllegalStateException("the server has not been started");
        }
        return (InetSocketAddress) channel.localAddress();
    }

    /**
     * Returns the streams that are open; each event loop answers for its own, when it gets to it.
     *
     * @return one part for each event loop that has served a stream
     */
    public List<CompletableFuture<List<SubscriberState>>> subscribers() {
        return fanOut.subscribers();
    }

    /**
     * Stops: turns new connections away, closes the hub if it is the server's own, ends event streams with what has been published and a time to come back at, lets
     * requests that have begun be answered, and closes what is left after the grace period. Does nothing the second time.
     */
    public synchronized void stop() {
        if (stopped) {
            return;
        }
        stopped = true;
        connections.stop();
        if (certificateWatch != null) {
            certificateWatch.close();
        }
        if (ownsHub) {
            hub.close(); // first, so that streams end behind the last event that was taken
        }
        EventLoopGroup group = loops;
        if (group != null) {
            Channel channel = listener;
            if (channel != null) {
                http.drain();
                awaitConnections();
                channel.close().awaitUninterruptibly();
                // Event loops that end while they are busy may leave connections open: they have to be closed before.
                http.cut();
            }
            group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
        }
        if (acceptor != null) {
            acceptor.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
        }
        fanOut.close();
    }

    private void awaitConnections() {
        try {
            connections.awaitNone(settings.drain.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // whoever interrupts wants no grace period
        }
    }

    /** Stops the server, see {@link #stop}. */
    @Override
    public void close() {
        stop();
    }

    /** Settings of a server. Not thread-safe; of no use once a server has been built. */
    public static final class Builder {
        private static final int UNKNOWN_DESCRIPTOR_LIMIT = 16_384;

        private String host = "127.0.0.1";
        private int port = 8080;
        private @Nullable Hub hub;
        private @Nullable Tls tls;
        private @Nullable RateLimit publishLimit;
        private @Nullable Guard guard;
        private Consumer<Routes.Builder> routes = more -> {};
        private HttpOptions http = HttpOptions.defaults();
        private FanOutOptions streams = FanOutOptions.defaults();
        private Duration drain = Duration.ofSeconds(5);
        private int maxConnections = Descriptors.limit().orElse(UNKNOWN_DESCRIPTOR_LIMIT) - Descriptors.RESERVE;
        private int maxConnectionsPerAddress = 1024;
        private boolean loopbackExempt = true;

        private Builder() {}

        /** Sets the name or address to listen on, 127.0.0.1 by default. */
        public Builder host(String host) {
            this.host = host;
            return this;
        }

        /** Sets the port, 8080 by default; 0 for any that is free. */
        public Builder port(int port) {
            if (port < 0 || port > 0xffff) {
                throw new IllegalArgumentException("port is " + port + "; 0 to 65535 is allowed");
            }
            this.port = port;
            return this;
        }

        /** Sets the certificate and key to speak TLS with, and nothing else: the server's URLs are then {@code https://}. Without it the server speaks plain HTTP. */
        public Builder tls(Tls tls) {
            this.tls = tls;
            return this;
        }

        /**
         * Sets who says what clients may do: at {@code /events}, which topics they may read and publish on; at other routes, unless these say otherwise, whether they are
         * operators. Without it everybody may do everything.
         */
        public Builder guard(Guard guard) {
            this.guard = guard;
            return this;
        }

        /** Sets the hub to serve, which stays open when the server stops; by default the server opens one of its own and closes it. */
        public Builder hub(Hub hub) {
            this.hub = hub;
            return this;
        }

        /** Adds routes beside {@code /events}. */
        public Builder routes(Consumer<Routes.Builder> more) {
            routes = routes.andThen(more);
            return this;
        }

        /** Sets how fast one client may publish, which others, such as datagrams, may share; without it, as fast as it likes. */
        public Builder publishLimit(RateLimit limit) {
            this.publishLimit = limit;
            return this;
        }

        /** Sets what is taken from clients. */
        public Builder http(HttpOptions options) {
            this.http = options;
            return this;
        }

        /** Sets the names, besides {@code localhost} and IP addresses, that clients may call this server by; any other is refused with 421. */
        public Builder allowedHosts(Collection<String> names) {
            http = http.withAllowedHosts(Set.copyOf(names));
            return this;
        }

        /**
         * Sets the origins, such as {@code https://example.com}, whose pages may do all that this server's own may; with any, pages of no other origin may read.
         *
         * @throws IllegalArgumentException naming what is no origin
         */
        public Builder allowedOrigins(Collection<String> origins) {
            http = http.withAllowedOrigins(Set.copyOf(origins));
            return this;
        }

        /** Sets the proxies that clients may come by; by default there is none, and the headers that proxies add mean nothing. */
        public Builder proxies(Proxies listed) {
            http = http.withProxies(listed);
            return this;
        }

        /** Sets the period in which no stream is silent, 30 s by default; more than zero. */
        public Builder keepAlive(Duration period) {
            streams = streams.withKeepAlive(period);
            return this;
        }

        /** Sets the time over which clients come back that lost their streams together, 2 s by default, from one second on; 0 or more. */
        public Builder retrySpread(Duration spread) {
            streams = streams.withRetrySpread(spread);
            return this;
        }

        /** Sets how old a stream gets, give or take a tenth, before it is ended so that its client comes back; more than zero, any age by default. */
        public Builder maxConnectionAge(Duration age) {
            streams = streams.withMaxConnectionAge(age);
            return this;
        }

        /**
         * Sets how long a client may take nothing of what there is for it before its connection is closed, more than zero; by default two thirds of the period of
         * keep-alives, so that a client which has gone without a word is noticed within two.
         */
        public Builder stallTimeout(Duration timeout) {
            streams = streams.withStallTimeout(timeout);
            return this;
        }

        /** Sets what becomes of a client that reads too slowly, a reset by default. */
        public Builder slow(Slow what) {
            streams = streams.withSlow(what);
            return this;
        }

        /** Sets the grace period of a stop, 5 s by default; 0 or more. */
        public Builder drain(Duration period) {
            if (period.isNegative()) {
                throw new IllegalArgumentException("drain is " + period + "; zero or more is allowed");
            }
            this.drain = period;
            return this;
        }

        /** Sets how many connections are served at a time, 1 or more; by default what the descriptor limit of the process leaves room for. */
        public Builder maxConnections(int max) {
            this.maxConnections = atLeastOne("maxConnections", max);
            return this;
        }

        /**
         * Sets how many connections are served for one address; by default 1,024, loopback exempt.
         *
         * @param max 1 or more
         * @param onLoopback whether that holds for clients on this machine as well
         */
        public Builder maxConnectionsPerAddress(int max, boolean onLoopback) {
            this.maxConnectionsPerAddress = atLeastOne("maxConnectionsPerAddress", max);
            this.loopbackExempt = !onLoopback;
            return this;
        }

        private static int atLeastOne(String name, int value) {
            if (value < 1) {
                throw new IllegalArgumentException(name + " is " + value + "; 1 or more is allowed");
            }
            return value;
        }

        /** Returns a server, not started yet. */
        public SseServer build() {
            return new SseServer(this);
        }
    }
}
