package io.ssehub.core.event;

/**
 * Takes what {@link EventStreamParser} finds in a stream, in the stream's order, on the thread that feeds the parser.
 */
public interface EventStreamListener {
    /**
     * Takes an event.
     *
     * @param type the event's type, {@code message} where the stream names none
     * @param data the event's data, possibly empty; its lines are parted by LF
     * @param lastEventId the last event ID as it is with this event, which may have been set by an earlier one; empty if there is none
     */
    void event(String type, String data, String lastEventId);

    /**
     * Takes a new reconnection time, at the {@code retry} line itself.
     *
     * @param millis in milliseconds, 0 or more; a number that no {@code long} holds is given as {@link Long#MAX_VALUE}
     */
    default void retry(long millis) {}

    /** Takes a comment line's text: what follows the colon, less one leading space. */
    default void comment(String text) {}
}
