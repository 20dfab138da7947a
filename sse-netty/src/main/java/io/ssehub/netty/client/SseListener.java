package io.ssehub.netty.client;

import io.ssehub.core.event.EventStreamListener;

/**
 * Is told what an {@link SseClient} meets: what its streams hold, as {@link EventStreamListener} says, and what becomes of its connections. An event's
 * callback is the only one that must be given, so a lambda will do.
 *
 * <p>All calls come on the client's event loop, one after the other. While one runs the client reads nothing, so that a listener that takes its time slows the
 * server down rather than fill memory; where the loop is shared with others it must not block. An exception from any callback ends the client for good and is
 * given to {@link #error}.
 */
@FunctionalInterface
public interface SseListener extends EventStreamListener {
    /** A stream has begun: at first, and after each reconnection. */
    default void open() {}

    /**
     * There is no stream, or no longer one.
     *
     * @param cause an {@link SseException}, or what a callback threw
     * @param willReconnect whether the client goes on trying by itself; if not, {@link #closed} follows
     */
    default void error(Throwable cause, boolean willReconnect) {}

    /** The client has ended: it was closed, told to stop, or failed for good. Called once, and nothing is called after it. */
    default void closed() {}
}
