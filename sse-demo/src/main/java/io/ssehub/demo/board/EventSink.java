package io.ssehub.demo.board;

import io.ssehub.core.event.Utf8Event;
import io.ssehub.core.hub.Publication;
import java.util.Collection;

/** Takes the events that boards make: a hub's {@code publish}. */
@FunctionalInterface
public interface EventSink {
    /**
     * Publishes {@code event} under all of {@code topics} at once; may wait a moment, so not for an event loop that serves subscribers. The event's bytes are the
     * caller's again once this returns.
     */
    Publication publish(Collection<String> topics, Utf8Event event);

    /** Keeps nothing of {@code topics} any more, whose board has been forgotten: a hub's {@code forget}. Does nothing unless overridden. */
    default void forget(Collection<String> topics) {}
}
