package io.ssehub.netty.fanout;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.ssehub.core.hub.Feed;
import io.ssehub.core.hub.Feeds;
import io.ssehub.core.hub.Newest;
import io.ssehub.core.log.Frame;
import io.ssehub.core.log.Framing;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The newest values of a selection, looked up and framed once for all subscribers of an event loop that come to the same ones one after the other.
 *
 * <p>Confined to the event loop.
 */
final class SharedNewest {
    private static final byte[] COMMENT = ":\n".getBytes(US_ASCII);

    private final Feeds feeds;
    private final LongFunction<String> id;
    private final Map<Framing, Ahead> frames = new EnumMap<>(Framing.class);
    private final Map<Framing, Ahead> framesWithIds = new EnumMap<>(Framing.class);
    private @Nullable Feed feed;
    private @Nullable Newest newest;
    private Newest.@Nullable Some some;
    private long seen;

    SharedNewest(Feeds feeds, LongFunction<String> id) {
        this.feeds = feeds;
        this.id = id;
    }

    /** Returns the newest values of the feed's selection as of now. */
    Newest of(Feed wanted) {
        Newest values = newest;
        if (values == null || feed != wanted || values.sequence() != feeds.position(wanted)) {
            values = feeds.newest(wanted);
            forget();
            newest = values;
            feed = wanted;
        }
        return values;
    }

    /** Returns the values that come behind those of the event {@code after}. */
    Newest.Some some(Newest values, long after) {
        Newest.Some next = some;
        if (newest != values) {
            forget();
            newest = values;
            next = null;
        }
        if (next == null || seen != after) {
            frames.clear();
            framesWithIds.clear();
            next = values.after(after);
            some = next;
            seen = after;
        }
        return next;
    }

    /** Returns the frames that come next on the way, for one subscriber, and moves on; null at its end. */
    @Nullable Ahead next(CatchUp way, Framing framing) {
        if (way.isOver()) {
            return null;
        }
        Newest values = way.values;
        Newest.Some next = some(values, way.seen());
        way.told(next);
        if (!next.isEmpty()) {
            Map<Framing, Ahead> made = way.ownIds ? framesWithIds : frames;
            return made.computeIfAbsent(framing, key -> Ahead.ofEvents(way.ownIds ? next.frames(id, key) : next.frames(id.apply(values.sequence()), key))).share();
        }
        // What was left has been followed by others meanwhile, which nobody knew when the last one was told without an id.
        return !way.ownIds ? Ahead.of(Frame.of(COMMENT, id.apply(values.sequence()), framing)) : null;
    }

    /** Forgets the values, so that they do not outlive their use. */
    void forget() {
        newest = null;
        feed = null;
        some = null;
        frames.clear();
        framesWithIds.clear();
    }
}
