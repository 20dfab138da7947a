package io.ssehub.netty.http;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The one time by which something must have happened. Moving it later, or clearing it, costs nothing: the timer finds out when it runs.
 *
 * <p>Confined to its event loop.
 */
final class Deadline {
    private final EventExecutor loop;
    private final Runnable expired;
    private @Nullable Future<?> timer;
    private long timerNanos;
    private long dueNanos;
    private boolean set;

    Deadline(EventExecutor loop, Runnable expired) {
        this.loop = loop;
        this.expired = expired;
    }

    void set(long afterNanos) {
        long now = now();
        dueNanos = now + afterNanos;
        set = true;
        if (timer != null && timerNanos - dueNanos > 0) {
            timer.cancel(false);
            timer = null;
        }
        if (timer == null) {
            start(now);
        }
    }

    void clear() {
        set = false;
    }

    /** Clears it for good and lets go of the timer. */
    void cancel() {
        set = false;
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }

    private void start(long now) {
        timerNanos = dueNanos;
        timer = loop.schedule(this::run, dueNanos - now, TimeUnit.NANOSECONDS);
    }

    private void run() {
        timer = null;
        if (!set) {
            return;
        }
        long now = now();
        if (dueNanos - now > 0) {
            start(now);
        } else {
            set = false;
            expired.run();
        }
    }

    private long now() {
        return loop.ticker().nanoTime();
    }
}
