package io.ssehub.core.event;

/** A stream holds a line or an event that is longer than its reader allows; nothing more of that stream is read. */
public final class EventStreamLimitException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    EventStreamLimitException(String what, int limitBytes) {
        super(what + " of the event stream is longer than the " + limitBytes + " bytes that are allowed");
    }
}
