package io.ssehub.core.event;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One event of an event stream: the fields that WHATWG HTML 9.2.5 (parsing-an-event-stream) gives a block between two empty lines. An absent field is null
 * and is not written; at least one is present.
 *
 * <p>What a client makes of a block is the standard's doing (9.2.6, event-stream-interpretation): it dispatches an event only where there is data, if only an
 * empty one. A block without data still sets the client's last event ID and reconnection time.
 *
 * <p>Immutable and thread-safe.
 *
 * @param id the last event ID that a client keeps from here on, without CR, LF or NUL; empty clears what the client holds
 * @param event the event's type, without CR or LF; an empty one is taken as absent, for both mean {@code message} to a client
 * @param data the payload, any text; its lines may end in CR, LF or CRLF, all of which reach a client as LF
 * @param retryMillis the client's new reconnection time in milliseconds, 0 or more
 * @param comment text that clients ignore; each of its lines becomes a comment line
 */
public record ServerSentEvent(
        @Nullable String id, @Nullable String event, @Nullable String data, @Nullable Long retryMillis, @Nullable String comment) {

    /**
     * Checks what a stream cannot carry.
     *
     * @throws IllegalArgumentException naming the field, if {@code id} or {@code event} holds a line break, {@code id} a NUL, {@code retryMillis} is negative,
     *     or all fields are absent
     */
    public ServerSentEvent {
        event = checkedType(event);
        if (id == null && event == null && data == null && retryMillis == null && comment == null) {
            throw new IllegalArgumentException("an event has no field; at least one of id, event, data, retry and comment is needed");
        }
        if (id != null) {
            checkAbsent("id", id, '\n');
            checkAbsent("id", id, '\r');
            checkAbsent("id", id, '\0');
        }
        checkRetry(retryMillis);
    }

    /** Returns the type as it is written: null for the empty one. */
    static @Nullable String checkedType(@Nullable String event) {
        if (event == null || event.isEmpty()) {
            return null;
        }
        checkAbsent("event", event, '\n');
        checkAbsent("event", event, '\r');
        return event;
    }

    static void checkRetry(@Nullable Long retryMillis) {
        if (retryMillis != null && retryMillis < 0) {
            throw new IllegalArgumentException("retry is " + retryMillis + " ms; 0 or more is allowed");
        }
    }

    private static void checkAbsent(String field, String value, char forbidden) {
        int at = value.indexOf(forbidden);
        if (at >= 0) {
            String name = forbidden == '\n' ? "LF" : forbidden == '\r' ? "CR" : "NUL";
            throw new IllegalArgumentException(field + " holds " + name + " at index " + at + "; it must be one line" + (field.equals("id") ? " without NUL" : ""));
        }
    }

    /** Returns an event of the default type {@code message}. */
    public static ServerSentEvent of(String data) {
        return new ServerSentEvent(null, null, data, null, null);
    }

    /**
     * Returns an event of the given type.
     *
     * @throws IllegalArgumentException if {@code event} holds CR or LF
     */
    public static ServerSentEvent of(String event, String data) {
        return new ServerSentEvent(null, event, data, null, null);
    }

    /** Returns a block that only says {@code comment}, which a client ignores: a keep-alive. */
    public static ServerSentEvent ofComment(String comment) {
        return new ServerSentEvent(null, null, null, null, comment);
    }

    /**
     * Returns a block that only sets the client's reconnection time, 0 or more, in whole milliseconds.
     *
     * @throws IllegalArgumentException if {@code reconnectionTime} is negative
     */
    public static ServerSentEvent ofRetry(Duration reconnectionTime) {
        return new ServerSentEvent(null, null, null, reconnectionTime.toMillis(), null);
    }

    /**
     * Returns the same event with another id.
     *
     * @throws IllegalArgumentException if {@code id} holds CR, LF or NUL
     */
    public ServerSentEvent withId(String id) {
        return new ServerSentEvent(id, event, data, retryMillis, comment);
    }

    /**
     * Returns the same event that also sets the client's reconnection time, 0 or more, in whole milliseconds.
     *
     * @throws IllegalArgumentException if {@code reconnectionTime} is negative
     */
    public ServerSentEvent withRetry(Duration reconnectionTime) {
        return new ServerSentEvent(id, event, data, reconnectionTime.toMillis(), comment);
    }
}
