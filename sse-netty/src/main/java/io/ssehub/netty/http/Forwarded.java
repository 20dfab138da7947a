package io.ssehub.netty.http;

import io.netty.handler.codec.http.HttpHeaders;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a listed proxy says of a request: who sent it, and by which URL.
 *
 * @param client who sent it, as far as listed proxies tell: the rightmost address that is of none, or the proxy itself that does not say; port 0 where none is said
 * @param scheme how the client reaches the outermost of them
 * @param authority the host that the client asked for
 */
record Forwarded(InetSocketAddress client, Scheme scheme, @Nullable Authority authority) {
    private static final int MOST_CHARS = 2048;

    private static final String FORWARDED = "Forwarded";
    private static final String FOR = "X-Forwarded-For";
    private static final String PROTO = "X-Forwarded-Proto";
    private static final String HOST = "X-Forwarded-Host";
    private static final String PORT = "X-Forwarded-Port";

    /** What the proxies say that are listed, from the last one on as far as each names the one before it. */
    private record Told(InetSocketAddress client, @Nullable String proto, @Nullable String host) {
        static Told by(List<Hop> hops, InetSocketAddress last, Proxies proxies) {
            InetSocketAddress client = last;
            String proto = null;
            String host = null;
            boolean listed = true;
            for (int i = hops.size() - 1; i >= 0 && listed; i--) {
                Hop hop = hops.get(i);
                proto = hop.proto() == null ? proto : hop.proto();
                host = hop.host() == null ? host : hop.host();
                InetSocketAddress sender = ForwardedNode.address(hop.node());
                // Loopback, there, is the proxy's machine, and here would be this one.
                if (sender == null || proxies.isLocal(sender.getAddress())) {
                    break;
                }
                client = sender;
                listed = proxies.include(sender);
            }
            return new Told(client, proto, host);
        }
    }

    /**
     * Returns what the head's headers say.
     *
     * @param proxy the listed proxy whose connection it came by
     * @throws RefusedException if they are too long, contradict each other or mean nothing: a client has made some of that up, and nobody knows what
     */
    static Forwarded of(RequestHead head, Peer proxy, Proxies proxies) throws RefusedException {
        HttpHeaders headers = head.headers();
        InetSocketAddress last = (InetSocketAddress) proxy.address();
        String standard = joined(headers, FORWARDED);
        String usual = joined(headers, FOR);
        Told told = Told.by(ForwardedField.parse(standard), last, proxies);
        Told toldAsUsual = Told.by(Stream.of(usual.split(",", -1)).map(node -> new Hop(node.strip(), null, null)).toList(), last, proxies);
        if (!standard.isEmpty() && !usual.isEmpty() && !told.client().getAddress().equals(toldAsUsual.client().getAddress())) {
            throw contradiction(FORWARDED, FOR);
        }
        Scheme scheme = scheme(either(told.proto(), lastOf(headers, PROTO), PROTO), proxy.scheme());
        String host = either(told.host(), host(headers, scheme), HOST);
        return new Forwarded(standard.isEmpty() ? toldAsUsual.client() : told.client(), scheme, host == null ? head.authority() : Authority.parse(host, scheme));
    }

    private static String joined(HttpHeaders headers, String name) throws RefusedException {
        String all = String.join(",", headers.getAll(name));
        if (all.length() > MOST_CHARS) {
            throw refusal("The header " + name + " is longer than " + MOST_CHARS + " characters; the proxy must remove what its clients send of it.");
        }
        return all;
    }

    /** Returns the last value of a list, which the last proxy has written; null if it is empty or there is none. */
    private static @Nullable String lastOf(HttpHeaders headers, String name) throws RefusedException {
        String all = joined(headers, name);
        String last = all.substring(all.lastIndexOf(',') + 1).strip();
        return last.isEmpty() ? null : last;
    }

    private static @Nullable String host(HttpHeaders headers, Scheme scheme) throws RefusedException {
        String host = lastOf(headers, HOST);
        String port = lastOf(headers, PORT);
        boolean complete = host == null || port == null || host.indexOf(':', host.lastIndexOf(']') + 1) >= 0 || port.equals(Integer.toString(scheme.defaultPort()));
        return complete ? host : host + ":" + port;
    }

    private static Scheme scheme(@Nullable String proto, Scheme otherwise) throws RefusedException {
        if (proto == null) {
            return otherwise;
        }
        return switch (proto.toLowerCase(Locale.ROOT)) {
            case "http" -> Scheme.HTTP;
            case "https" -> Scheme.HTTPS;
            default -> throw refusal("The proxy names the scheme \"" + Syntax.shown(proto) + "\"; http or https is right.");
        };
    }

    private static @Nullable String either(@Nullable String standard, @Nullable String usual, String usualName) throws RefusedException {
        if (standard != null && usual != null && !standard.equalsIgnoreCase(usual)) {
            throw contradiction(FORWARDED, usualName);
        }
        return standard != null ? standard : usual;
    }

    private static RefusedException contradiction(String one, String other) {
        return refusal("The headers " + one + " and " + other + " contradict each other; the proxy must remove the one that it does not write itself.");
    }

    static RefusedException refusal(String detail) {
        return new RefusedException(new Refusal(400, "forwarded", detail));
    }
}
