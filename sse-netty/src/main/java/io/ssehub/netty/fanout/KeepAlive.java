package io.ssehub.netty.fanout;

import io.ssehub.core.event.ServerSentEvent;

/** What a subscriber hears while nothing happens: WHATWG HTML 9.2.7 (authoring notes). */
public sealed interface KeepAlive {
    /** A comment with the id of the position reached, before the stream has been silent for a period: a quiet topic then resumes from where it is. */
    record WhenSilent() implements KeepAlive {}

    /** The event once in every period, whatever else is sent. */
    record Always(ServerSentEvent event) implements KeepAlive {}
}
