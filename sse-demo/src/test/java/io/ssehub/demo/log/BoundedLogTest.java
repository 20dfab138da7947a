package io.ssehub.demo.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.slf4j.event.KeyValuePair;

/** No peer makes the log fill a disk, and no reader of it stops the hub. */
class BoundedLogTest {
    private final Logger logger = new LoggerContext().getLogger("io.ssehub.demo.Test");
    private final AtomicLong clock = new AtomicLong();
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();

    @Test
    void leavesOutWhatComesTooFastAndTellsHowMuch() {
        BoundedAppender appender = appender(written);
        for (int i = 0; i < BoundedAppender.BURST + 50; i++) {
            appender.doAppend(event(Level.INFO));
        }
        appender.stop();
        assertThat(lines()).hasSize(BoundedAppender.BURST + 1).last().asString().startsWith("50 log messages were left out");
    }

    @Test
    void writesAgainAfterAWhile() {
        BoundedAppender appender = appender(written);
        for (int i = 0; i < BoundedAppender.BURST + 50; i++) {
            appender.doAppend(event(Level.INFO));
        }
        await().atMost(Duration.ofSeconds(30)).until(() -> lines().size() == BoundedAppender.BURST);
        clock.addAndGet(Duration.ofSeconds(1).toNanos());
        await().atMost(Duration.ofSeconds(30)).until(() -> lines().get(lines().size() - 1).startsWith("50 log messages"));
        appender.doAppend(event(Level.INFO));
        appender.stop();
        assertThat(lines()).hasSize(BoundedAppender.BURST + 2).last().asString().endsWith("hello");
    }

    @Test
    void holdsWhatAnOperatorAskedForToNoRate() {
        BoundedAppender appender = appender(written);
        for (int i = 0; i < BoundedAppender.BURST + 50; i++) {
            appender.doAppend(event(Level.DEBUG));
        }
        appender.stop();
        assertThat(lines()).hasSize(BoundedAppender.BURST + 50);
    }

    @Test
    void neverWaitsForAStreamThatNobodyReads() {
        Semaphore read = new Semaphore(0);
        BoundedAppender appender = appender(new OutputStream() {
            @Override
            public void write(int b) {
                read.acquireUninterruptibly();
            }
        });
        for (int i = 0; i < 2 * BoundedAppender.QUEUE; i++) {
            appender.doAppend(event(Level.INFO));
        }
        appender.stop();
        read.release(Integer.MAX_VALUE);
    }

    @Test
    void outlivesAValueThatCannotBeWritten() {
        BoundedAppender appender = appender(written);
        LoggingEvent event = event(Level.INFO);
        event.setKeyValuePairs(List.of(new KeyValuePair("board", new Object() {
            @Override
            public String toString() {
                throw new IllegalStateException();
            }
        })));
        appender.doAppend(event);
        appender.doAppend(event(Level.INFO));
        appender.stop();
        assertThat(lines()).hasSize(2).last().asString().endsWith("hello");
    }

    private BoundedAppender appender(OutputStream out) {
        BoundedAppender appender = new BoundedAppender(new LineLayout(), new PrintStream(out, true, StandardCharsets.UTF_8), clock::get);
        appender.setContext(logger.getLoggerContext());
        appender.start();
        return appender;
    }

    private LoggingEvent event(Level level) {
        return new LoggingEvent(getClass().getName(), logger, level, "hello", null, null);
    }

    private List<String> lines() {
        String text = written.toString(StandardCharsets.UTF_8);
        return text.lines().toList();
    }
}
