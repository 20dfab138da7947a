package io.ssehub.netty.client;

import java.util.function.DoubleSupplier;

/**
 * How long to wait before the next attempt: WHATWG HTML 9.2.3 (processing-model, "reestablish the connection"). After a stream it is the reconnection time,
 * exactly. Each attempt in a row that brings no stream doubles it, and the wait is drawn from between the last and the doubled one, so that the clients of a
 * server that is down do not come all at once.
 *
 * <p>Not thread-safe.
 */
final class Reconnection {
    /** A longer reconnection time counts as this one: 1 day. */
    static final long MAX_TIME_MILLIS = 24 * 60 * 60 * 1000L;

    /** A server that is down is not asked more often, even if it said {@code retry: 0}. */
    private static final long MIN_BACKOFF_MILLIS = 100;

    private static final int MAX_DOUBLINGS = 20;

    private final long maxBackoffMillis;
    private final DoubleSupplier random;
    private long timeMillis;
    private int failures;

    /**
     * Starts with no failure.
     *
     * @param maxBackoffMillis how far failures may raise the wait; a reconnection time beyond it is kept
     * @param random gives numbers from 0 to less than 1
     */
    Reconnection(long timeMillis, long maxBackoffMillis, DoubleSupplier random) {
        this.maxBackoffMillis = maxBackoffMillis;
        this.random = random;
        time(timeMillis);
    }

    /** Takes another reconnection time, in milliseconds, 0 or more. */
    void time(long millis) {
        timeMillis = Math.min(millis, MAX_TIME_MILLIS);
    }

    /** Returns how many attempts in a row have brought no stream. */
    int failures() {
        return failures;
    }

    /** Returns the wait in milliseconds after a stream that has ended. */
    long afterStream() {
        failures = 0;
        return timeMillis;
    }

    /** Returns the wait in milliseconds after an attempt that brought no stream. */
    long afterFailure() {
        failures++;
        long least = backoff(failures - 1);
        return least + (long) (random.getAsDouble() * (backoff(failures) - least));
    }

    private long backoff(int doublings) {
        long doubled = Math.max(timeMillis, MIN_BACKOFF_MILLIS) << Math.min(doublings, MAX_DOUBLINGS);
        return Math.min(doubled, Math.max(timeMillis, maxBackoffMillis));
    }
}
