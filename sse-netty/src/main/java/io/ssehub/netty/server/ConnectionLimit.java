package io.ssehub.netty.server;

import io.ssehub.core.count.Counters;
import io.ssehub.core.count.LogAllowance;
import io.ssehub.core.limit.Source;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How many connections there may be, in all and from one address. A few more are let in to be told so.
 *
 * <p>Thread-safe.
 */
final class ConnectionLimit {
    /** What becomes of a new connection. */
    enum Verdict {
        SERVED,
        /** To be told when to come back. */
        TURNED_AWAY,
        /** To be closed without a word, as too many are being told already. */
        REFUSED
    }

    /**
     * The answer to a new connection.
     *
     * @param closed to be run once, when the connection is closed; of a refused one, never. Connections may share it, so that each need not hold one
     */
    record Admission(Verdict verdict, Runnable closed) {}

    /** The connections of one {@link Source}. */
    private final class Guest {
        private final InetAddress address;
        private final Admission served = new Admission(Verdict.SERVED, this::closed);
        private int open;

        Guest(InetAddress address) {
            this.address = address;
        }

        private void closed() {
            synchronized (ConnectionLimit.this) {
                if (--open == 0) {
                    guests.remove(address);
                }
                oneLess();
            }
        }
    }

    private static final System.Logger LOG = System.getLogger(ConnectionLimit.class.getName());
    private static final int MAX_TURNED_AWAY = 128;
    private static final Admission REFUSED = new Admission(Verdict.REFUSED, () -> {});

    private final int max;
    private final int maxPerAddress;
    private final boolean loopbackExempt;
    private final Counters counters;
    private final LogAllowance logAllowance = new LogAllowance(System::nanoTime);
    private final Admission exempt = new Admission(Verdict.SERVED, this::oneLess);
    private final Admission turnAway = new Admission(Verdict.TURNED_AWAY, this::oneTurnedAwayLess);

    // Guarded by this.
    private final Map<InetAddress, Guest> guests = new HashMap<>();
    private int served;
    private int turnedAway;
    private boolean stopped;

    ConnectionLimit(int max, int maxPerAddress, boolean loopbackExempt, Counters counters) {
        this.max = max;
        this.maxPerAddress = maxPerAddress;
        this.loopbackExempt = loopbackExempt;
        this.counters = counters;
        counters.gauge("connections", "Open connections", this::served);
    }

    /** Turns everybody away from here on. */
    synchronized void stop() {
        stopped = true;
    }

    synchronized Admission admit(@Nullable SocketAddress remote) {
        if (stopped) {
            return turnAway("stopping", remote);
        }
        if (served >= max) {
            return turnAway("full", remote);
        }
        InetAddress address = address(remote);
        if (address == null) {
            served++;
            return exempt;
        }
        Guest guest = guests.computeIfAbsent(address, Guest::new);
        if (guest.open >= maxPerAddress) {
            return turnAway("address", remote);
        }
        guest.open++;
        served++;
        return guest.served;
    }

    /** Lets in one more event stream of a client's connection, which counts as a connection. Returns what is to be run when it ends; null if it is one too many. */
    @Nullable Runnable takePlace(@Nullable SocketAddress remote) {
        Admission admission = admit(remote);
        if (admission.verdict() == Verdict.SERVED) {
            return admission.closed();
        }
        if (admission.verdict() == Verdict.TURNED_AWAY) {
            admission.closed().run();
        }
        return null;
    }

    private Admission turnAway(String cause, @Nullable SocketAddress remote) {
        tell(cause, remote);
        counters.counter("connections_refused", cause, "Connections that were not served").increment();
        if (turnedAway == MAX_TURNED_AWAY) {
            return REFUSED;
        }
        turnedAway++;
        return turnAway;
    }

    private void tell(String cause, @Nullable SocketAddress remote) {
        long silentBefore = logAllowance.ask();
        if (silentBefore != LogAllowance.SILENT) {
            LOG.log(System.Logger.Level.WARNING, "connection from {0} turned away, cause {1}; not logged before: {2}", remote, cause, silentBefore);
        }
    }

    private synchronized void oneLess() {
        served--;
        notifyAll();
    }

    private synchronized void oneTurnedAwayLess() {
        turnedAway--;
        notifyAll();
    }

    /** Returns the address to count, or null for one that has no limit of its own. */
    private @Nullable InetAddress address(@Nullable SocketAddress remote) {
        InetAddress address = remote instanceof InetSocketAddress internet ? internet.getAddress() : null;
        return address == null || (loopbackExempt && address.isLoopbackAddress()) ? null : Source.of(address);
    }

    private synchronized int served() {
        return served;
    }

    /** Waits until no connection is open but those that are turned away, or {@code nanos} have passed. */
    synchronized void awaitNone(long nanos) throws InterruptedException {
        long deadline = System.nanoTime() + nanos;
        for (long left = nanos; left > 0 && served > 0; left = deadline - System.nanoTime()) {
            long millis = left / 1_000_000 + 1; // rounded up, as wait(0) would wait for ever
            wait(millis);
        }
    }
}
