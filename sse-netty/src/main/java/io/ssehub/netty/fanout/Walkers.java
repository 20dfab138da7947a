package io.ssehub.netty.fanout;

import io.ssehub.core.hub.Feed;
import io.ssehub.core.hub.Feeds;
import io.ssehub.core.hub.Scout;
import io.ssehub.core.hub.Walk;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The subscribers of one event loop that walk the base log, since their selection has none of its own. One {@link Scout} looks at each event for all of them: who has
 * everything up to where it is rests, and is not visited until it finds something for them.
 *
 * <p>Confined to the event loop, but for {@link #grown}.
 */
final class Walkers {
    private static final byte[] NOTHING = {};

    private final Feeds feeds;
    private final Shard shard;
    private final Runnable onGrowth = this::grown;
    private volatile boolean due;

    private final Scout<Rest> scout;
    private final Map<Feed, Rest> rests = new HashMap<>();
    private final List<Subscriber> walking = new ArrayList<>();
    private int next;

    Walkers(Feeds feeds, Shard shard) {
        this.feeds = feeds;
        this.shard = shard;
        this.scout = feeds.scout();
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
        if (rests.isEmpty()) {
            feeds.onGrowth(onGrowth);
            scout.jump();
        }
        rests.computeIfAbsent(subscriber.feed, this::await).join();
        walk(subscriber, feeds.walk(subscriber.feed.selection(), subscriber.framing, sequence));
    }

    private Rest await(Feed feed) {
        Rest rest = new Rest();
        scout.add(feed.selection(), rest);
        return rest;
    }

    void remove(Subscriber subscriber) {
        Rest own = subscriber.rest;
        if (own != null) {
            own.remove(subscriber);
        } else {
            subscriber.walk = null;
            Places.remove(walking, subscriber);
        }
        Rest rest = restOf(subscriber);
        if (rest.leave()) {
            rests.remove(subscriber.feed);
            scout.remove(subscriber.feed.selection(), rest);
        }
        if (rests.isEmpty()) {
            feeds.removeOnGrowth(onGrowth);
        }
    }

    private Rest restOf(Subscriber subscriber) {
        Rest rest = rests.get(subscriber.feed);
        if (rest == null) {
            throw new IllegalStateException("a subscriber of " + subscriber.feed.selection() + " walks no more");
        }
        return rest;
    }

    private void walk(Subscriber subscriber, Walk walk) {
        subscriber.walk = walk;
        Places.add(walking, subscriber);
    }

    /** Has a subscriber walk again that rests, from where the scout is. */
    private void rise(Subscriber subscriber) {
        Rest rest = subscriber.rest;
        if (rest != null) {
            rest.remove(subscriber);
            walk(subscriber, scout.walk(subscriber.feed.selection(), subscriber.framing));
        }
    }

    private void rest(Subscriber subscriber) {
        subscriber.walk = null;
        Places.remove(walking, subscriber);
        restOf(subscriber).add(subscriber);
    }

    /** Has a subscriber visited that can go on, if there is something for it. */
    void ready(Subscriber subscriber) {
        if (subscriber.hasMoreToSay()) {
            rise(subscriber);
            grown();
        } else if (subscriber.walk != null && !subscriber.walk.isAtHead()) {
            grown();
        }
    }

    static boolean isAtHead(Subscriber subscriber) {
        return subscriber.rest != null || (subscriber.walk != null && subscriber.walk.isAtHead());
    }

    static boolean isAtFrame(Subscriber subscriber) {
        return subscriber.rest != null || (subscriber.walk != null && subscriber.walk.isAtFrame());
    }

    /** Returns the sequence up to which those who rest have everything. */
    long restedAt() {
        return scout.sequence();
    }

    /** Sends to each subscriber what it has not yet, beginning behind the one that came last in the visit before. */
    void walk(Turn turn, ByteBuffer scratch) {
        due = false;
        boolean scouted = scout.pass(rest -> rest.resting().forEach(this::rise));
        boolean all = scouted;
        for (int left = walking.size(); left > 0 && !walking.isEmpty(); left--) {
            if (turn.isOver()) {
                all = false;
                break;
            }
            next = next >= walking.size() ? 0 : next;
            Subscriber subscriber = walking.get(next);
            if (subscriber.isReady()) {
                all &= deliver(subscriber, walk(subscriber), scouted, turn, scratch);
            }
            // A subscriber that went meanwhile has left its place to another.
            if (next < walking.size() && walking.get(next) == subscriber) {
                next++;
            }
        }
        if (!all) {
            due = true;
        }
    }

    /** Returns false if the subscriber is to be visited again though nothing grows. */
    private boolean deliver(Subscriber subscriber, Walk walk, boolean scouted, Turn turn, ByteBuffer scratch) {
        if (walk.isLapped()) {
            // Since the turn began: the next one takes note.
            return false;
        }
        walk.stopAt(scout.position());
        walk.fill(scratch.clear());
        int length = scratch.position();
        int sent = length == 0 ? 0 : subscriber.send(scratch, 0, length);
        turn.sent(sent, walk.advance(sent));
        if (!subscriber.isReady()) {
            return true;
        }
        boolean hasAll = scouted && walk.position() == scout.position();
        if (hasAll && subscriber.hasMoreToSay()) {
            turn.sent(0, 0);
            subscriber.sayTheRest();
        } else if (hasAll) {
            rest(subscriber);
        }
        return hasAll;
    }

    /** Finds those whose place is not in the log any more and gives up all memory that is not. */
    void sweep() {
        for (int i = walking.size() - 1; i >= 0; i--) {
            Subscriber subscriber = walking.get(i);
            Walk walk = walk(subscriber);
            walk.giveUpRetired();
            if (walk.isLapped()) {
                byte[] rest = walk.restOfFrame();
                long seen = walk.sequence() + (rest.length > 0 ? 1 : 0);
                remove(subscriber);
                subscriber.lapped(rest, shard.id(seen));
            }
        }
        if (scout.isLapped()) {
            List<Subscriber> resting = rests.values().stream().flatMap(rest -> rest.resting().stream()).toList();
            String seen = shard.id(scout.sequence());
            scout.jump();
            for (Subscriber subscriber : resting) {
                remove(subscriber);
                subscriber.lapped(NOTHING, seen);
            }
        }
    }

    /** Gives those of {@code feed}, which has got a log, over to {@code place} with the sequence they have reached; but for those within a frame. */
    void settle(Feed feed, BiConsumer<Subscriber, Long> place) {
        Rest rest = rests.get(feed);
        if (rest != null) {
            rest.resting().forEach(subscriber -> place.accept(subscriber, scout.sequence()));
        }
        for (int i = walking.size() - 1; i >= 0; i--) {
            Subscriber subscriber = walking.get(i);
            if (subscriber.feed == feed && walk(subscriber).restOfFrame().length == 0) {
                place.accept(subscriber, walk(subscriber).sequence());
            }
        }
    }

    private static Walk walk(Subscriber subscriber) {
        @Nullable Walk walk = subscriber.walk;
        if (walk == null) {
            throw new IllegalStateException("a subscriber of " + subscriber.feed.selection() + " does not walk");
        }
        return walk;
    }
}
