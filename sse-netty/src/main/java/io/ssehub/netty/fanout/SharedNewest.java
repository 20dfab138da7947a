package io.ssehub.netty.fanout;

import io.ssehub.core.hub.Feed;
import io.ssehub.core.hub.Feeds;
import io.ssehub.core.hub.Newest;
import io.ssehub.core.log.Framing;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The newest values of a selection, made once for all subscribers of an event loop that lose their history at the same position.
 *
 * <p>Confined to the event loop.
 */
final class SharedNewest {
    private final Feeds feeds;
    private final LongFunction<String> id;
    private final Map<Framing, Ahead> frames = new EnumMap<>(Framing.class);
    private final Map<Framing, Ahead> framesWithIds = new EnumMap<>(Framing.class);
    private @Nullable Feed feed;
    private @Nullable Newest newest;

    SharedNewest(Feeds feeds, LongFunction<String> id) {
        this.feeds = feeds;
        this.id = id;
    }

    /** Returns the newest values of the feed's selection as of now. */
    Newest of(Feed wanted) {
        Newest values = newest;
        if (values == null || feed != wanted || values.sequence() != feeds.position(wanted)) {
            values = feeds.newest(wanted);
            newest = values;
            feed = wanted;
            frames.clear();
            framesWithIds.clear();
        }
        return values;
    }

    /** Returns what {@link #of} returned last for one subscriber, null if there is no value. */
    @Nullable Ahead frames(Newest values, Framing framing) {
        return values.isEmpty()
                ? null
                : frames.computeIfAbsent(framing, key -> Ahead.ofEvents(values.frames(id.apply(values.sequence()), key))).share();
    }

    /** Returns all but the first {@code seen} of what {@link #of} returned last, each with its own id, for one subscriber; null if there are no more. */
    @Nullable Ahead framesAfter(int seen, Newest values, Framing framing) {
        return seen == values.count() ? null : framesWithIds.computeIfAbsent(framing, key -> Ahead.ofEvents(values.frames(id, key))).shareAfter(seen);
    }

    /** Forgets the values, so that they do not outlive their use. */
    void forget() {
        newest = null;
        feed = null;
        frames.clear();
        framesWithIds.clear();
    }
}
