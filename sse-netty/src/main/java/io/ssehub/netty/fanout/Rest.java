package io.ssehub.netty.fanout;

import java.util.ArrayList;
import java.util.List;

/** Those walkers of one feed who have everything up to where the scout is, and wait until it finds something for them. Confined to the event loop. */
final class Rest {
    private final List<Subscriber> resting = new ArrayList<>(1);
    private int joined;

    /** Counts in a walker of the feed, resting or not. */
    void join() {
        joined++;
    }

    /** Counts a walker out and returns whether it was the last. */
    boolean leave() {
        return --joined == 0;
    }

    void add(Subscriber subscriber) {
        subscriber.rest = this;
        Places.add(resting, subscriber);
    }

    void remove(Subscriber subscriber) {
        subscriber.rest = null;
        Places.remove(resting, subscriber);
    }

    /** Returns those who rest now, in a list of its own. */
    List<Subscriber> resting() {
        return List.copyOf(resting);
    }
}
