package io.ssehub.core.hub;

import io.ssehub.core.event.ServerSentEvent;
import java.time.Duration;

/** Why nothing is to be expected of a topic, or of every topic of a selection, until somebody publishes there again. */
public sealed interface Silence {
    /** The type of the event that tells of a pause. */
    String EVENT = "pause";

    /**
     * A pause has been announced.
     *
     * @param topic the topic, of those of a selection the one whose pause ends first
     * @param rest how much of the pause is left, more than zero
     */
    record Paused(String topic, Duration rest) implements Silence {
        /** Returns the event that tells of the pause to a client which is to ask again after {@code retry}. */
        public ServerSentEvent event(Duration retry) {
            return ServerSentEvent.of(EVENT, "{\"topic\":" + Json.string(topic) + ",\"retryMillis\":" + retry.toMillis() + "}");
        }
    }

    /**
     * All have been closed.
     *
     * @param newest the sequence of the newest event, 0 if there is none
     */
    record Closed(long newest) implements Silence {}
}
