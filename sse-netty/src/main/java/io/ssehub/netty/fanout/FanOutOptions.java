package io.ssehub.netty.fanout;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * How a fan-out treats its streams.
 *
 * @param keepAlive the period in which no stream is silent, more than zero
 * @param retrySpread the time over which clients come back that lost their streams together, zero or more: each reconnection time is a second and a random
 *     part of it
 * @param maxConnectionAge how old a stream gets, give or take a tenth, before it is ended so that its client comes back, more than zero; null for any age
 * @param givenStallTimeout how long a client may take nothing of what there is for it before its connection is closed, more than zero; null for
 *     {@linkplain #stallTimeout two thirds} of {@code keepAlive}
 * @param slow what becomes of a client that reads too slowly
 */
public record FanOutOptions(
        Duration keepAlive, Duration retrySpread, @Nullable Duration maxConnectionAge, @Nullable Duration givenStallTimeout, Slow slow) {
    private static final long LEAST_RETRY_MILLIS = 1_000;

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException naming the value and its range
     */
    public FanOutOptions {
        checkPositive("keepAlive", keepAlive);
        if (retrySpread.isNegative()) {
            throw new IllegalArgumentException("retrySpread is " + retrySpread + "; zero or more is allowed");
        }
        if (maxConnectionAge != null) {
            checkPositive("maxConnectionAge", maxConnectionAge);
        }
        if (givenStallTimeout != null) {
            checkPositive("stallTimeout", givenStallTimeout);
        }
    }

    private static void checkPositive(String name, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(name + " is " + value + "; more than zero is allowed");
        }
    }

    /** Returns a reconnection time: a second and a random part of the spread, so that clients which lost their streams together do not return together. */
    Duration retry() {
        return Duration.ofMillis(LEAST_RETRY_MILLIS + ThreadLocalRandom.current().nextLong(retrySpread.toMillis() + 1));
    }

    /** Returns 30 s between keep-alives, 2 s of spread, any age, two thirds of the 30 s for clients that take nothing, and resets for slow ones. */
    public static FanOutOptions defaults() {
        return new FanOutOptions(Duration.ofSeconds(30), Duration.ofSeconds(2), null, null, Slow.RESET);
    }

    /**
     * Returns how long a client may take nothing before its connection is closed; Linux may take an eighth longer. As a quiet stream gets something to take once in a
     * period, a client that has gone without a word is noticed in at most a period more than this: in less than two, unless something else was given.
     */
    public Duration stallTimeout() {
        return givenStallTimeout == null ? keepAlive.multipliedBy(2).dividedBy(3) : givenStallTimeout;
    }

    /** Returns these options with another period of keep-alives. */
    public FanOutOptions withKeepAlive(Duration period) {
        return new FanOutOptions(period, retrySpread, maxConnectionAge, givenStallTimeout, slow);
    }

    /** Returns these options with another spread of reconnection times. */
    public FanOutOptions withRetrySpread(Duration spread) {
        return new FanOutOptions(keepAlive, spread, maxConnectionAge, givenStallTimeout, slow);
    }

    /** Returns these options with another age. */
    public FanOutOptions withMaxConnectionAge(Duration age) {
        return new FanOutOptions(keepAlive, retrySpread, age, givenStallTimeout, slow);
    }

    /** Returns these options with another time to take nothing. */
    public FanOutOptions withStallTimeout(Duration timeout) {
        return new FanOutOptions(keepAlive, retrySpread, maxConnectionAge, timeout, slow);
    }

    /** Returns these options with something else for slow clients. */
    public FanOutOptions withSlow(Slow what) {
        return new FanOutOptions(keepAlive, retrySpread, maxConnectionAge, givenStallTimeout, what);
    }
}
