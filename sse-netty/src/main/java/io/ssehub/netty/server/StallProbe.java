package io.ssehub.netty.server;

import io.ssehub.core.count.Counters;
import io.ssehub.core.count.Histogram;
import java.time.Duration;
import java.util.List;

/**
 * How long something that comes at any moment waits for an event loop: what a task would find that was due every {@value #PERIOD_NANOS} ns. There is none; what
 * it would find follows from when the loop was busy, and an idle loop sleeps on.
 *
 * <p>Confined to the event loop.
 */
final class StallProbe {
    static final long PERIOD_NANOS = 1_000_000;

    private static final List<Duration> BOUNDS =
            List.of(1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000).stream().map(Duration::ofMillis).toList();

    private final Histogram stalls;
    private long nextNanos;

    /** Makes a probe that is due from {@code startNanos} on. */
    StallProbe(Histogram stalls, long startNanos) {
        this.stalls = stalls;
        this.nextNanos = startNanos;
    }

    /** Returns where the event loops of a hub count their stalls. */
    static Histogram histogram(Counters counters) {
        return counters.histogram("event_loop_stall", "How long what comes at any moment waits for its event loop", BOUNDS);
    }

    /** Takes note that the loop was busy for a while and, since that was last said, idle before. */
    void busy(long fromNanos, long toNanos) {
        if (nextNanos - toNanos > 0) {
            return;
        }
        long idleNanos = fromNanos - nextNanos;
        if (idleNanos > 0) {
            long probes = (idleNanos + PERIOD_NANOS - 1) / PERIOD_NANOS;
            stalls.add(0, probes);
            nextNanos += probes * PERIOD_NANOS;
        }
        for (; toNanos - nextNanos >= 0; nextNanos += PERIOD_NANOS) {
            stalls.add(toNanos - nextNanos, 1);
        }
    }
}
