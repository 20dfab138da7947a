package io.ssehub.netty.http;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/**
 * The proxies that clients may come by, which are believed whom they speak for; nobody else is.
 *
 * <p>By HTTP they say so with each request: {@code Forwarded} of RFC 7239, or {@code X-Forwarded-For}, {@code -Proto}, {@code -Host} and {@code -Port}. Who can connect
 * from one of these addresses can pass for any client, so they should be those of the proxies alone.
 *
 * @param listed where the proxies are
 * @param proxyProtocol whether each of their connections begins with a header of HAProxy's PROXY protocol, version 1 or 2; then what comes behind is the client's own
 */
public record Proxies(Networks listed, boolean proxyProtocol) {
    private static final Proxies NONE = of(Networks.of("none"));

    /** Returns that there is none. */
    public static Proxies none() {
        return NONE;
    }

    /** Returns proxies that speak for their clients by HTTP. */
    public static Proxies of(Networks listed) {
        return new Proxies(listed, false);
    }

    /** Tells whether {@code address} is a client of this machine's own: a loopback address, behind which is nobody else. */
    public boolean isLocal(InetAddress address) {
        return address.isLoopbackAddress() && !listed.contains(address);
    }

    /** Tells whether a proxy is at {@code address}. */
    public boolean include(SocketAddress address) {
        return address instanceof InetSocketAddress internet && internet.getAddress() != null && listed.contains(internet.getAddress());
    }
}
