package io.ssehub.demo.simulate;

import io.ssehub.demo.hmac.BoardKeys;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a fleet sends.
 *
 * @param boards how many, 1 or more: {@code fleet-1}, {@code fleet-2} and so on
 * @param ratePerSecond datagrams of each board, 1 or more
 * @param target where to
 * @param duration how long, null for until stopped
 * @param mishaps what goes wrong
 * @param seed equal seeds make equal values and equal mishaps
 * @param keys with which they sign, one for each of them; null for none
 */
public record FleetOptions(
        int boards, int ratePerSecond, InetSocketAddress target, @Nullable Duration duration, Mishaps mishaps, long seed, @Nullable BoardKeys keys) {
    /** The most datagrams that a fleet sends in a second. */
    public static final long MAX_RATE_PER_SECOND = 10_000_000;

    /** Checks the ranges. */
    public FleetOptions {
        if (boards < 1 || ratePerSecond < 1) {
            throw new IllegalArgumentException("boards is " + boards + " and ratePerSecond " + ratePerSecond + "; each must be 1 or more");
        }
        if ((long) boards * ratePerSecond > MAX_RATE_PER_SECOND) {
            throw new IllegalArgumentException(
                    boards + " boards at " + ratePerSecond + " datagrams a second send more than the " + MAX_RATE_PER_SECOND + " a second that are allowed");
        }
        for (int i = 1; keys != null && i <= boards; i++) {
            if (keys.of(name(i)) == null) {
                throw new IllegalArgumentException("board " + name(i) + " has no key; each of the fleet's boards needs one");
            }
        }
        if (duration != null && (duration.isNegative() || duration.isZero())) {
            throw new IllegalArgumentException("duration is " + duration + "; it must be longer than 0");
        }
    }

    /** Returns what the board of that number is called, from 1. */
    static String name(int number) {
        return "fleet-" + number;
    }
}
