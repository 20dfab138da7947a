package io.ssehub.demo.hub;

import io.netty.util.NetUtil;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.ssehub.core.hub.Hub;
import io.ssehub.core.hub.HubOptions;
import io.ssehub.core.limit.RateLimit;
import io.ssehub.demo.auth.AuthFile;
import io.ssehub.demo.auth.CapabilityRoute;
import io.ssehub.demo.auth.HubGuard;
import io.ssehub.demo.auth.SessionRoute;
import io.ssehub.demo.board.BoardLimits;
import io.ssehub.demo.board.Boards;
import io.ssehub.demo.board.Readings;
import io.ssehub.demo.channel.NotFoundReport;
import io.ssehub.demo.channel.NumberedChannels;
import io.ssehub.demo.channel.Opening;
import io.ssehub.demo.config.PerAddress;
import io.ssehub.demo.config.ServeOptions;
import io.ssehub.demo.hmac.Authenticator;
import io.ssehub.demo.hmac.KeyFile;
import io.ssehub.demo.ingest.Admission;
import io.ssehub.demo.ingest.Intake;
import io.ssehub.demo.ingest.UdpReceiver;
import io.ssehub.demo.metrics.PrometheusPage;
import io.ssehub.demo.simulate.Simulation;
import io.ssehub.demo.state.ReadingsRoute;
import io.ssehub.demo.state.StateRoutes;
import io.ssehub.demo.state.TopicRoute;
import io.ssehub.demo.web.Dashboard;
import io.ssehub.netty.http.HttpOptions;
import io.ssehub.netty.http.Networks;
import io.ssehub.netty.http.Proxies;
import io.ssehub.netty.http.Routes;
import io.ssehub.netty.server.SseServer;
import io.ssehub.netty.tls.Tls;
import io.ssehub.store.RocksStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The stand-alone hub: boards on the one side, HTTP on the other, and what is between them. Thread-safe.
 */
