package io.ssehub.demo.ingest;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Logs refusals at a bounded rate, so that a flood of bad datagrams leaves room in the log for everything else: the first {@value #LINES} in a period, then
 * how many were kept silent with the first of a later period. Thread-safe.
 */
final class RefusalLog {
    static final int LINES = 5;
    static final Duration PERIOD = Duration.ofSeconds(10);

    private final Logger log;
    private final LongSupplier nanoClock;
    private long periodStartNanos;
    private int lines;
    private long silent;

    RefusalLog(Logger log, LongSupplier nanoClock) {
        this.log = log;
        this.nanoClock = nanoClock;
        this.periodStartNanos = nanoClock.getAsLong();
    }

    /** Logs that {@code refusal} befell {@code what} from {@code address}, or counts it as kept silent. The log's layout makes peers' text harmless. */
    void add(String what, Refusal refusal, String address) {
        long silentBefore;
        synchronized (this) {
            long now = nanoClock.getAsLong();
            if (now - periodStartNanos >= PERIOD.toNanos()) {
                periodStartNanos = now;
                lines = 0;
            }
            if (lines == LINES) {
                silent++;
                return;
            }
            lines++;
            silentBefore = silent;
            silent = 0;
        }
        LoggingEventBuilder line = log.atWarn()
                .addKeyValue("address", address)
                .addKeyValue("cause", refusal.cause().label())
                .addKeyValue("detail", refusal.detail());
        (silentBefore > 0 ? line.addKeyValue("notLoggedBefore", silentBefore) : line).log(what + " refused");
    }
}
