package io.ssehub.netty.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http2.Http2Headers;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes a {@link RequestHead} of a header section of HTTP/2: RFC 9113 sections 8.2 and 8.3. Whatever could mean something else to a server of HTTP/1.1 is refused.
 */
final class Http2Head {
    private static final int MAX_FIELDS = 128;

    /** RFC 9113 section 8.2.2. */
    private static final Set<String> CONNECTION_SPECIFIC =
            Set.of("connection", "proxy-connection", "keep-alive", "transfer-encoding", "upgrade", "http2-settings");

    private Http2Head() {}

    /**
     * Returns the head that {@code section} is.
     *
     * @param whole whether there is no body
     * @throws RefusedException if it is malformed
     */
    static RequestHead of(Http2Headers section, boolean whole, Scheme scheme) throws RefusedException {
        HttpHeaders headers = headers(section);
        String method = pseudo(section, ":method", section.method());
        String target = pseudo(section, ":path", section.path());
        String named = pseudo(section, ":scheme", section.scheme());
        if (!Syntax.isToken(method) || method.equals("CONNECT")) {
            throw Refusal.malformed("The method is none that is taken.");
        }
        if (!named.equals("http") && !named.equals("https")) {
            throw Refusal.malformed("The scheme is neither http nor https.");
        }
        if (!target.startsWith("/") && !(target.equals("*") && method.equals("OPTIONS"))) {
            throw Refusal.malformed("The path does not begin with a slash.");
        }
        if (!target.chars().allMatch(c -> c > ' ' && c < 0x7f && c != '#')) {
            throw Refusal.malformed("The path holds a character that must be percent-encoded.");
        }
        return new RequestHead(method, target, true, headers, authority(section, headers, scheme), bodyLength(headers, whole), null);
    }

    private static String pseudo(Http2Headers section, String name, @Nullable CharSequence value) throws RefusedException {
        if (value == null || section.getAll(name).size() > 1) {
            throw Refusal.malformed("The request has not exactly one " + name + ".");
        }
        return value.toString();
    }

    private static HttpHeaders headers(Http2Headers section) throws RefusedException {
        HttpHeaders headers = RequestDecoder.HEADERS.newHeaders();
        for (Map.Entry<CharSequence, CharSequence> field : section) {
            String name = field.getKey().toString();
            if (name.startsWith(":")) {
                continue;
            }
            String value = field.getValue().toString();
            check(name, value);
            if (headers.size() == MAX_FIELDS) {
                throw new RefusedException(new Refusal(431, "head_too_large", "The request has more than " + MAX_FIELDS + " headers."));
            }
            headers.add(name, value);
        }
        return headers;
    }

    private static void check(String name, String value) throws RefusedException {
        if (!Syntax.isToken(name) || !name.chars().noneMatch(c -> c >= 'A' && c <= 'Z')) {
            throw Refusal.malformed("A header's name is no token in lower case.");
        }
        if (CONNECTION_SPECIFIC.contains(name) || (name.equals("te") && !value.equals("trailers"))) {
            throw Refusal.malformed("The header " + name + " is about a connection, which HTTP/2 has other means for.");
        }
        boolean padded = !value.isEmpty() && (isBlank(value.charAt(0)) || isBlank(value.charAt(value.length() - 1)));
        if (padded || !value.chars().allMatch(c -> c <= 0xff && Syntax.isFieldContent((byte) c))) {
            throw Refusal.malformed("A header value holds a control character, or white space around it.");
        }
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }

    /** RFC 9113 section 8.3.1: {@code :authority} or {@code Host}; if both, they say the same. */
    private static Authority authority(Http2Headers section, HttpHeaders headers, Scheme scheme) throws RefusedException {
        List<String> hosts = headers.getAll(HttpHeaderNames.HOST);
        CharSequence named = section.authority();
        if (hosts.size() > 1 || section.getAll(":authority").size() > 1 || (named == null && hosts.isEmpty())) {
            throw Refusal.malformed("The request has not exactly one :authority, or Host in its place.");
        }
        Authority authority = Authority.parse(named != null ? named.toString() : hosts.get(0), scheme);
        if (!hosts.isEmpty() && !authority.sameAs(Authority.parse(hosts.get(0), scheme))) {
            throw Refusal.malformed("The :authority and the Host header name different hosts.");
        }
        return authority;
    }

    private static long bodyLength(HttpHeaders headers, boolean whole) throws RefusedException {
        List<String> lengths = headers.getAll(HttpHeaderNames.CONTENT_LENGTH);
        if (lengths.isEmpty()) {
            return whole ? 0 : RequestHead.CHUNKED;
        }
        if (lengths.size() > 1 || !Syntax.isNumber(lengths.get(0), RequestHead.MAX_LENGTH_DIGITS)) {
            throw Refusal.malformed("Content-Length is not one decimal number.");
        }
        return Long.parseLong(lengths.get(0));
    }
}
