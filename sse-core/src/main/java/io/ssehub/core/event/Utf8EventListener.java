package io.ssehub.core.event;

/**
 * Takes what {@link EventStreamParser} finds in a stream as UTF-8 bytes, in the stream's order, on the thread that feeds the parser: for readers of so many
 * events that a string of each would cost too much. All slices are valid until the method returns that they were given to, and may only be read.
 *
 * <p>It has two methods without a default, so that a lambda given to a parser is always an {@link EventStreamListener}.
 */
public interface Utf8EventListener {
    /**
     * Takes an event.
     *
     * @param type the event's type, {@code message} where the stream names none
     * @param data the event's data, possibly empty; its lines are parted by LF
     * @param lastEventId the last event ID as it is with this event, which may have been set by an earlier one; empty if there is none
     */
    void event(Utf8Slice type, Utf8Slice data, Utf8Slice lastEventId);

    /**
     * Takes a new reconnection time, at the {@code retry} line itself.
     *
     * @param millis in milliseconds, 0 or more; a number that no {@code long} holds is given as {@link Long#MAX_VALUE}
     */
    void retry(long millis);

    /** Takes a comment line's text: what follows the colon, less one leading space. */
    default void comment(Utf8Slice text) {}
}
