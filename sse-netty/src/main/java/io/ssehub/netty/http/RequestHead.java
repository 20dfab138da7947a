package io.ssehub.netty.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request without its body, checked as RFC 9112 demands of a server.
 *
 * @param method the method's name
 * @param target in origin form, from the path on, or {@code *}
 * @param http11 true for HTTP/1.1, false for HTTP/1.0
 * @param headers the fields in the order sent
 * @param authority the host that was asked; null only for HTTP/1.0
 * @param bodyLength bytes of the body, or {@link #CHUNKED}
 * @param forwarded what the listed proxy says of it whose connection it came by; null if it came by the client's own
 */
record RequestHead(
        String method, String target, boolean http11, HttpHeaders headers, @Nullable Authority authority, long bodyLength, @Nullable Forwarded forwarded) {
    static final long CHUNKED = -1;

    /** As many digits of {@code Content-Length} as are taken: no number of so many overflows. */
    static final int MAX_LENGTH_DIGITS = 18;

    /** Returns the head of a request that came to the server as {@code scheme} says. */
    static RequestHead check(RequestLine line, HttpHeaders headers, Scheme scheme) throws RefusedException {
        Authority host = host(line, headers, scheme);
        String target = line.target();
        if (target.equals("*") ? !line.method().equals("OPTIONS") : !target.startsWith("/")) {
            String prefix = scheme.prefix();
            if (!target.regionMatches(true, 0, prefix, 0, prefix.length())) {
                throw Refusal.malformed("The request target is neither a path nor a URL that begins with " + prefix + ".");
            }
            int pathAt = prefix.length();
            while (pathAt < target.length() && target.charAt(pathAt) != '/' && target.charAt(pathAt) != '?') {
                pathAt++;
            }
            Authority named = Authority.parse(target.substring(prefix.length(), pathAt), scheme);
            if (host != null && !host.sameAs(named)) {
                throw Refusal.malformed("The request target and the Host header name different hosts.");
            }
            host = named;
            target = target.startsWith("/", pathAt) ? target.substring(pathAt) : "/" + target.substring(pathAt);
        }
        return new RequestHead(line.method(), target, line.http11(), headers, host, bodyLength(line, headers), null);
    }

    /** RFC 9112 section 3.2: exactly one {@code Host}, which only HTTP/1.0 may leave out. */
    private static @Nullable Authority host(RequestLine line, HttpHeaders headers, Scheme scheme) throws RefusedException {
        List<String> hosts = headers.getAll(HttpHeaderNames.HOST);
        if (hosts.size() > 1 || (hosts.isEmpty() && line.http11())) {
            throw Refusal.malformed("The request has " + hosts.size() + " Host headers; exactly one is required.");
        }
        return hosts.isEmpty() ? null : Authority.parse(hosts.get(0), scheme);
    }

    /** RFC 9112 section 6.3, with every ambiguity between length and chunks refused: request smuggling, section 11.2. */
    private static long bodyLength(RequestLine line, HttpHeaders headers) throws RefusedException {
        List<String> lengths = headers.getAll(HttpHeaderNames.CONTENT_LENGTH);
        List<String> codings = headers.getAll(HttpHeaderNames.TRANSFER_ENCODING);
        if (!codings.isEmpty()) {
            if (!line.http11() || !lengths.isEmpty()) {
                throw Refusal.malformed("Transfer-Encoding does not go with " + (line.http11() ? "Content-Length." : "HTTP/1.0."));
            }
            if (codings.size() > 1 || !codings.get(0).equalsIgnoreCase("chunked")) {
                throw Refusal.malformed("The only transfer coding taken is: chunked.");
            }
            return CHUNKED;
        }
        if (lengths.isEmpty()) {
            return 0;
        }
        if (lengths.size() > 1 || !Syntax.isNumber(lengths.get(0), MAX_LENGTH_DIGITS)) {
            throw Refusal.malformed("Content-Length is not one decimal number.");
        }
        return Long.parseLong(lengths.get(0));
    }

    /** Returns the same head with another, valid, {@code Content-Length} in place of its own. */
    RequestHead withContentLength(String digits) {
        HttpHeaders changed = RequestDecoder.HEADERS.newHeaders();
        headers.iteratorCharSequence().forEachRemaining(field -> {
            boolean length = HttpHeaderNames.CONTENT_LENGTH.contentEqualsIgnoreCase(field.getKey());
            changed.add(field.getKey(), length ? digits : field.getValue());
        });
        return new RequestHead(method, target, http11, changed, authority, Long.parseLong(digits), forwarded);
    }

    /** Returns the same head as its client sent it to the proxy that says {@code more} of it. */
    RequestHead with(Forwarded more) {
        return new RequestHead(method, target, http11, headers, more.authority(), bodyLength, more);
    }

    /** Returns the path as sent, without the query. */
    String path() {
        int query = target.indexOf('?');
        return query < 0 ? target : target.substring(0, query);
    }

    /** Returns the query as sent, without the question mark; empty if there is none. */
    String rawQuery() {
        int query = target.indexOf('?');
        return query < 0 ? "" : target.substring(query + 1);
    }

    boolean isHead() {
        return method.equals("HEAD");
    }
}
