package io.ssehub.netty.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslHandler;
import io.ssehub.core.count.Counter;
import io.ssehub.core.count.Counters;
import io.ssehub.core.count.LogAllowance;
import io.ssehub.core.log.Framing;
import io.ssehub.netty.fanout.FanOut;
import io.ssehub.netty.fanout.Subscriber;
import io.ssehub.netty.fanout.Subscription;
import io.ssehub.netty.tls.Tls;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What the HTTP connections of a server share: its routes, what it takes from clients, its counters.
 *
 * <p>Thread-safe.
 */
public final class HttpService {
    private static final System.Logger LOG = System.getLogger(HttpService.class.getName());
    private static final Answer FAILED = Answer.problem(500, "The server failed to answer; its operator finds the reason in its log.");
    private static final long LOG_PERIOD_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Routes routes;
    private final HttpOptions options;
    private final Origins origins;
    private final @Nullable Guard guard;
    private final FanOut fanOut;
    private final Counters counters;
    private final Counter[] answersByClass = new Counter[6];
    private final Counter failures;
    private final AtomicLong nextLogNanos = new AtomicLong(System.nanoTime());

    private final LogAllowance handshakeLog = new LogAllowance(System::nanoTime);
    private final LogAllowance proxyHeaderLog = new LogAllowance(System::nanoTime);

    private final Set<HttpConnection> connections = ConcurrentHashMap.newKeySet();
    private volatile boolean draining;

    /** Makes a service that answers everybody by {@code routes}, has {@code fanOut} serve event streams and counts in {@code counters}. */
    public HttpService(Routes routes, HttpOptions options, FanOut fanOut, Counters counters) {
        this(routes, options, null, fanOut, counters);
    }

    /**
     * Makes a service that answers by {@code routes}, has {@code fanOut} serve event streams and counts in {@code counters}.
     *
     * @param guard who says whom to answer; null to answer everybody
     */
    public HttpService(Routes routes, HttpOptions options, @Nullable Guard guard, FanOut fanOut, Counters counters) {
        this.routes = routes;
        this.options = options;
        this.guard = guard;
        this.origins = new Origins(options.allowedOrigins(), guard != null);
        this.fanOut = fanOut;
        this.counters = counters;
        counters.gauge("http_connections", "Connections that speak HTTP and are no event streams", connections::size);
        for (int i = 2; i < answersByClass.length; i++) {
            answersByClass[i] = counters.counter("http_requests", i + "xx", "Requests answered, by class of status");
        }
        failures = counters.counter("http_handler_failures", "Requests whose handler threw an exception");
    }

    /**
     * Makes a new connection speak HTTP; nothing may be in its pipeline.
     *
     * @param tls what to encrypt with; null for plain HTTP
     * @param full whether the server has all the connections that it may have, or stops: then the first request is answered with when to come back, and the
     *     connection ends
     * @param closed run when the connection is closed, which the close future of {@code channel} does not tell of all
     * @param places where clients are counted that the connection does not tell of
     */
    public void serve(Channel channel, @Nullable Tls tls, boolean full, Runnable closed, ClientPlaces places) {
        channel.closeFuture().addListener(done -> closed.run());
        Scheme scheme = tls == null ? Scheme.HTTP : Scheme.HTTPS;
        SocketAddress address = channel.remoteAddress();
        boolean proxy = options.proxies().include(address);
        if (proxy && options.proxies().proxyProtocol()) {
            ProxyHeader.begin(channel, this, full, named -> serveClient(client(named, channel, scheme), channel, tls, full, closed, places));
        } else {
            serve(channel, tls, new Peer(address, proxy, scheme), full, closed, places);
        }
    }

    /** Returns whom a proxy has named by the PROXY protocol; if nobody, itself, but not as one that speaks for others: it does not know whose the requests are. */
    private Peer client(@Nullable InetSocketAddress named, Channel channel, Scheme scheme) {
        return named == null || options.proxies().isLocal(named.getAddress())
                ? new Peer(channel.remoteAddress(), false, scheme)
                : new Peer(named, options.proxies().include(named), scheme);
    }

