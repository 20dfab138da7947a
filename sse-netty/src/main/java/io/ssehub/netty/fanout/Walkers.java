package io.ssehub.netty.fanout;

import io.ssehub.core.hub.Feed;
import io.ssehub.core.hub.Feeds;
import io.ssehub.core.hub.Walk;
import io.ssehub.core.log.Framing;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The subscribers of one event loop that walk a log, since their selection has none of its own or their framing is none that logs have.
 *
 * <p>Confined to the event loop, but for {@link #grown}.
 */
final class Walkers {
    private final Feeds feeds;
    private final Shard shard;
    private final Runnable onGrowth = this::grown;
    private volatile boolean due;

    private final List<Subscriber> subscribers = new ArrayList<>();
    private int next;

    Walkers(Feeds feeds, Shard shard) {
        this.feeds = feeds;
        this.shard = shard;
    }

    /** Asks for a visit in the shard's next turn. Any thread. */
    void grown() {
        due = true;
        shard.wake();
    }

    boolean isDue() {
        return due;
    }

    void add(Subscriber subscriber, long sequence) {
        subscriber.walk = feeds.walk(subscriber.feed, subscriber.framing, sequence);
        subscriber.index = subscribers.size();
        subscribers.add(subscriber);
        if (subscribers.size() == 1) {
            feeds.onGrowth(onGrowth);
        }
    }

    void remove(Subscriber subscriber) {
        subscriber.walk = null;
        Subscriber last = subscribers.remove(subscribers.size() - 1);
        if (last != subscriber) {
            subscribers.set(subscriber.index, last);
            last.index = subscriber.index;
        }
        if (subscribers.isEmpty()) {
            feeds.removeOnGrowth(onGrowth);
        }
    }

    /** Sends to each subscriber what it has not yet, beginning behind the one that came last in the visit before. */
    void walk(Turn turn, ByteBuffer scratch) {
        due = false;
        boolean all = true;
        for (int left = subscribers.size(); left > 0 && !subscribers.isEmpty(); left--) {
            if (turn.isOver()) {
                all = false;
                break;
            }
            next = next >= subscribers.size() ? 0 : next;
            Subscriber subscriber = subscribers.get(next);
            if (subscriber.isReady()) {
                all &= deliver(subscriber, walk(subscriber), turn, scratch);
            }
            // A subscriber that went meanwhile has left its place to another.
            if (next < subscribers.size() && subscribers.get(next) == subscriber) {
                next++;
            }
        }
        if (!all) {
            due = true;
        }
    }

    /** Returns false if the subscriber is to be visited again though nothing grows. */
    private static boolean deliver(Subscriber subscriber, Walk walk, Turn turn, ByteBuffer scratch) {
        if (walk.isLapped()) {
            // Since the turn began: the next one takes note.
            return false;
        }
        walk.fill(scratch.clear());
        int length = scratch.position();
        int sent = length == 0 ? 0 : subscriber.send(scratch, 0, length);
        turn.sent(sent, walk.advance(sent));
        if (!subscriber.isReady()) {
            return true;
        }
        if (walk.isAtHead() && subscriber.hasMoreToSay()) {
            turn.sent(0, 0);
            subscriber.sayTheRest();
            return true;
        }
        return walk.isAtHead();
    }

    /** Finds those whose place is not in the log any more and gives up all memory that is not. */
    void sweep() {
        for (int i = subscribers.size() - 1; i >= 0; i--) {
            Subscriber subscriber = subscribers.get(i);
            Walk walk = walk(subscriber);
            walk.giveUpRetired();
            if (walk.isLapped()) {
                byte[] rest = walk.restOfFrame();
                long seen = walk.sequence() + (rest.length > 0 ? 1 : 0);
                remove(subscriber);
                subscriber.lapped(rest, shard.id(seen));
            }
        }
    }

    /** Gives those of {@code feed}, which has got a log, over to {@code place} with the sequence they have reached; but for those within a frame. */
    void settle(Feed feed, BiConsumer<Subscriber, Long> place) {
        for (int i = subscribers.size() - 1; i >= 0; i--) {
            Subscriber subscriber = subscribers.get(i);
            if (subscriber.feed == feed && subscriber.framing == Framing.CHUNKED && walk(subscriber).restOfFrame().length == 0) {
                place.accept(subscriber, walk(subscriber).sequence());
            }
        }
    }

    private static Walk walk(Subscriber subscriber) {
        @Nullable Walk walk = subscriber.walk;
        if (walk == null) {
            throw new IllegalStateException("a subscriber of " + subscriber.feed.selection() + " walks no more");
        }
        return walk;
    }
}
