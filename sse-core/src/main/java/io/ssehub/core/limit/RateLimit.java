package io.ssehub.core.limit;

import java.net.InetAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * How often one {@linkplain Source source} may do something: on average so many times a second, and as many at once if it was quiet for a second. What it does at once
 * counts in full, so that it may have to wait for longer then.
 *
 * <p>Remembers {@value #MAX_SOURCES} sources; the one that was heard longest ago goes for a new one. Thread-safe, and waits for nothing but a few steps of others.
 */
public final class RateLimit {
    /** The most sources remembered. */
    public static final int MAX_SOURCES = 16_384;

    private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final class Account {
        /** When the source will have waited for everything it did. */
        long settledNanos;
    }

    private final long nanosEach;
    private final Predicate<InetAddress> exempt;
    private final LongSupplier nanoClock;
    private final Map<InetAddress, Account> accounts = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<InetAddress, Account> eldest) {
            return size() > MAX_SOURCES;
        }
    };

    /**
     * Makes a limit that nobody has drawn on.
     *
     * @param perSecond 1 to 1,000,000,000
     * @param exempt whom it does not hold for, such as this machine's own clients, {@link InetAddress#isLoopbackAddress}
     * @param nanoClock {@code System::nanoTime} but in tests
     * @throws IllegalArgumentException naming the value and its range
     */
    public RateLimit(int perSecond, Predicate<InetAddress> exempt, LongSupplier nanoClock) {
        if (perSecond < 1 || perSecond > SECOND_NANOS) {
            throw new IllegalArgumentException("perSecond is " + perSecond + "; 1 to " + SECOND_NANOS + " is allowed");
        }
        this.nanosEach = SECOND_NANOS / perSecond;
        this.exempt = exempt;
        this.nanoClock = nanoClock;
    }

    /** Lets {@code address} do something {@code times} times, 1 or more. Returns zero, or, if it may do none of it, for how long. */
    public Duration take(InetAddress address, int times) {
        if (exempt.test(address)) {
            return Duration.ZERO;
        }
        InetAddress source = Source.of(address);
        long now = nanoClock.getAsLong();
        synchronized (accounts) {
            Account account = accounts.computeIfAbsent(source, unknown -> settled(now));
            long aheadNanos = Math.max(0, account.settledNanos - now);
            long waitNanos = aheadNanos + nanosEach - SECOND_NANOS;
            if (waitNanos > 0) {
                return Duration.ofNanos(waitNanos);
            }
            account.settledNanos = now + aheadNanos + times * nanosEach;
            return Duration.ZERO;
        }
    }

    private static Account settled(long now) {
        Account account = new Account();
        account.settledNanos = now;
        return account;
    }
}
