package io.ssehub.netty.server;

import io.ssehub.core.count.Counters;
import io.ssehub.core.count.LogAllowance;
import io.ssehub.core.limit.Source;
import io.ssehub.netty.http.ClientPlaces;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * How many connections there may be, in all and from one address. A few more are let in to be told so.
 *
 * <p>Thread-safe.
 */
final class ConnectionLimit implements ClientPlaces {
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
        private final Runnable leave = this::leave;
        private int open;

        Guest(InetAddress address) {
            this.address = address;
        }

        private void closed() {
            synchronized (ConnectionLimit.this) {
                leave();
                oneLess();
            }
        }

        private void leave() {
            synchronized (ConnectionLimit.this) {
                if (--open == 0) {
                    guests.remove(address);
                }
            }
        }
    }

    private static final System.Logger LOG = System.getLogger(ConnectionLimit.class.getName());
    private static final int MAX_TURNED_AWAY = 128;
    private static final Admission REFUSED = new Admission(Verdict.REFUSED, () -> {});

    private final int max;
    private final int maxPerAddress;
    private final Predicate<InetAddress> exempt;
    private final Counters counters;
    private final LogAllowance logAllowance = new LogAllowance(System::nanoTime);
    private final Admission unbounded = new Admission(Verdict.SERVED, this::oneLess);
    private final Admission turnAway = new Admission(Verdict.TURNED_AWAY, this::oneTurnedAwayLess);

    // Guarded by this.
    private final Map<InetAddress, Guest> guests = new HashMap<>();
    private int served;
    private int turnedAway;
    private boolean stopped;

    /** Makes a limit; {@code exempt} are the addresses that may have as many as there are in all. */
    ConnectionLimit(int max, int maxPerAddress, Predicate<InetAddress> exempt, Counters counters) {
        this.max = max;
        this.maxPerAddress = maxPerAddress;
        this.exempt = exempt;
        this.counters = counters;
        counters.gauge("connections", "Open connections", this::served);
    }

    /** Turns everybody away from here on. */
    synchronized void stop() {
        stopped = true;
    }

    Admission admit(SocketAddress remote) {
        return admit(remote, source(remote));
    }

    /** Lets in a connection that any number of clients may come by, each of whom {@linkplain #take takes a place}. */
    Admission admitProxy(SocketAddress remote) {
        return admit(remote, null);
    }

    private synchronized Admission admit(SocketAddress remote, @Nullable InetAddress source) {
        if (stopped) {
            return turnAway("stopping", remote);
        }
        if (served >= max) {
            return turnAway("full", remote);
        }
        if (source == null) {
            served++;
            return unbounded;
        }
        Guest guest = guest(source);
        if (guest == null) {
            return turnAway("address", remote);
        }
        served++;
        return guest.served;
    }

    /** Returns the guest with one more open; null if that were one too many. */
    private @Nullable Guest guest(InetAddress source) {
        Guest guest = guests.computeIfAbsent(source, Guest::new);
        if (guest.open >= maxPerAddress) {
            return null;
        }
        guest.open++;
        return guest;
    }

    @Override
    public @Nullable Runnable take(SocketAddress client, boolean counted) {
        return counted ? takeCountedPlace(client) : takeNewPlace(client);
    }

    private synchronized @Nullable Runnable takeCountedPlace(SocketAddress client) {
        InetAddress source = source(client);
        if (source == null) {
            return () -> {};
        }
        Guest guest = guest(source);
        if (guest == null) {
            tell("address", client);
            return null;
        }
        return guest.leave;
    }

    private @Nullable Runnable takeNewPlace(SocketAddress client) {
        Admission admission = admit(client);
        if (admission.verdict() == Verdict.SERVED) {
            return admission.closed();
        }
        if (admission.verdict() == Verdict.TURNED_AWAY) {
            admission.closed().run();
        }
        return null;
    }

    private Admission turnAway(String cause, SocketAddress remote) {
        tell(cause, remote);
        if (turnedAway == MAX_TURNED_AWAY) {
            return REFUSED;
        }
        turnedAway++;
        return turnAway;
    }

    private void tell(String cause, SocketAddress remote) {
        counters.counter("connections_refused", cause, "Connections that were not served").increment();
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
    private @Nullable InetAddress source(SocketAddress remote) {
        InetAddress address = remote instanceof InetSocketAddress internet ? internet.getAddress() : null;
        return address == null || exempt.test(address) ? null : Source.of(address);
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
