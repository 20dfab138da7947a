package io.ssehub.demo.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.ssehub.core.count.LogAllowance;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RefusalLogTest {
    private final AtomicLong nanos = new AtomicLong();
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final RefusalLog log = new RefusalLog(logger(), nanos::get);

    private Logger logger() {
        Logger logger = new LoggerContext().getLogger("test");
        logger.addAppender(lines);
        lines.start();
        return logger;
    }

    @Test
    void logsTheFirstFewOfAPeriodAndThenHowManyItDidNot() {
        refuse(100);
        assertThat(lines.list).hasSize(LogAllowance.LINES).allSatisfy(line -> assertThat(line.getKeyValuePairs()).hasSize(3));

        nanos.addAndGet(LogAllowance.PERIOD.toNanos());
        refuse(1);
        assertThat(lines.list).hasSize(LogAllowance.LINES + 1);
        assertThat(lines.list.get(LogAllowance.LINES).getKeyValuePairs()).extracting(pair -> pair.key + "=" + pair.value)
                .containsExactly("address=10.0.0.7", "cause=malformed", "detail=no", "notLoggedBefore=95");

        nanos.addAndGet(LogAllowance.PERIOD.toNanos() - 1);
        refuse(100);
        assertThat(lines.list).as("the same period").hasSize(2 * LogAllowance.LINES);
    }

    private void refuse(int times) {
        for (int i = 0; i < times; i++) {
            log.add("datagram", new Refusal(Refusal.Cause.MALFORMED, "no"), "10.0.0.7");
        }
    }
}
