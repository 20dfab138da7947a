package io.ssehub.netty.client;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.ssehub.core.event.EventStreamParser;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Listens to an event stream over HTTP/1.1, with TLS where the URI is {@code https}, as a browser's {@code EventSource} does: WHATWG HTML 9.2 (server-sent-events).
 *
 * <pre>{@code
 * try (SseClient client = SseClient.builder(URI.create("http://127.0.0.1:8080/events"))
 *         .connect((type, data, lastEventId) -> System.out.println(type + ": " + data))) {
 *     client.closed().toCompletableFuture().join();
 * }
 * }</pre>
 *
 * <p>When a stream ends, or no connection comes about, it waits for the reconnection time, which the server's {@code retry} sets, and asks again with the
 * {@code Last-Event-ID} it has reached; failed attempts in a row wait longer and longer. It ends for good when it is closed, when the server answers 204, and
 * where the standard says so: at any other status than 200, and at a content type other than {@code text/event-stream}. That includes 503 and its kin; a
 * program that would rather ask again starts another client from {@link SseListener#error}. It also ends for good after 20 redirects in a row, one to a URI that
 * is neither http nor https or is not encrypted where the one before was, a line or an event beyond its limits, and an exception from its listener. Each reconnection
 * begins at the URI it was built with, so that a redirect may lead elsewhere the next time.
 *
 * <p>Thread-safe. Callbacks come on one event loop, as {@link SseListener} says.
 */
public final class SseClient implements AutoCloseable {
    private final EventSource source;
    private final CompletableFuture<@Nullable Void> closed = new CompletableFuture<>();

    private SseClient(ClientOptions options, SseListener listener, @Nullable EventLoopGroup shared) {
        EventLoopGroup group =
                shared != null ? shared : new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("sse-client", true), NioIoHandler.newFactory());
        this.source = new EventSource(options, listener, group.next(), () -> ended(shared == null ? group : null));
    }

    @SuppressWarnings("FutureReturnValueIgnored") // nobody waits for the thread
    private void ended(@Nullable EventLoopGroup own) {
        if (own != null) {
            own.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        }
        closed.complete(null);
    }

    /**
     * Begins a client of the stream at {@code uri}.
     *
     * @throws IllegalArgumentException if it is not an absolute http or https URI with a host, or names a user
     */
    public static Builder builder(URI uri) {
        return new Builder(Target.of(uri));
    }

    /** Returns what the client is doing at this moment. */
    public ReadyState readyState() {
        return source.readyState();
    }

    /** Returns the last event ID string, which the next connection will send; empty if there is none. */
    public String lastEventId() {
        return source.lastEventId();
    }

    /**
     * Ends the connection and makes no further one. Returns at once, from any thread, and does nothing the second time. A callback that has begun on the event
     * loop runs to its end; no other one begins once this has returned, but {@link SseListener#closed}.
     */
    @Override
    public void close() {
        source.close();
    }

    /** Returns a stage that completes when the client has ended, after {@link SseListener#closed}; never exceptionally. */
    public CompletionStage<@Nullable Void> closed() {
        return closed.minimalCompletionStage();
    }

    /** Gathers what a client is to do. Not thread-safe. */
    public static final class Builder {
        private static final Set<String> OWN_HEADERS =
                Set.of("accept", "cache-control", "connection", "content-length", "expect", "host", "last-event-id", "te", "transfer-encoding", "upgrade");

        private final Target target;
        private final HttpHeaders headers = new DefaultHttpHeaders();
        private String lastEventId = "";
        private Duration reconnectionTime = Duration.ofSeconds(3);
        private Duration maxBackoff = Duration.ofSeconds(30);
        private Duration connectTimeout = Duration.ofSeconds(10);
        private @Nullable Duration idleTimeout;
        private int maxHeadBytes = 16 * 1024;
        private int maxLineBytes = EventStreamParser.DEFAULT_MAX_LINE_BYTES;
        private int maxDataBytes = EventStreamParser.DEFAULT_MAX_DATA_BYTES;
        private @Nullable SSLContext tls;
        private @Nullable EventLoopGroup group;

        private Builder(Target target) {
            this.target = target;
        }

        /**
         * Adds a header to each request; {@code value} is sent as UTF-8. Authorization and cookies are not sent to another server after a redirect.
         *
         * @throws IllegalArgumentException if the name or value cannot stand in a head, or the client sets that header itself
         */
        public Builder header(String name, String value) {
            if (OWN_HEADERS.contains(name.toLowerCase(Locale.ROOT))) {
                throw new IllegalArgumentException("the header " + name + " is set by the client itself");
            }
            headers.add(name, new AsciiString(value.getBytes(StandardCharsets.UTF_8)));
            return this;
        }

        /**
         * Sets where to resume: the {@code Last-Event-ID} of the first request. Empty, for none, by default.
         *
         * @throws IllegalArgumentException if {@code id} holds CR, LF or NUL
         */
        public Builder lastEventId(String id) {
            if (id.chars().anyMatch(c -> c == '\r' || c == '\n' || c == 0)) {
                throw new IllegalArgumentException("lastEventId holds CR, LF or NUL, which no id can");
            }
            lastEventId = id;
            return this;
        }

        /** Sets the wait before a reconnection until the server sets another; 0 or more, 3 s by default, one beyond a day counts as a day. */
        public Builder reconnectionTime(Duration time) {
            reconnectionTime = checkPeriod("reconnectionTime", time, 0);
            return this;
        }

        /** Sets how far failed attempts in a row may raise the wait; 0 or more, 30 s by default. A longer reconnection time stays as it is. */
        public Builder maxBackoff(Duration max) {
            maxBackoff = checkPeriod("maxBackoff", max, 0);
            return this;
        }

        /** Sets how long connecting may take, and after it how long the answer's head; 1 ms or more, 10 s by default. */
        public Builder connectTimeout(Duration timeout) {
            connectTimeout = checkPeriod("connectTimeout", timeout, 1);
            return this;
        }

        /** Sets after how long a silence a connection counts as lost; 1 ms or more, never by default. Choose it longer than the server's keep-alive period. */
        public Builder idleTimeout(Duration timeout) {
            idleTimeout = checkPeriod("idleTimeout", timeout, 1);
            return this;
        }

        /** Sets how long the first line of an answer's head may be, and how long all its header lines; 1 or more, 16 KiB by default. */
        public Builder maxHeadBytes(int bytes) {
            maxHeadBytes = checkBytes("maxHeadBytes", bytes);
            return this;
        }

        /** Sets how long a line of the stream may be; 1 or more, {@value EventStreamParser#DEFAULT_MAX_LINE_BYTES} by default. */
        public Builder maxLineBytes(int bytes) {
            maxLineBytes = checkBytes("maxLineBytes", bytes);
            return this;
        }

        /** Sets how long the data of one event may be; 1 or more, {@value EventStreamParser#DEFAULT_MAX_DATA_BYTES} by default. */
        public Builder maxDataBytes(int bytes) {
            maxDataBytes = checkBytes("maxDataBytes", bytes);
            return this;
        }

        /**
         * Sets whom to trust, and what to show servers that ask for a certificate, where the URI is {@code https}: the JDK's {@linkplain SSLContext#getDefault() default} by
         * default. The certificate's name is checked in any case.
         */
        public Builder tls(SSLContext context) {
            tls = context;
            return this;
        }

        /** Sets the event loops to share, of NIO or epoll, which stay the caller's; by default each client has a daemon thread of its own. */
        public Builder eventLoopGroup(EventLoopGroup shared) {
            group = shared;
            return this;
        }

        /** Returns a client that has begun to connect. */
        public SseClient connect(SseListener listener) {
            ClientOptions options = new ClientOptions(
                    target, headers.copy(), lastEventId, reconnectionTime, maxBackoff, connectTimeout, idleTimeout, maxHeadBytes, maxLineBytes, maxDataBytes, tls);
            SseClient client = new SseClient(options, listener, group);
            client.source.start();
            return client;
        }

        private static Duration checkPeriod(String name, Duration period, long minMillis) {
            if (period.compareTo(Duration.ofMillis(minMillis)) < 0 || period.compareTo(Duration.ofMillis(Integer.MAX_VALUE)) > 0) {
                throw new IllegalArgumentException(
                        name + " is " + period + "; " + Duration.ofMillis(minMillis) + " to " + Duration.ofMillis(Integer.MAX_VALUE) + " is allowed");
            }
            return period;
        }

        private static int checkBytes(String name, int bytes) {
            if (bytes < 1) {
                throw new IllegalArgumentException(name + " is " + bytes + "; 1 or more is allowed");
            }
            return bytes;
        }
    }
}