public final class HubApplication implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HubApplication.class);
    private static final long SHORTEST_QUIET_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final ServeOptions options;
    private final Proxies proxies;
    private final Hub hub;
    private final RateLimit publishLimit;
    private final @Nullable KeyFile keyFile;
    private final @Nullable Authenticator authenticator;
    private final @Nullable AuthFile authFile;
    private final NumberedChannels channels;
    private final Boards boards;
    private final Health health = new Health();
    private final OffLoop offLoop = new OffLoop();
    private final ScheduledExecutorService expiries = Executors.newSingleThreadScheduledExecutor(new DefaultThreadFactory("expiries", true));

    private final PrometheusPage metrics;

    // Written under this; read by all.
    private volatile @Nullable UdpReceiver receiver;
    private volatile @Nullable SseServer server;
    private @Nullable Simulation simulation;

    /**
     * Makes the parts of a hub, with the history that is kept, if any; nothing can reach them yet.
     *
     * @throws StartException if history or the keys of boards cannot be had
     */
    public HubApplication(ServeOptions options) throws StartException {
        this.options = options;
        this.proxies = proxies(options);
        this.keyFile = openKeys(options);
        this.authFile = openAuth(options);
        this.hub = openHub(options);
        this.authenticator =
                keyFile == null ? null : new Authenticator(keyFile::keys, hub.state("replay"), System::nanoTime, hub.counters());
        this.publishLimit = publishLimit();
        PerAddress perAddress = options.channelsPerAddress();
        this.channels = new NumberedChannels(
                options.channels(),
                options.lease(),
                client -> isExempt(client, perAddress) ? options.channels() : perAddress.limit(),
                opening(),
                hub,
                System::nanoTime);
        this.boards = new Boards(
                new BoardLimits(options.boards(), options.sensorsPerBoard(), options.sensors(), options.boardTimeout(), options.boardForget()),
                channels.telling(hub),
                InstantSource.system(),
                System::nanoTime,
                hub.counters());
        this.metrics = new PrometheusPage(hub.counters());
    }

    private static Hub openHub(ServeOptions options) throws StartException {
        HubOptions hubOptions = HubOptions.defaults()
                .withHistory(options.historyEvents(), options.historyBytes(), options.historyAge())
                .withTopics(options.topics())
                .withFeeds(options.feeds())
                .withConflations(options.conflations());
        Path directory = options.dataDir();
        if (directory == null) {
            return Hub.open(hubOptions);
        }
        try {
            return Hub.open(hubOptions, RocksStore.open(directory), options.sync());
        } catch (IOException e) {
            throw new StartException(e.getMessage() + "; --data-dir chooses another", e);
        }
    }

    private static @Nullable KeyFile openKeys(ServeOptions options) throws StartException {
        Path file = options.boardKeys();
        try {
            return file == null ? null : KeyFile.open(file, options.boards());
        } catch (IOException e) {
            throw new StartException(e.getMessage() + "; --board-keys names the file", e);
        }
    }

    private static Proxies proxies(ServeOptions options) {
        List<Networks> listed = options.trustedProxies();
        return listed == null ? Proxies.none() : new Proxies(Networks.all(listed), options.proxyProtocol());
    }

    private static @Nullable AuthFile openAuth(ServeOptions options) throws StartException {
        Path file = options.auth();
        try {
            return file == null ? null : AuthFile.open(file, InstantSource.system(), System::nanoTime);
        } catch (IOException e) {
            throw new StartException(e.getMessage() + "; --auth names the file", e);
        }
    }

    private Opening opening() {
        if (options.auth() != null) {
            return Opening.GRANT;
        }
        Boolean tokens = options.channelTokens();
        return (tokens != null ? tokens : !proxies.equals(Proxies.none())) ? Opening.TOKEN : Opening.ADDRESS;
    }

    private RateLimit publishLimit() {
        PerAddress perAddress = options.publishRate();
        return new RateLimit(perAddress.limit(), client -> isExempt(client, perAddress), System::nanoTime);
    }

    private boolean isExempt(InetAddress client, PerAddress limit) {
        return !limit.onLoopback() && proxies.isLocal(client);
    }

    /**
     * Starts everything. When this returns, the hub accepts connections and datagrams.
     *
     * @throws StartException if a port cannot be had; the hub is then closed
     */
    public synchronized HubApplication start() throws StartException {
        try {
            OptionalInt udpPort = OptionalInt.empty();
            if (!options.noUdp()) {
                UdpReceiver opened = openReceiver();
                receiver = opened;
                udpPort = OptionalInt.of(opened.localAddress().getPort());
            }
            server = startServer(udpPort);
        } catch (StartException e) {
            close();
            throw e;
        }
        simulation = Simulation.start(options.noSimulate() ? 0 : options.simulate(), boards, System.nanoTime(), System::nanoTime);
        channels.watch(expiries);
        expireBoards();
        KeyFile keys = keyFile;
        if (keys != null) {
            var unused = expiries.scheduleWithFixedDelay(keys::refresh, 1, 1, TimeUnit.SECONDS);
        }
        AuthFile auth = authFile;
        if (auth != null) {
            var unused = expiries.scheduleWithFixedDelay(auth::refresh, 1, 1, TimeUnit.SECONDS);
        }
        health.ready();
        // The first answer takes half as long as all of this: after the start, not in it.
        offLoop.run(metrics::answer);
        return this;
    }

    private void expireBoards() {
        long quietNanos = SHORTEST_QUIET_NANOS;
        try {
            quietNanos = Math.max(boards.expire().toNanos(), SHORTEST_QUIET_NANOS);
        } catch (RuntimeException fault) {
            LOG.atError().setCause(fault).log("silent boards could not be told of");
        }
        try {
            var unused = expiries.schedule(this::expireBoards, quietNanos, TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            // The hub stops.
        }
    }

    private UdpReceiver openReceiver() throws StartException {
        InetSocketAddress local = new InetSocketAddress(udpHost(), options.udpPort());
        try {
            return UdpReceiver.open(local, new Intake(boards, admission(), hub.counters(), System::nanoTime), hub.counters());
        } catch (IOException e) {
            throw new StartException(e.getMessage() + "; --udp-host and --udp-port choose another, --no-udp does without", e);
        }
    }

    /** Whoever is let in by HTTP has shown who it is: datagrams from beyond loopback need a decision of their own. */
    private InetAddress udpHost() {
        InetAddress host = options.udpHost();
        if (host != null) {
            return host;
        }
        boolean decided = options.open() || options.boardKeys() != null || options.host().isLoopbackAddress();
        if (!decided) {
            LOG.warn("datagrams are taken on loopback only; --udp-host with --board-keys or --open takes them from elsewhere");
        }
        return decided ? options.host() : InetAddress.getLoopbackAddress();
    }

    private Admission admission() {
        Networks open = options.udpOpen();
        if (open == null) {
            open = Networks.of(keyFile == null ? "private" : "none");
        }
        return new Admission(open, publishLimit, authenticator, publishLimit());
    }

    private SseServer startServer(OptionalInt udpPort) throws StartException {
        Tls tls = Certificates.tls(options);
        SseServer.Builder builder = SseServer.builder()
                .host(NetUtil.toAddressString(options.host()))
                .port(options.httpPort())
                .hub(hub)
                .http(httpOptions())
                .keepAlive(options.keepAlive())
                .slow(options.slow())
                .publishLimit(publishLimit)
                .drain(options.drain())
                .retrySpread(options.retrySpread())
                .maxConnectionsPerAddress(options.connectionsPerAddress().limit(), options.connectionsPerAddress().onLoopback())
                .routes(routes -> addRoutes(routes, udpPort));
        AuthFile auth = authFile;
        if (auth != null) {
            HubGuard guard = new HubGuard(auth, hub.counters());
            builder.guard(guard).routes(new SessionRoute(guard)::addTo).routes(new CapabilityRoute(auth, InstantSource.system())::addTo);
        }
        if (tls != null) {
            builder.tls(tls);
        }
        Duration stallTimeout = options.stallTimeout();
        if (stallTimeout != null) {
            builder.stallTimeout(stallTimeout);
        }
        Integer connections = options.connections();
        if (connections != null) {
            builder.maxConnections(connections);
        }
        Duration maxAge = options.maxConnectionAge();
        if (maxAge != null) {
            builder.maxConnectionAge(maxAge);
        }
        try {
            return builder.build().start();
        } catch (UncheckedIOException e) {
            throw new StartException(e.getMessage() + "; --host and --http-port choose another", e);
        }
    }

    private HttpOptions httpOptions() {
        List<String> allowedHosts = options.allowedHosts();
        List<String> allowedOrigins = options.allowedOrigins();
        return new HttpOptions(
                Math.toIntExact(options.requestHeadBytes()),
                Math.toIntExact(options.requestBodyBytes()),
                options.requestTimeout(),
                options.requestTimeout(),
                options.idleTimeout(),
                allowedHosts == null ? Set.of() : Set.copyOf(allowedHosts),
                allowedOrigins == null ? Set.of() : Set.copyOf(allowedOrigins),
                proxies);
    }

    private void addRoutes(Routes.Builder routes, OptionalInt udpPort) {
        TopicRoute topic = new TopicRoute(hub);
        routes.on("GET", "/readings", offLoop.handler(new ReadingsRoute(new Readings(boards, hub::head))))
                .crossOrigin("/readings")
                .identified("/readings")
                .on("GET", "/health/live", health::answerLive)
                .open("/health/live")
                .on("GET", "/health/ready", health::answerReady)
                .open("/health/ready")
                .on("GET", "/metrics", offLoop.handler(exchange -> exchange.answer(metrics.answer())))
                .on("GET", "/api/boards", offLoop.handler(StateRoutes.boards(boards)))
                .on("DELETE", "/api/boards/*", offLoop.handler(StateRoutes.forgetBoard(boards)))
                .on("GET", "/api/channels", offLoop.handler(StateRoutes.channels(channels)))
                .on("GET", "/api/subscribers", offLoop.handler(StateRoutes.subscribers(this::server)))
                .on("POST", "/api/topics/*", offLoop.handler(topic::pause))
                .on("DELETE", "/api/topics/*", offLoop.handler(topic::close))
                .on("GET", "/api/topics", offLoop.handler(StateRoutes.topics(hub)))
                .otherwise(NotFoundReport::answer);
        channels.addTo(routes);
        Dashboard.addTo(routes, options.auth() != null, udpPort);
    }

    /** Returns the line that tells where the hub listens. */
    public String greeting() {
        String http = "SSE Hub listening on " + (Certificates.areShown(options) ? "https://" : "http://") + NetUtil.toSocketAddressString(server().address()) + "/";
        UdpReceiver udp = receiver;
        return udp == null ? http : http + " (udp " + udp.localAddress().getPort() + ")";
    }

    private SseServer server() {
        SseServer running = server;
        if (running == null) {
            throw new IllegalStateException("the hub has not been started");
        }
        return running;
    }

    /** Stops: is ready no more, takes no more events, ends streams and answers what has begun, within the grace period of the options, and lets everything go. */
    @Override
    public synchronized void close() {
        health.draining();
        if (simulation != null) {
            simulation.close();
        }
        UdpReceiver udp = receiver;
        if (udp != null) {
            udp.close();
        }
        if (authenticator != null) {
            authenticator.close();
        }
        hub.close(); // so that streams end behind the last event that was taken
        SseServer http = server;
        if (http != null) {
            http.close();
        }
        expiries.shutdownNow();
        offLoop.close();
        metrics.close();
    }
}
