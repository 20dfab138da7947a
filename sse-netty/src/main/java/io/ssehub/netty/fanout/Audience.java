package io.ssehub.netty.fanout;

import io.ssehub.core.hub.Feed;
import io.ssehub.core.log.Log;
import io.ssehub.core.log.Segment;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The subscribers of one feed on one event loop, each with its cursor in a flat array.
 *
 * <p>Confined to the event loop, but for {@link #grown}.
 */
final class Audience {
    private static final int QUOTA_BYTES = 256 << 10;

    private final Feed feed;
    private final Shard shard;
    private final Runnable onGrowth = this::grown;
    private final AtomicBoolean queued = new AtomicBoolean();

    private @Nullable Subscriber[] subscribers = {};
    private long[] cursors = {};
    private int size;
    private int next;
    private int joined;

    /** The log's segments as last seen, and before them those that were seen since the last sweep: a cursor may still be in one of them. */
    private List<Segment> known = List.of();

    private List<Segment> seen = List.of();

    Audience(Feed feed, Shard shard) {
        this.feed = feed;
        this.shard = shard;
    }

    Feed feed() {
        return feed;
    }

    /** Counts in a subscriber of the feed, wherever it stands. */
    void join() {
        if (joined++ == 0) {
            feed.onGrowth(onGrowth);
        }
    }

    /** Counts a subscriber out and returns whether it was the last. */
    boolean leave() {
        if (--joined > 0) {
            return false;
        }
        feed.removeOnGrowth(onGrowth);
        return true;
    }

    /** Returns whether some of the feed's subscribers have their place elsewhere: on a walk, or nowhere for the moment. */
    boolean hasOutsiders() {
        return joined > size;
    }

    /** Returns how many bytes of the log the subscriber has not been sent. */
    long behindBytes(Subscriber subscriber) {
        Log log = feed.log();
        return log == null ? 0 : log.head() - cursors[subscriber.index];
    }

    /** Returns whether what the subscriber has been sent ends with a frame. */
    boolean isAtFrame(Subscriber subscriber) {
        Log log = feed.log();
        long cursor = cursors[subscriber.index];
        Segment segment = log == null ? null : log.at(cursor);
        return segment != null ? segment.start(segment.recordAt(cursor)) == cursor : log != null && cursor == log.head();
    }

    /** Asks for a visit in the shard's next turn. Any thread. */
    void grown() {
        if (!queued.get() && queued.compareAndSet(false, true)) {
            shard.visit(this);
        }
    }

    /** Says that the visit begins: what grows from here on asks for another. */
    void visited() {
        queued.set(false);
    }

    void add(Subscriber subscriber, Log log, long cursor) {
        see(log);
        if (size == cursors.length) {
            subscribers = Arrays.copyOf(subscribers, Math.max(4, size + size / 2));
            cursors = Arrays.copyOf(cursors, subscribers.length);
        }
        subscribers[size] = subscriber;
        cursors[size] = cursor;
        subscriber.audience = this;
        subscriber.index = size++;
    }

    private void see(Log log) {
        List<Segment> now = log.segments();
        if (now != seen) {
            seen = now;
            long tail = now.isEmpty() ? Long.MAX_VALUE : now.get(0).base();
            known = Stream.concat(known.stream().filter(segment -> segment.base() < tail), now.stream()).toList();
        }
    }

    void remove(Subscriber subscriber) {
        int hole = subscriber.index;
        Subscriber last = at(--size);
        subscribers[hole] = last;
        cursors[hole] = cursors[size];
        last.index = hole;
        subscribers[size] = null;
        subscriber.audience = null;
    }

    private Subscriber at(int index) {
        Subscriber subscriber = subscribers[index];
        if (subscriber == null) {
            throw new IndexOutOfBoundsException("subscriber " + index + " of " + size);
        }
        return subscriber;
    }

    /**
     * Sends to each subscriber that is ready what it has not yet, beginning behind the one that came last in the visit before.
     *
     * @return whether everybody was visited and nobody asked for more
     */
    boolean walk(Turn turn) {
        Log log = feed.log();
        if (log == null) {
            return true;
        }
        boolean all = true;
        for (int left = size; left > 0 && size > 0; left--) {
            if (turn.isOver()) {
                return false;
            }
            next = next >= size ? 0 : next;
            Subscriber subscriber = at(next);
            if (subscriber.isReady()) {
                all &= deliver(subscriber, log, turn);
            }
            // A subscriber that went meanwhile has left its place to another.
            if (next < size && at(next) == subscriber) {
                next++;
            }
        }
        return all;
    }

    /** Returns false if the subscriber is to be visited again though nothing grows. */
    private boolean deliver(Subscriber subscriber, Log log, Turn turn) {
        long cursor = cursors[subscriber.index];
        long quota = cursor + QUOTA_BYTES;
        long head = log.head();
        while (cursor < head && cursor < quota && subscriber.isReady()) {
            // A cursor may stand within a frame only of a segment that is known.
            see(log);
            Segment segment = Log.at(seen, cursor);
            if (segment == null) {
                // Retired since the turn began: that wakes the shard, and the next turn takes note.
                break;
            }
            int from = segment.index(cursor);
            int to = segment.index(Math.min(Math.min(segment.end(), head), quota));
            int sent = subscriber.send(segment.memory(), from, to);
            turn.sent(sent);
            cursor += sent;
        }
        if (subscriber.audience != this) {
            // Its connection broke as it was sent to: its place is another's by now.
            return true;
        }
        cursors[subscriber.index] = cursor;
        if (!subscriber.isReady()) {
            return true;
        }
        if (cursor == head && subscriber.isEnding()) {
            subscriber.finish();
        }
        return cursor < quota || cursor == head;
    }

    /** Finds those whose place is not in the log any more and gives up all memory that is not. */
    void sweep() {
        Log log = feed.log();
        if (log == null) {
            known = List.of();
            seen = known;
            return;
        }
        see(log);
        long tail = log.tail();
        for (int i = size - 1; i >= 0; i--) {
            if (cursors[i] < tail) {
                lap(at(i));
            }
        }
        // Not what is retired by now: a cursor may still be there.
        known = known.stream().filter(segment -> segment.base() >= tail).toList();
    }

    private void lap(Subscriber subscriber) {
        long cursor = cursors[subscriber.index];
        remove(subscriber);
        Segment segment = Log.at(known, cursor);
        if (segment == null) {
            // It had everything that was known; what it missed came and went since.
            Segment behind = Log.at(known, cursor - 1);
            subscriber.lapped(new byte[0], shard.id(behind == null ? 0 : behind.sequence(behind.recordAt(cursor - 1))));
            return;
        }
        int record = segment.recordAt(cursor);
        boolean within = segment.start(record) != cursor;
        long seen = within ? segment.sequence(record) : record > 0 ? segment.sequence(record - 1) : segment.sequence(0) - 1;
        subscriber.lapped(segment.restOfFrame(cursor), shard.id(seen));
    }
}
