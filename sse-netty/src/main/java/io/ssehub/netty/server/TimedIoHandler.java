package io.ssehub.netty.server;

import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.IoRegistration;
import io.netty.util.concurrent.ThreadAwareExecutor;
import io.ssehub.core.count.Histogram;

/**
 * The sockets of one event loop, and beside them the time from when there is something to do, a socket that is ready or a timer that is due, to when the loop has
 * done everything and looks again.
 *
 * <p>Confined to the event loop, but for {@link #wakeup}.
 */
final class TimedIoHandler implements IoHandler, IoHandlerContext {
    private final IoHandler sockets;
    private final StallProbe probe;
    /** The loop itself, from its first look on. */
    private IoHandlerContext loop = this;

    private long lookNanos;
    private long dueInNanos;
    private long busySinceNanos;
    private boolean busy;

    private TimedIoHandler(IoHandler sockets, Histogram stalls) {
        this.sockets = sockets;
        this.probe = new StallProbe(stalls, System.nanoTime());
    }

    /** Returns a factory that has the handlers of another one timed. */
    static IoHandlerFactory factory(IoHandlerFactory factory, Histogram stalls) {
        return new IoHandlerFactory() {
            @Override
            public IoHandler newHandler(ThreadAwareExecutor executor) {
                return new TimedIoHandler(factory.newHandler(executor), stalls);
            }

            @Override
            public boolean isChangingThreadSupported() {
                return factory.isChangingThreadSupported();
            }
        };
    }

    @Override
    public int run(IoHandlerContext context) {
        lookNanos = System.nanoTime();
        if (busy) {
            busy = false;
            probe.busy(busySinceNanos, lookNanos);
        }
        loop = context;
        dueInNanos = context.delayNanos(lookNanos);
        return sockets.run(this);
    }

    @Override
    public boolean canBlock() {
        return loop.canBlock();
    }

    @Override
    public long delayNanos(long currentTimeNanos) {
        return loop.delayNanos(currentTimeNanos);
    }

    @Override
    public long deadlineNanos() {
        return loop.deadlineNanos();
    }

    @Override
    public boolean shouldReportActiveIoTime() {
        return true;
    }

    /** Told once the sockets that were ready have been handled: what is left of the time since the look was spent waiting for them. */
    @Override
    public void reportActiveIoTime(long activeNanos) {
        long waitedNanos = System.nanoTime() - activeNanos - lookNanos;
        busySinceNanos = lookNanos + Math.min(waitedNanos, dueInNanos); // later than due means: the processor or a collection kept it waiting
        busy = true;
        if (loop.shouldReportActiveIoTime()) {
            loop.reportActiveIoTime(activeNanos);
        }
    }

    @Override
    public IoRegistration register(IoHandle handle) throws Exception {
        return sockets.register(handle);
    }

    @Override
    public void wakeup() {
        sockets.wakeup();
    }

    @Override
    public boolean isCompatible(Class<? extends IoHandle> type) {
        return sockets.isCompatible(type);
    }

    @Override
    public void initialize() {
        sockets.initialize();
    }

    @Override
    public void prepareToDestroy() {
        sockets.prepareToDestroy();
    }

    @Override
    public void destroy() {
        sockets.destroy();
    }
}
