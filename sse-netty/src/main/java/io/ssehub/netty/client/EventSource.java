package io.ssehub.netty.client;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.timeout.ReadTimeoutHandler;
import io.netty.util.concurrent.ScheduledFuture;
import io.ssehub.core.event.EventStreamListener;
import io.ssehub.core.event.EventStreamParser;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.security.NoSuchAlgorithmException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/**
 * A source of events across its connections: WHATWG HTML 9.2.3 (processing-model). At any time it has one connection, or a timer until the next, or has ended.
 *
 * <p>Confined to its event loop, but for {@link #readyState}, {@link #lastEventId} and {@link #close}.
 */
final class EventSource implements EventStreamListener {
    private static final Logger LOG = System.getLogger(EventSource.class.getName());

    /** As many as Fetch allows: WHATWG Fetch 4.4 (http-redirect-fetch). */
    private static final int MAX_REDIRECTS = 20;

    private final ClientOptions options;
    private final SseListener listener;
    private final EventLoop loop;
    private final Runnable afterEnd;

    // Written by any thread, once.
    private volatile boolean closing;

    // Written by the event loop.
    private volatile ReadyState readyState = ReadyState.CONNECTING;
    private volatile String lastEventId;

    private final Reconnection reconnection;
    private int redirects;
    private @Nullable Channel channel;
    private @Nullable ScheduledFuture<?> reconnectTimer;
    private boolean ended;

    /**
     * Makes a source that has not begun.
     *
     * @param afterEnd runs when all is over, last; perhaps a second time, if it is closed again
     */
    EventSource(ClientOptions options, SseListener listener, EventLoop loop, Runnable afterEnd) {
        this.options = options;
        this.listener = listener;
        this.loop = loop;
        this.afterEnd = afterEnd;
        this.lastEventId = options.lastEventId();
        this.reconnection = new Reconnection(
                options.reconnectionTime().toMillis(), options.maxBackoff().toMillis(), () -> ThreadLocalRandom.current().nextDouble());
    }

    ReadyState readyState() {
        return closing ? ReadyState.CLOSED : readyState;
    }

    String lastEventId() {
        return lastEventId;
    }

    void start() {
        loop.execute(this::attempt);
    }

    /** Thread-safe; once it has returned no callback begins but {@link SseListener#closed}. */
    void close() {
        closing = true;
        try {
            loop.execute(this::end);
        } catch (RejectedExecutionException e) {
            // The loop was shut down first: with it went the channel and everything that could call back.
            afterEnd.run();
        }
    }

    private void attempt() {
        redirects = 0;
        connect(options.target());
    }

    private void connect(Target target) {
        if (closing) {
            return;
        }
        if (target.hasAddress()) {
            lookUp(target);
            return;
        }
        Thread lookup = new Thread(() -> lookUp(target), "sse-client-lookup");
        lookup.setDaemon(true);
        lookup.start();
    }

    /** Runs on a thread of its own where there is something to look up, for the JDK's lookup blocks. */
    private void lookUp(Target target) {
        InetAddress[] addresses;
        try {
            addresses = InetAddress.getAllByName(target.host());
        } catch (UnknownHostException e) {
            execute(() -> lost(new SseException("there is no address for the host " + SseException.shown(target.host()), e)));
            return;
        }
        execute(() -> connect(target, addresses[reconnection.failures() % addresses.length]));
    }

    private void execute(Runnable task) {
        try {
            loop.execute(task);
        } catch (RejectedExecutionException e) {
            LOG.log(Level.DEBUG, "the event loop was shut down while a client was connecting", e);
        }
    }

