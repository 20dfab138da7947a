package io.ssehub.core.event;

import org.jspecify.annotations.Nullable;

/**
 * One event of an event stream: the fields that WHATWG HTML 9.2.5 gives a block between two empty lines. An absent field is null and is not written.
 *
 * <p>Immutable and thread-safe.
 *
 * @param id the last event ID that a client keeps from here on, without CR, LF or NUL; empty clears what the client holds
 * @param event the event's type, without CR or LF; null and empty both mean {@code message} to a client
 * @param data the payload, any text; its lines may end in CR, LF or CRLF, all of which reach a client as LF
 * @param retryMillis the client's new reconnection time in milliseconds, 0 or more
 * @param comment text that clients ignore; each of its lines becomes a comment line
 */
public record ServerSentEvent(
        @Nullable String id, @Nullable String event, @Nullable String data, @Nullable Long retryMillis, @Nullable String comment) {

    /**
     * Checks what a stream cannot carry.
     *
     * @throws IllegalArgumentException naming the field, if {@code id} or {@code event} holds a line break, {@code id} a NUL, or {@code retryMillis} is negative
     */
    public ServerSentEvent {
        if (retryMillis != null && retryMillis < 0) {
            throw new IllegalArgumentException("retry is " + retryMillis + " ms; 0 or more is allowed");
        }
    }

    /** Returns an event of the default type {@code message}. */
    public static ServerSentEvent of(String data) {
        return new ServerSentEvent(null, null, data, null, null);
    }

    /** Returns an event of the given type. */
    public static ServerSentEvent of(String event, String data) {
        return new ServerSentEvent(null, event, data, null, null);
    }
}
