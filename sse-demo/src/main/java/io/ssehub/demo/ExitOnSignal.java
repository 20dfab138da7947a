package io.ssehub.demo;

import io.ssehub.demo.log.LogConfiguration;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a signal end the process in good order: what runs is stopped, at the latest the grace period later the process exits with status 0. Left to itself a
 * JVM would say 143, which a supervisor takes for a failure.
 */
final class ExitOnSignal {
    private static final Logger LOG = LoggerFactory.getLogger(ExitOnSignal.class);

    private final Runnable stop;
    private final Duration grace;
    private final Thread hook = new Thread(this::end, "stop");

    private ExitOnSignal(Runnable stop, Duration grace) {
        this.stop = stop;
        this.grace = grace;
    }

    /** Begins to wait for a signal. */
    static ExitOnSignal install(Runnable stop, Duration grace) {
        ExitOnSignal installed = new ExitOnSignal(stop, grace);
        Runtime.getRuntime().addShutdownHook(installed.hook);
        return installed;
    }

    /** Leaves the process to end by itself, or does nothing if it ends already. */
    void remove() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            LOG.debug("a signal came first");
        }
    }

    private void end() {
        CountDownLatch stopped = new CountDownLatch(1);
        Thread stopping = new Thread(() -> stop(stopped), "stopping");
        stopping.setDaemon(true);
        stopping.start();
        try {
            if (!stopped.await(grace.toNanos(), TimeUnit.NANOSECONDS)) {
                LOG.warn("the grace period of {} ms is over; what has not ended by now is cut off", grace.toMillis());
            }
        } catch (InterruptedException e) {
            LOG.warn("interrupted while stopping");
        }
        LogConfiguration.flush();
        // The other way out of a shutdown that a signal began is to let the JVM choose the status.
        Runtime.getRuntime().halt(0);
    }

    private void stop(CountDownLatch stopped) {
        try {
            stop.run();
        } catch (RuntimeException e) {
            LOG.error("could not stop in good order", e);
        } finally {
            stopped.countDown();
        }
    }
}