    private void connect(Target target, InetAddress address) {
        if (closing) {
            return;
        }
        InetSocketAddress remote = new InetSocketAddress(address, target.port());
        ChannelFuture connected = new Bootstrap()
                .group(loop)
                .channelFactory(channelFactory())
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) options.connectTimeout().toMillis())
                .option(ChannelOption.SO_KEEPALIVE, true)
                .handler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        initialize(channel, target);
                    }
                })
                .connect(remote);
        channel = connected.channel();
        connected.addListener(done -> {
            if (!done.isSuccess()) {
                lost(new SseException("cannot connect to " + remote, done.cause()));
            }
        });
    }

    private ChannelFactory<SocketChannel> channelFactory() {
        boolean epoll = loop.parent() instanceof IoEventLoopGroup group && group.isIoType(EpollIoHandler.class);
        return epoll ? EpollSocketChannel::new : NioSocketChannel::new;
    }

    private void initialize(SocketChannel channel, Target target) {
        HttpDecoderConfig limits =
                new HttpDecoderConfig().setMaxInitialLineLength(options.maxHeadBytes()).setMaxHeaderSize(options.maxHeadBytes());
        if (options.idleTimeout() != null) {
            channel.pipeline().addLast(new ReadTimeoutHandler(options.idleTimeout().toMillis(), MILLISECONDS));
        }
        if (target.isTls()) {
            channel.pipeline().addLast(tlsHandler(target));
        }
        EventStreamParser parser = new EventStreamParser(this, lastEventId, options.maxLineBytes(), options.maxDataBytes());
        channel.pipeline()
                .addLast(new HttpClientCodec(limits, false, false))
                .addLast(new ResponseHandler(this, target, headersFor(target), parser, options.connectTimeout()));
    }

    private SslHandler tlsHandler(Target target) {
        SSLEngine engine = tlsContext().createSSLEngine(target.peer(), target.port());
        engine.setUseClientMode(true);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        engine.setSSLParameters(parameters);
        SslHandler handler = new SslHandler(engine);
        handler.setHandshakeTimeoutMillis(options.connectTimeout().toMillis());
        return handler;
    }

    private SSLContext tlsContext() {
        SSLContext given = options.tls();
        try {
            return given != null ? given : SSLContext.getDefault();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no TLS", e);
        }
    }

    /** Leaves out what proves who the program is where a redirect leads to another server, as WHATWG Fetch 4.4 (http-redirect-fetch) does. */
    private HttpHeaders headersFor(Target target) {
        if (target.sameOrigin(options.target())) {
            return options.headers();
        }
        return options.headers()
                .copy()
                .remove(HttpHeaderNames.AUTHORIZATION)
                .remove(HttpHeaderNames.PROXY_AUTHORIZATION)
                .remove(HttpHeaderNames.COOKIE);
    }

    void redirect(Target from, String location) {
        if (closing) {
            return;
        }
        if (++redirects > MAX_REDIRECTS) {
            fail(new SseException("redirected more than " + MAX_REDIRECTS + " times, at last to " + SseException.shown(location), null));
            return;
        }
        Target target;
        try {
            target = from.resolve(location);
        } catch (SseException e) {
            fail(e);
            return;
        }
        connect(target);
    }

    void opened() {
        readyState = ReadyState.OPEN;
        call(listener::open);
    }

    /** Takes the last event ID after a piece of the stream, which may have moved without an event. */
    void reached(String id) {
        if (!closing) {
            lastEventId = id;
        }
    }

    @Override
    public void event(String type, String data, String id) {
        if (!closing) {
            lastEventId = id;
            listener.event(type, data, id);
        }
    }

    @Override
    public void retry(long millis) {
        reconnection.time(millis);
        if (!closing) {
            listener.retry(millis);
        }
    }

    @Override
    public void comment(String text) {
        if (!closing) {
            listener.comment(text);
        }
    }

    /** Goes on to the next attempt after the wait that is due. */
    void lost(SseException cause) {
        if (closing) {
            return;
        }
        long delayMillis = readyState == ReadyState.OPEN ? reconnection.afterStream() : reconnection.afterFailure();
        readyState = ReadyState.CONNECTING;
        call(() -> listener.error(cause, true));
        if (loop.isShuttingDown()) {
            closing = true;
            end();
        } else if (!closing) {
            reconnectTimer = loop.schedule(this::attempt, delayMillis, MILLISECONDS);
        }
    }

    /** Ends because the server said so: 204. */
    void stop() {
        closing = true;
        end();
    }

    /** Ends because another attempt would be no use. */
    void fail(Throwable cause) {
        if (closing) {
            return;
        }
        closing = true;
        try {
            listener.error(cause, false);
        } catch (RuntimeException | Error e) {
            LOG.log(Level.WARNING, "a listener failed while it was told of an error", e);
        }
        end();
    }

    private void call(Runnable callback) {
        if (closing) {
            return;
        }
        try {
            callback.run();
        } catch (RuntimeException | Error e) {
            fail(e);
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // closing cannot fail
    private void end() {
        if (ended) {
            return;
        }
        ended = true;
        readyState = ReadyState.CLOSED;
        if (reconnectTimer != null) {
            reconnectTimer.cancel(false);
        }
        if (channel != null) {
            channel.close();
        }
        try {
            listener.closed();
        } catch (RuntimeException | Error e) {
            LOG.log(Level.WARNING, "a listener failed while it was told of the end", e);
        }
        afterEnd.run();
    }
}