    private void serveClient(Peer peer, Channel channel, @Nullable Tls tls, boolean full, Runnable closed, ClientPlaces places) {
        Runnable leave = peer.proxy() || full ? () -> {} : places.take(peer.address(), true);
        if (leave == null) {
            serve(channel, tls, peer, true, closed, places);
            return;
        }
        channel.closeFuture().addListener(gone -> leave.run());
        serve(channel, tls, peer, full, () -> {
            closed.run();
            leave.run();
        }, places);
    }

    private void serve(Channel channel, @Nullable Tls tls, Peer peer, boolean full, Runnable closed, ClientPlaces places) {
        ChannelPipeline pipeline = channel.pipeline();
        if (tls == null) {
            Http1Connection http1 = new Http1Connection(this, peer, full, closed, places);
            pipeline.addLast(new Preface(() -> {
                pipeline.remove(http1);
                Http2Connection.begin(pipeline, this, peer, full, places);
            }), http1);
            return;
        }
        SslHandler handler = tls.newHandler(channel.alloc());
        Handshake.begin(channel, handler, this, peer, full, () -> {
            if (ApplicationProtocolNames.HTTP_2.equals(handler.applicationProtocol())) {
                Http2Connection.begin(pipeline, this, peer, full, places);
            } else {
                pipeline.addLast(new Http1Connection(this, peer, full, closed, places));
            }
        });
    }

    /**
     * Ends every connection but those that are turned away: at once if it has nothing to answer, else behind the requests that have begun; an event stream after
     * what has been published and a time to come back at. Returns without waiting for that.
     */
    public void drain() {
        draining = true;
        connections.forEach(HttpConnection::drain);
        fanOut.endAll();
    }

    /** Closes every connection at once. Returns without waiting for that. */
    public void cut() {
        connections.forEach(HttpConnection::cut);
        fanOut.cutAll();
    }

    void add(HttpConnection connection) {
        connections.add(connection);
        if (draining) {
            connection.drain();
        }
    }

    void remove(HttpConnection connection) {
        connections.remove(connection);
    }

    /** Returns the answer to a client that may not have a stream, or asked for the head of one alone; null if its stream may begin. */
    @Nullable Answer answerInsteadOfStream(RequestHead head, Subscription subscription) {
        return switch (fanOut.admit(subscription)) {
            case CLOSED -> EventStream.NOTHING_MORE;
            case FULL -> comeBackLater(head.headers(), EventStream.NO_ROOM);
            case ADMITTED -> head.isHead() ? Answer.EVENT_STREAM : null;
        };
    }

    Subscriber subscribe(
            Channel channel, ChannelFuture headWritten, Framing framing, Subscription subscription, @Nullable SocketAddress client, Runnable closed) {
        return fanOut.takeOver(channel, headWritten, framing, subscription, client, closed);
    }

    Routes routes() {
        return routes;
    }

    Origins origins() {
        return origins;
    }

    HttpOptions options() {
        return options;
    }

    /**
     * Returns the answer to a request that is refused by its head, and counts it; null if its body may come, from somebody who then has a grant, if there is a guard.
     *
     * @param full whether the server has no connection for the client
     */
    @Nullable Answer refuse(Exchange exchange, boolean full) {
        Request request = exchange.request();
        RequestHead head = request.head();
        Refusal wrongHost = checkHost(head);
        if (wrongHost != null) {
            return refuse(wrongHost);
        }
        if (full) {
            return busy(head);
        }
        boolean tooLong = request.takesBody() && head.bodyLength() > options.bodyBytes();
        Refusal wrongBody = tooLong ? Refusal.bodyTooLarge(options.bodyBytes()) : request.refusal();
        if (wrongBody != null) {
            return refuse(wrongBody);
        }
        return guard == null || request.access() == Access.OPEN ? null : refuse(guard, exchange);
    }

