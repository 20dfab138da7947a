package io.ssehub.demo.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Layout;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Writes messages from a thread of its own, so that a stream that nobody reads stops no event loop, and no more than {@value #PER_SECOND} a second after the
 * first {@value #BURST}, so that no peer fills the disk. What is left out is counted, and the count is written. Messages below {@code INFO} are not held to
 * the rate: they come only when an operator asked for them.
 */
final class BoundedAppender extends UnsynchronizedAppenderBase<ILoggingEvent> {
    static final int QUEUE = 4096;
    static final int BURST = 1000;
    static final int PER_SECOND = 100;
    private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final BlockingQueue<ILoggingEvent> queue = new ArrayBlockingQueue<>(QUEUE);
    private final AtomicLong leftOut = new AtomicLong();
    private final Thread writer = new Thread(this::write, "log");
    private final Layout<ILoggingEvent> layout;
    private final PrintStream out;
    private final LongSupplier nanoClock;

    /** Of the writer alone. */
    private long tokens = BURST;

    private long refilledNanos;

    BoundedAppender(Layout<ILoggingEvent> layout, PrintStream out, LongSupplier nanoClock) {
        this.layout = layout;
        this.out = out;
        this.nanoClock = nanoClock;
        writer.setDaemon(true);
    }

    @Override
    public void start() {
        refilledNanos = nanoClock.getAsLong();
        super.start();
        writer.start();
    }

    /** Writes what is queued and ends; gives up after a second on a stream that does not take it. */
    @Override
    public void stop() {
        super.stop();
        writer.interrupt();
        try {
            writer.join(TimeUnit.SECONDS.toMillis(1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    protected void append(ILoggingEvent event) {
        // Formats the message now, kept in the event: its arguments may change before the writer comes to it.
        event.getFormattedMessage();
        if (!queue.offer(event)) {
            leftOut.incrementAndGet();
        }
    }

    private void write() {
        while (isStarted()) {
            ILoggingEvent event = next();
            refill();
            if (tokens > 0) {
                tellLeftOut();
            }
            if (event != null) {
                take(event);
            }
        }
        for (ILoggingEvent event = queue.poll(); event != null; event = queue.poll()) {
            take(event);
        }
        tellLeftOut();
        out.flush();
    }

    private @Nullable ILoggingEvent next() {
        try {
            return queue.poll(1, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            return null;
        }
    }

    private void refill() {
        long seconds = (nanoClock.getAsLong() - refilledNanos) / SECOND_NANOS;
        if (seconds > 0) {
            tokens = Math.min(BURST, tokens + seconds * PER_SECOND);
            refilledNanos += seconds * SECOND_NANOS;
        }
    }

    private void take(ILoggingEvent event) {
        boolean free = !event.getLevel().isGreaterOrEqual(Level.INFO);
        if (free || tokens > 0) {
            tokens -= free ? 0 : 1;
            print(line(event));
        } else {
            leftOut.incrementAndGet();
        }
    }

    private String line(ILoggingEvent event) {
        try {
            return layout.doLayout(event);
        } catch (RuntimeException e) {
            // What a value's own toString throws must not end the log.
            return "a message of " + event.getLoggerName() + " cannot be written: " + e.getClass().getName() + "\n";
        }
    }

    private void tellLeftOut() {
        long count = leftOut.getAndSet(0);
        if (count > 0) {
            print(count + " log messages were left out: too many in too short a time\n");
        }
    }

    private void print(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.write(bytes, 0, bytes.length);
    }
}
