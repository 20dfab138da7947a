package io.ssehub.netty.server;

import io.netty.channel.Channel;
import io.ssehub.core.count.Counters;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * How many connections there may be, in all and from one address. A few more are let in to be told so.
 *
 * <p>Thread-safe.
 */
final class ConnectionLimit {
    /** What becomes of a new connection. */
    enum Admission {
        SERVED,
        /** To be told when to come back. */
        TURNED_AWAY,
        /** To be closed without a word, as too many are being told already. */
        CLOSED
    }

    private static final int MAX_TURNED_AWAY = 128;

    private final int max;
    private final int maxPerAddress;
    private final boolean loopbackExempt;
    private final Counters counters;
    private final Map<InetAddress, Integer> perAddress = new ConcurrentHashMap<>();

    // Guarded by this.
    private int served;
    private int turnedAway;

    ConnectionLimit(int max, int maxPerAddress, boolean loopbackExempt, Counters counters) {
        this.max = max;
        this.maxPerAddress = maxPerAddress;
        this.loopbackExempt = loopbackExempt;
        this.counters = counters;
        counters.gauge("connections", "Open connections", this::served);
    }

    Admission admit(Channel channel) {
        InetAddress address = address(channel.remoteAddress());
        String refusal = addOne(address);
        if (refusal == null) {
            channel.closeFuture().addListener(closed -> removeOne(address));
            return Admission.SERVED;
        }
        counters.counter("connections_refused", refusal, "Connections that were not served").increment();
        return turnAway(channel);
    }

    private synchronized @Nullable String addOne(@Nullable InetAddress address) {
        if (served >= max) {
            return "full";
        }
        if (address != null) {
            int open = perAddress.getOrDefault(address, 0);
            if (open >= maxPerAddress) {
                return "address";
            }
            perAddress.put(address, open + 1);
        }
        served++;
        return null;
    }

    private synchronized void removeOne(@Nullable InetAddress address) {
        served--;
        if (address != null) {
            perAddress.computeIfPresent(address, (key, open) -> open == 1 ? null : open - 1);
        }
        notifyAll();
    }

    private synchronized Admission turnAway(Channel channel) {
        if (turnedAway == MAX_TURNED_AWAY) {
            return Admission.CLOSED;
        }
        turnedAway++;
        channel.closeFuture().addListener(closed -> endTurnedAway());
        return Admission.TURNED_AWAY;
    }

    private synchronized void endTurnedAway() {
        turnedAway--;
        notifyAll();
    }

    /** Returns the address to count, or null for one that has no limit of its own. */
    private @Nullable InetAddress address(@Nullable SocketAddress remote) {
        InetAddress address = remote instanceof InetSocketAddress internet ? internet.getAddress() : null;
        return address == null || (loopbackExempt && address.isLoopbackAddress()) ? null : address;
    }

    private synchronized int served() {
        return served;
    }

    /** Waits until no connection is open, or {@code nanos} have passed. */
    synchronized void awaitNone(long nanos) throws InterruptedException {
        long deadline = System.nanoTime() + nanos;
        for (long left = nanos; left > 0 && served + turnedAway > 0; left = deadline - System.nanoTime()) {
            long millis = left / 1_000_000 + 1; // rounded up, as wait(0) would wait for ever
            wait(millis);
        }
    }
}
