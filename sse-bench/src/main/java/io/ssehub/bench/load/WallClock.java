package io.ssehub.bench.load;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Microseconds since 1970 that never jump: the system's time as it was when the program began, and a monotonic clock from there. Thread-safe. */
@SuppressWarnings("TimeInStaticInitializer") // the anchor
final class WallClock {
    private static final long ANCHOR_NANOS = System.nanoTime();
    private static final long ANCHOR_MICROS = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());

    private WallClock() {}

    static long micros() {
        return ANCHOR_MICROS + (System.nanoTime() - ANCHOR_NANOS) / 1000;
    }
}
