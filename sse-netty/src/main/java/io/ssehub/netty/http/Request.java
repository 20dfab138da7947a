package io.ssehub.netty.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request but for its body: what the client asks for, and what the server makes of that.
 *
 * <p>It follows from the head alone, so where a client sends the same head again, it is the same request. Everything public may be read from any thread.
 */
public final class Request {
    private final RequestHead head;
    private final Query query;
    private final String pathRest;
    private final RequestHandler route;
    private final boolean takesBody;
    private final Access access;
    private final @Nullable Refusal refusal;
    private final boolean keepsAlive;
    private final boolean expectsContinue;

    /** Made of the route when it is first needed, on the connection's event loop. */
    private @Nullable RequestHandler handler;

    private Request(RequestHead head, Query query, String pathRest, RequestHandler route, boolean takesBody, Access access, @Nullable Refusal refusal) {
        this.head = head;
        this.query = query;
        this.pathRest = pathRest;
        this.route = route;
        this.takesBody = takesBody;
        this.access = access;
        this.refusal = refusal;
        keepsAlive = head.http11()
                ? !head.headers().containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE, true)
                : head.headers().containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.KEEP_ALIVE, true);
        expectsContinue = head.http11() && head.headers().contains(HttpHeaderNames.EXPECT);
    }

    private Request(RequestHead head, Request same) {
        this.head = head;
        query = same.query;
        pathRest = same.pathRest;
        route = same.route;
        takesBody = same.takesBody;
        access = same.access;
        refusal = same.refusal;
        keepsAlive = same.keepsAlive;
        expectsContinue = same.expectsContinue;
        handler = same.handler;
    }

    static Request of(RequestHead sent, Peer peer, HttpService service) {
        Routes.Match match = service.routes().match(sent.method(), sent.path());
        try {
            RequestHead head = peer.proxy() ? sent.with(Forwarded.of(sent, peer, service.options().proxies())) : sent;
            Query query = Query.parse(head.rawQuery(), match.strict());
            String rest = Percent.decode(match.rest(), false, match.strict());
            return new Request(head, query, rest, match.handler(), match.takesBody(), match.access(), check(head, match, service.origins()));
        } catch (RefusedException e) { // well-formed, but asks for nothing that could be
            Refusal refusal = e.refusal();
            RequestHandler refuses = exchange -> exchange.answer(service.refuse(refusal));
            return new Request(sent, Query.EMPTY, "", refuses, false, Access.OPEN, null);
        }
    }

    private static @Nullable Refusal check(RequestHead head, Routes.Match match, Origins origins) {
        if (match.changes() && origins.isForeign(head, head.method().equals("GET"))) {
            return origins.refusal(head);
        }
        return match.takesBody() ? checkBody(head) : null;
    }

    private static @Nullable Refusal checkBody(RequestHead head) {
        String coding = head.headers().get(HttpHeaderNames.CONTENT_ENCODING);
        if (coding != null && !coding.equalsIgnoreCase("identity")) {
            return new Refusal(415, "content_encoding", "The body is encoded as " + Syntax.shown(coding) + "; it must come as it is.");
        }
        String expectation = head.http11() ? head.headers().get(HttpHeaderNames.EXPECT) : null;
        if (expectation != null && !expectation.equalsIgnoreCase("100-continue")) {
            return new Refusal(417, "expectation", "The only expectation that is met is: 100-continue.");
        }
        return null;
    }

    /** Returns the method's name, such as {@code GET}; methods are case-sensitive. */
    public String method() {
        return head.method();
    }

    /** Returns the path as sent, not decoded, without the query; {@code *} for a request about the server itself. */
    public String path() {
        return head.path();
    }

    /** Returns what the {@code /*} of the route stands for, percent-decoded, so it may hold slashes and dots that mean nothing; empty for other routes. */
    public String pathRest() {
        return pathRest;
    }

    /** Returns the parameters of the query. */
    public Query query() {
        return query;
    }

    /** Returns the value of the first header of that name, in any case, or null; bytes beyond ASCII as ISO 8859-1. */
    public @Nullable String header(String name) {
        return head.headers().get(name);
    }

    /** Returns the values of all headers of that name, in any case, in the order sent. */
    public List<String> headers(String name) {
        return head.headers().getAll(name);
    }

    /** Returns the id that the client resumes after, by the header {@code Last-Event-ID} or the parameter {@code lastEventId}; null if there is none. */
    public @Nullable String lastEventId() {
        return LastEventId.of(head.headers(), query);
    }

    /** Returns the same request with another, valid, {@code Content-Length} in place of its own. */
    Request withContentLength(String digits) {
        return new Request(head.withContentLength(digits), this);
    }

    RequestHead head() {
        return head;
    }

    /** Whether the method takes a body here; any other is dropped. */
    boolean takesBody() {
        return takesBody;
    }

    /** Returns who may send it, where there is a guard. */
    Access access() {
        return access;
    }

    /** Returns why the request is refused whatever its body holds, or null if it is not. */
    @Nullable Refusal refusal() {
        return refusal;
    }

    boolean expectsContinue() {
        return expectsContinue;
    }

    /** Whether the connection may have another request behind this one: RFC 9112 section 9.3. */
    boolean keepsAlive() {
        return keepsAlive;
    }

    boolean hasRouteOf(Request other) {
        return route == other.route;
    }

    RequestHandler handler() {
        RequestHandler prepared = handler;
        if (prepared == null) {
            prepared = route.prepare(this);
            handler = prepared;
        }
        return prepared;
    }
}
