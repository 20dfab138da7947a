package io.ssehub.netty.http;

import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a server takes from its clients.
 *
 * @param headBytes bytes of a request's head, 256 to 1 MiB; a longer one is refused with 431, or 414 if its first line alone is longer
 * @param bodyBytes bytes of a request's body, 0 to 1 GiB; a longer one is refused with 413
 * @param headTimeout from a connection's beginning, or a head's first byte, to the head's end; more than 0
 * @param bodyTimeout from a head's end to its body's end; more than 0
 * @param idleTimeout how long a connection may say nothing between requests; more than 0
 * @param allowedHosts the names besides {@code localhost} and IP addresses that a request's {@code Host} may have, without ports; any other is refused with 421,
 *     so that a hostile page cannot rebind its own name to this server
 * @param allowedOrigins the origins, such as {@code https://example.com}, whose pages may do all that this server's own may; if there are none, pages of any origin
 *     may read streams and what else says so, and none may change anything: a request of theirs is refused with 403
 * @param proxies that clients may come by
 */
public record HttpOptions(
        int headBytes,
        int bodyBytes,
        Duration headTimeout,
        Duration bodyTimeout,
        Duration idleTimeout,
        Set<String> allowedHosts,
        Set<String> allowedOrigins,
        Proxies proxies) {
    /**
     * Checks the ranges; host names and origins are kept in lower case.
     *
     * @throws IllegalArgumentException naming the value and its range
     */
    public HttpOptions {
        check("headBytes", headBytes, 256, 1 << 20);
        check("bodyBytes", bodyBytes, 0, 1 << 30);
        check("headTimeout", headTimeout);
        check("bodyTimeout", bodyTimeout);
        check("idleTimeout", idleTimeout);
        allowedHosts = allowedHosts.stream().map(host -> host.toLowerCase(Locale.ROOT)).collect(Collectors.toUnmodifiableSet());
        allowedOrigins = new Origins(allowedOrigins).allowed();
    }

    /** Returns 16 KiB of head, 1 MiB of body, 10 s for each, 60 s between requests, no host names, no origins and no proxies. */
    public static HttpOptions defaults() {
        Duration patience = Duration.ofSeconds(10);
        return new HttpOptions(16 * 1024, 1024 * 1024, patience, patience, Duration.ofSeconds(60), Set.of(), Set.of(), Proxies.none());
    }

    /** Returns the same options with other allowed host names. */
    public HttpOptions withAllowedHosts(Set<String> hosts) {
        return new HttpOptions(headBytes, bodyBytes, headTimeout, bodyTimeout, idleTimeout, hosts, allowedOrigins, proxies);
    }

    /** Returns the same options with other allowed origins. */
    public HttpOptions withAllowedOrigins(Set<String> origins) {
        return new HttpOptions(headBytes, bodyBytes, headTimeout, bodyTimeout, idleTimeout, allowedHosts, origins, proxies);
    }

    /** Returns the same options with other proxies. */
    public HttpOptions withProxies(Proxies listed) {
        return new HttpOptions(headBytes, bodyBytes, headTimeout, bodyTimeout, idleTimeout, allowedHosts, allowedOrigins, listed);
    }

    private static void check(String name, int value, int min, int max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(name + " is " + value + "; " + min + " to " + max + " is allowed");
        }
    }

    private static void check(String name, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(name + " is " + value + "; more than zero is required");
        }
    }
}
