package io.ssehub.netty.fanout;

import io.ssehub.core.event.ServerSentEvent;
import io.ssehub.core.hub.Pace;
import io.ssehub.core.topic.Selection;
import org.jspecify.annotations.Nullable;

/**
 * What a subscriber asks for. Immutable; equal parts are best shared, as each is kept as long as the stream is open.
 *
 * @param selection the topics
 * @param pace how often to hear of each topic
 * @param start where to begin
 * @param keepAlive what to send while nothing happens
 * @param greeting what the stream begins with, a reconnection time or a comment, so that a client sees bytes at once; or null. Unless the client resumes, it gets
 *     the id of the position that the stream begins at: a client that is cut off before its first event then resumes like any other
 */
public record Subscription(Selection selection, Pace pace, Start start, KeepAlive keepAlive, @Nullable ServerSentEvent greeting) {
    /** Asks for each event. */
    public Subscription(Selection selection, Start start, KeepAlive keepAlive, @Nullable ServerSentEvent greeting) {
        this(selection, Pace.EACH_EVENT, start, keepAlive, greeting);
    }

    /** Returns the same for other topics. */
    public Subscription with(Selection topics) {
        return new Subscription(topics, pace, start, keepAlive, greeting);
    }
}
