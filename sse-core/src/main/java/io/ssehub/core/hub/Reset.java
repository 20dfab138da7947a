package io.ssehub.core.hub;

import io.ssehub.core.event.ServerSentEvent;
import org.jspecify.annotations.Nullable;

/**
 * The news that history was lost, as the event {@code reset}.
 *
 * @param loss why
 * @param lastEventId what the subscriber saw last or said it did, or null if it saw nothing; the event has 64 characters of it at most, and three dots where it is cut
 * @param oldest the oldest event that can be resumed from, or null if there is none
 * @param newest the position that the values which follow are true at
 */
public record Reset(Loss loss, @Nullable String lastEventId, @Nullable EventId oldest, EventId newest) {
    /** The type of the event. */
    public static final String EVENT = "reset";

    private static final int SHOWN_LENGTH = 64;

    /** Returns the event, with {@code newest} as its id if {@code isLast}: no value follows that could carry it. */
    public ServerSentEvent event(boolean isLast) {
        String data = "{\"cause\":\"" + loss.label() + "\",\"lastEventId\":" + json(lastEventId == null ? null : shown(lastEventId)) + ",\"oldest\":" + json(oldest == null ? null : oldest.toString())
                + ",\"newest\":" + json(newest.toString()) + "}";
        return new ServerSentEvent(isLast ? newest.toString() : null, EVENT, data, null, null);
    }

    /** What was never an id of a hub may be as long as a request. */
    private static String shown(String id) {
        if (id.length() <= SHOWN_LENGTH) {
            return id;
        }
        int end = Character.isHighSurrogate(id.charAt(SHOWN_LENGTH - 1)) ? SHOWN_LENGTH - 1 : SHOWN_LENGTH;
        return id.substring(0, end) + "...";
    }

    private static String json(@Nullable String text) {
        return text == null ? "null" : Json.string(text);
    }
}
