package io.ssehub.core.hub;

import io.ssehub.core.event.ServerSentEvent;
import org.jspecify.annotations.Nullable;

/**
 * The news that history was lost, as the event {@code reset}.
 *
 * @param loss why
 * @param lastEventId what the subscriber saw last or said it did, or null if it saw nothing
 * @param oldest the oldest event that can be resumed from, or null if there is none
 * @param newest the position that the values which follow are true at
 */
public record Reset(Loss loss, @Nullable String lastEventId, @Nullable EventId oldest, EventId newest) {
    /** The type of the event. */
    public static final String EVENT = "reset";

    /** Returns the event, with {@code newest} as its id if {@code isLast}: no value follows that could carry it. */
    public ServerSentEvent event(boolean isLast) {
        String data = "{\"cause\":\"" + loss.label() + "\",\"lastEventId\":" + json(lastEventId) + ",\"oldest\":" + json(oldest == null ? null : oldest.toString())
                + ",\"newest\":" + json(newest.toString()) + "}";
        return new ServerSentEvent(isLast ? newest.toString() : null, EVENT, data, null, null);
    }

    private static String json(@Nullable String text) {
        return text == null ? "null" : Json.string(text);
    }
}
