package io.ssehub.demo.channel;

import io.ssehub.netty.http.Grant;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * How long a channel is open to its client, which its token says behind a dot, in milliseconds since 1970, or nothing there for ever. So it outlives the hub with the
 * lease, and as part of the token can neither be left out nor be changed.
 *
 * @param endMillis when it ends; null for never
 */
record Term(@Nullable Long endMillis) {
    private static final char DOT = '.';

    static Term of(Grant grant, InstantSource clock) {
        Duration left = grant.left();
        return new Term(left == null ? null : Long.valueOf(clock.millis() + left.toMillis()));
    }

    /** Returns what a token says; null if nothing. */
    static @Nullable Term of(@Nullable String token) {
        int dot = token == null ? -1 : token.indexOf(DOT);
        if (token == null || dot < 0) {
            return null;
        }
        String end = token.substring(dot + 1);
        return end.isEmpty() ? new Term(null) : end.matches("\\d{1,18}") ? new Term(Long.valueOf(end)) : null;
    }

    /** Returns what a token is to end in. */
    String mark() {
        return endMillis == null ? "" + DOT : DOT + endMillis.toString();
    }

    /** Returns how long it still is; null for ever. */
    @Nullable Duration left(InstantSource clock) {
        return endMillis == null ? null : Duration.ofMillis(endMillis - clock.millis());
    }

    boolean isOver(InstantSource clock) {
        return endMillis != null && endMillis <= clock.millis();
    }
}
