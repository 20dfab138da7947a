package io.ssehub.netty.fanout;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * How a fan-out treats its streams.
 *
 * @param keepAlive the period in which no stream is silent, more than zero
 * @param retrySpread the time over which clients come back that lost their streams together, zero or more: each reconnection time is a second and a random part of it
 * @param maxConnectionAge how old a stream gets, give or take a tenth, before it is ended so that its client comes back, more than zero; null for any age
 */
public record FanOutOptions(Duration keepAlive, Duration retrySpread, @Nullable Duration maxConnectionAge) {
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

    /** Returns 30 s between keep-alives, 2 s of spread, and any age. */
    public static FanOutOptions defaults() {
        return new FanOutOptions(Duration.ofSeconds(30), Duration.ofSeconds(2), null);
    }

    /** Returns these options with another period of keep-alives. */
    public FanOutOptions withKeepAlive(Duration period) {
        return new FanOutOptions(period, retrySpread, maxConnectionAge);
    }

    /** Returns these options with another spread of reconnection times. */
    public FanOutOptions withRetrySpread(Duration spread) {
        return new FanOutOptions(keepAlive, spread, maxConnectionAge);
    }

    /** Returns these options with another age. */
    public FanOutOptions withMaxConnectionAge(Duration age) {
        return new FanOutOptions(keepAlive, retrySpread, age);
    }
}
