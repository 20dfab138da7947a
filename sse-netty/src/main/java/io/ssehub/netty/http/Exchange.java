package io.ssehub.netty.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.NetUtil;
import io.ssehub.netty.fanout.Subscriber;
import io.ssehub.netty.fanout.Subscription;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One request and the way to answer it.
 *
 * <p>Everything may be read from any thread; {@link #body()} only until the handler returns.
 */
public final class Exchange {
    private final Responder connection;
    private final Request request;
    private final AtomicBoolean answered = new AtomicBoolean();

    // Touched by the connection, on its event loop.
    private ByteBuf body = Unpooled.EMPTY_BUFFER;
    private @Nullable Answer answer;
    private boolean started;
    private boolean overlapping;
    private @Nullable Grant grant;

    Exchange(Responder connection, Request request) {
        this.connection = connection;
        this.request = request;
    }

    /** Returns the method's name, such as {@code GET}; methods are case-sensitive. */
    public String method() {
        return request.method();
    }

    /** Returns the path as sent, not decoded, without the query; {@code *} for a request about the server itself. */
    public String path() {
        return request.path();
    }

    /** Returns what the {@code /*} of the route stands for, percent-decoded, so it may hold slashes and dots that mean nothing; empty for other routes. */
    public String pathRest() {
        return request.pathRest();
    }

    /** Returns the parameters of the query. */
    public Query query() {
        return request.query();
    }

    /** Returns the value of the first header of that name, in any case, or null; bytes beyond ASCII as ISO 8859-1. */
    public @Nullable String header(String name) {
        return request.header(name);
    }

    /** Returns the id that the client resumes after, by the header {@code Last-Event-ID} or the parameter {@code lastEventId}; null if there is none. */
    public @Nullable String lastEventId() {
        return request.lastEventId();
    }

    /** Returns the values of all headers of that name, in any case, in the order sent. */
    public List<String> headers(String name) {
        return request.headers(name);
    }

    /**
     * Returns what the client may do; null, at a route that is not {@linkplain Routes.Builder#open open}, if nobody guards the server, and everybody may do everything.
     */
    public @Nullable Grant grant() {
        return grant;
    }

    /** Returns the body, empty unless the method takes one. It belongs to the exchange and is released when the handler returns. */
    public ByteBuf body() {
        return body;
    }

    /** Returns the client's address; where it comes by one of the {@link Proxies}, what that says, with port 0 if it does not say one. */
    public InetSocketAddress remoteAddress() {
        Forwarded forwarded = head().forwarded();
        return forwarded != null ? forwarded.client() : (InetSocketAddress) connection.peer().address();
    }

    /** Returns this end's address. */
    public InetSocketAddress localAddress() {
        return (InetSocketAddress) connection.channel().localAddress();
    }

    /**
     * Returns {@code http://host:port} or {@code https://host:port} as the client asked for it, which one of the {@link Proxies} may tell; by this end's address if an
     * HTTP/1.0 client did not say.
     */
    public String baseUrl() {
        Authority authority = head().authority();
        Forwarded forwarded = head().forwarded();
        Scheme scheme = forwarded != null ? forwarded.scheme() : connection.peer().scheme();
        return scheme.prefix() + (authority != null ? authority.text() : NetUtil.toSocketAddressString(localAddress()));
    }

    /** Returns the event loop of the connection. */
    public EventExecutor executor() {
        return connection.channel().eventLoop();
    }

    /**
     * Answers the request. Thread-safe. Answers of one connection go out in the order of its requests; one to a connection that has ended is dropped.
     *
     * @throws IllegalStateException if the request has been answered
     */
    public void answer(Answer given) {
        claimAnswer();
        if (executor().inEventLoop()) {
            connection.answered(this, given);
            return;
        }
        try {
            executor().execute(() -> connection.answered(this, given));
        } catch (RejectedExecutionException serverHasStopped) {
            // As its connections have ended: dropped.
        }
    }

    /**
     * Answers that something is wrong, as {@code application/problem+json} of RFC 9457.
     *
     * @param status 400 to 599
     * @param detail what was wrong and what would be right
     */
    public void problem(int status, String detail) {
        answer(Answer.problem(status, detail));
    }

    /** Answers that the client has no right to what it asks for, 403, in the same way whatever that is, and counts it. */
    public void forbid() {
        answer(connection.service().deny(Denial.FORBIDDEN));
    }

    /**
     * Answers with an event stream: sends its head, which pages of any origin may read, and leaves the connection to the fan-out. The stream
     * ends with the client's grant. To be called on the event loop.
     *
     * @return the stream; null if the request is a {@code HEAD}, which has its whole answer by the head, if the client may not have a stream, which it is told, see
     *     {@link io.ssehub.netty.fanout.Admission}, or if the connection has ended meanwhile
     * @throws IllegalStateException if the request has been answered
     */
    public @Nullable Subscriber stream(Subscription subscription) {
        claimAnswer();
        Subscriber subscriber = connection.stream(this, subscription);
        Duration left = grant == null ? null : grant.left();
        if (subscriber != null && left != null) {
            subscriber.expireAfter(left);
        }
        return subscriber;
    }

    /**
     * Lets the connection's next request begin before this one is answered, if it has the same handler. For handlers that hand requests on to something which keeps
     * their order itself: RFC 9112 section 9.3.2 wants anything else done one after the other.
     */
    void overlap() {
        overlapping = true;
    }

    private void claimAnswer() {
        if (!answered.compareAndSet(false, true)) {
            throw new IllegalStateException("the request for " + Syntax.shown(path()) + " has been answered already");
        }
    }

    /** Answers unless that has been done; whether it was. */
    boolean answerIfNone(Answer given) {
        if (!answered.compareAndSet(false, true)) {
            return false;
        }
        connection.answered(this, given);
        return true;
    }

    /** Says what the client may do; before the handler is called. */
    void grant(Grant given) {
        grant = given;
    }

    Request request() {
        return request;
    }

    RequestHead head() {
        return request.head();
    }

    boolean isStarted() {
        return started;
    }

    boolean allowsNext(Exchange next) {
        return started && overlapping && request.hasRouteOf(next.request);
    }

    void fill(ByteBuf content) {
        body = content;
    }

    void releaseBody() {
        body.release();
        body = Unpooled.EMPTY_BUFFER;
    }

    void start() {
        started = true;
        try {
            request.handler().handle(this);
        } finally {
            releaseBody();
        }
    }

    @Nullable Answer given() {
        return answer;
    }

    void give(Answer given) {
        answer = given;
    }
}
