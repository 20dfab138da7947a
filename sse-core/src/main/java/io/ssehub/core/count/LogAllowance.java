package io.ssehub.core.count;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Says which of many lines of a kind are to be logged, so that a flood of them leaves room in the log for everything else: the first {@value #LINES} in a period of
 * 10 s. Thread-safe.
 */
public final class LogAllowance {
    /** Stands for a line that is not to be logged. */
    public static final long SILENT = -1;

    /** The lines in a period. */
    public static final int LINES = 5;

    /** The period. */
    public static final Duration PERIOD = Duration.ofSeconds(10);

    private final LongSupplier nanoClock;
    private long periodStartNanos;
    private int lines;
    private long silent;

    /** Takes the clock, {@code System::nanoTime} but in tests. */
    public LogAllowance(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
        this.periodStartNanos = nanoClock.getAsLong();
    }

    /** Asks for a line. Returns how many were kept silent since the last one that was allowed, which the line should tell, or {@link #SILENT}. */
    public synchronized long ask() {
        long now = nanoClock.getAsLong();
        if (now - periodStartNanos >= PERIOD.toNanos()) {
            periodStartNanos = now;
            lines = 0;
        }
        if (lines == LINES) {
            silent++;
            return SILENT;
        }
        lines++;
        long before = silent;
        silent = 0;
        return before;
    }
}
