package io.ssehub.demo.ingest;

import io.ssehub.core.count.LogAllowance;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.spi.LoggingEventBuilder;

/** Logs refusals at a bounded rate, so that a flood of bad datagrams leaves room in the log for everything else. Thread-safe. */
final class RefusalLog {
    private final Logger log;
    private final LogAllowance allowance;

    RefusalLog(Logger log, LongSupplier nanoClock) {
        this.log = log;
        this.allowance = new LogAllowance(nanoClock);
    }

    /** Logs that {@code refusal} befell {@code what} from {@code address}, or counts it as kept silent. The log's layout makes peers' text harmless. */
    void add(String what, Refusal refusal, String address) {
        long silentBefore = allowance.ask();
        if (silentBefore == LogAllowance.SILENT) {
            return;
        }
        LoggingEventBuilder line = log.atWarn()
                .addKeyValue("address", address)
                .addKeyValue("cause", refusal.cause().label())
                .addKeyValue("detail", refusal.detail());
        (silentBefore > 0 ? line.addKeyValue("notLoggedBefore", silentBefore) : line).log(what + " refused");
    }
}
