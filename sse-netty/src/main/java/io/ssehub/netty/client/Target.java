package io.ssehub.netty.client;

import io.netty.util.NetUtil;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/**
 * Where a request goes: RFC 9110 section 4.2 (http and https URIs) and 7.1 (determining the target resource).
 *
 * @param uri absolute, in ASCII, with a path, without fragment
 * @param host a name, or an IP address, a version 6 one in brackets
 * @param port 1 to 65535
 */
record Target(URI uri, String host, int port) {
    private static final String TLS = "https";
    private static final int DEFAULT_PORT = 80;
    private static final int DEFAULT_TLS_PORT = 443;

    /**
     * Returns the target that {@code given} names.
     *
     * @throws IllegalArgumentException saying what is wrong with it
     */
    static Target of(URI given) {
        boolean tls = TLS.equalsIgnoreCase(given.getScheme());
        if (!(tls || "http".equalsIgnoreCase(given.getScheme())) || given.getHost() == null) {
            throw new IllegalArgumentException(given + " is no http://host or https://host URI");
        }
        if (given.getRawUserInfo() != null) {
            throw new IllegalArgumentException("the URI holds a user's name; it would have to be a header");
        }
        if (given.getPort() == 0 || given.getPort() > 0xFFFF) {
            throw new IllegalArgumentException(given + " has the port " + given.getPort() + "; 1 to 65535 is allowed");
        }
        int port = given.getPort() < 0 ? defaultPort(tls) : given.getPort();
        String path = given.getRawPath().isEmpty() ? "/" : given.getRawPath();
        String query = given.getRawQuery() == null ? "" : "?" + given.getRawQuery();
        URI uri = URI.create(URI.create((tls ? "https://" : "http://") + given.getRawAuthority() + path + query).toASCIIString());
        return new Target(uri, given.getHost().toLowerCase(Locale.ROOT), port);
    }

    private static int defaultPort(boolean tls) {
        return tls ? DEFAULT_TLS_PORT : DEFAULT_PORT;
    }

    /** Tells whether the connection is to speak TLS. */
    boolean isTls() {
        return uri.getScheme().equals(TLS);
    }

    /** Returns the host as TLS knows it: an IPv6 address without brackets and zone. */
    String peer() {
        return host.startsWith("[") ? plainHost().substring(1, plainHost().length() - 1) : host;
    }

    /** Returns where a {@code Location} field points to, RFC 9110 section 10.2.2. */
    Target resolve(String location) throws SseException {
        try {
            // URI.resolve drops the path's last segment when there is only a query.
            URI reference = new URI(location.startsWith("?") ? uri.getRawPath() + location : location);
            Target next = of(uri.resolve(reference));
            if (isTls() && !next.isTls()) {
                throw new IllegalArgumentException("it is not encrypted, as this server is");
            }
            return next;
        } catch (URISyntaxException | IllegalArgumentException e) {
            throw new SseException("redirected to " + SseException.shown(location) + ", where this client cannot go: " + SseException.shown(e.getMessage()), e);
        }
    }

    /** Tells whether the host is an IP address, so that nothing need be looked up. */
    boolean hasAddress() {
        return host.startsWith("[") || NetUtil.isValidIpV4Address(host);
    }

    /** Returns the {@code Host} field: RFC 9110 section 7.2, without the zone of an IPv6 address, which means something to this machine only. */
    String authority() {
        return port == defaultPort(isTls()) ? plainHost() : plainHost() + ":" + port;
    }

    private String plainHost() {
        int zone = host.indexOf('%');
        return zone < 0 ? host : host.substring(0, zone) + "]";
    }

    /** Returns the request target in origin form: RFC 9112 section 3.2.1. */
    String path() {
        return uri.getRawQuery() == null ? uri.getRawPath() : uri.getRawPath() + "?" + uri.getRawQuery();
    }

    boolean sameOrigin(Target other) {
        return host.equals(other.host) && port == other.port && isTls() == other.isTls();
    }
}