    private @Nullable Answer refuse(Guard guard, Exchange exchange) {
        try {
            Sender sender = guard.sender(exchange.request(), exchange.remoteAddress().getAddress());
            if (sender instanceof Grant grant) {
                exchange.grant(grant);
            }
            Denial denial = exchange.request().access().denial(sender);
            return denial == null ? null : deny(denial);
        } catch (RuntimeException failure) {
            failed(exchange.head(), failure);
            return FAILED;
        }
    }

    /** Counts a denial and returns it as an answer. */
    Answer deny(Denial denial) {
        countRefused(denial.cause());
        return denial.answer();
    }

    private @Nullable Refusal checkHost(RequestHead head) {
        Authority authority = head.authority();
        if (authority == null || authority.literal() || authority.host().equals("localhost") || options.allowedHosts().contains(authority.host())) {
            return null;
        }
        return new Refusal(421, "host", "This server does not answer for the host \"" + Syntax.shown(authority.host()) + "\"; its operator can allow the name.");
    }

    Answer busy(RequestHead head) {
        countRefused(draining ? "stopping" : "full");
        return comeBackLater(head.headers(), draining ? "The server stops" : "The server has all the connections that it may have");
    }

    /** Counts a refusal and returns it as an answer. */
    Answer refuse(Refusal refusal) {
        countRefused(refusal.cause());
        return Answer.problem(refusal.status(), refusal.detail());
    }

    private Answer comeBackLater(HttpHeaders headers, String reason) {
        return EventStream.comeBackLater(headers, reason, fanOut.comeBack());
    }

    void countAnswer(int status) {
        answersByClass[status / 100].increment();
    }

    void countRefused(String cause) {
        counters.counter("http_requests_refused", cause, "Requests refused by what their heads say").increment();
    }

    /** Counts a proxy's connection that has not begun with the header it must, and logs some of them. */
    void proxyHeaderFailed(String cause, SocketAddress proxy, String message) {
        counters.counter("proxy_headers_failed", cause, "Connections of listed proxies without the header of the PROXY protocol").increment();
        long silentBefore = proxyHeaderLog.ask();
        if (silentBefore != LogAllowance.SILENT) {
            String shown = Syntax.shown(message);
            LOG.log(System.Logger.Level.WARNING, "no PROXY header from {0}, cause {1}: {2}; not logged before: {3}", proxy, cause, shown, silentBefore);
        }
    }

    /** Counts a connection that has not come to speak TLS, and logs some of them. */
    void handshakeFailed(String cause, SocketAddress client, String message) {
        counters.counter("tls_handshakes_failed", cause, "Connections whose TLS handshake came to nothing").increment();
        long silentBefore = handshakeLog.ask();
        if (silentBefore != LogAllowance.SILENT) {
            String shown = Syntax.shown(message);
            LOG.log(System.Logger.Level.INFO, "no TLS with {0}, cause {1}: {2}; not logged before: {3}", client, cause, shown, silentBefore);
        }
    }

    void countClosed(String cause) {
        counters.counter("http_connections_closed", cause, "Connections that the server gave up on").increment();
    }

    /** Has a request handled; if its handler fails, it is answered so. */
    void handle(Exchange exchange) {
        try {
            exchange.start();
        } catch (Throwable failure) {
            failed(exchange.head(), failure);
            exchange.answerIfNone(FAILED);
        }
    }

    /** Counts a handler's failure and logs at most one a second. */
    private void failed(RequestHead head, Throwable failure) {
        failures.increment();
        long now = System.nanoTime();
        long next = nextLogNanos.get();
        if (now - next >= 0 && nextLogNanos.compareAndSet(next, now + LOG_PERIOD_NANOS)) {
            LOG.log(System.Logger.Level.ERROR, "what answers " + Syntax.shown(head.method()) + " " + Syntax.shown(head.path()) + " failed", failure);
        }
    }
}
