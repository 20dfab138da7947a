package io.ssehub.netty.fanout;

import io.ssehub.core.hub.Newest;

/**
 * The newest values that one subscriber is told, and how far it has come with them. What it has not come to yet is not looked up, so that who takes them slowly
 * holds {@linkplain Newest#after some} at most.
 *
 * <p>Confined to the event loop.
 */
final class CatchUp {
    final Newest values;
    /** Whether each value has its own id; else the last one that of their position. */
    final boolean ownIds;

    private long seen;
    private boolean over;

    /** Makes the way from the event {@code seen} on. */
    CatchUp(Newest values, long seen, boolean ownIds) {
        this.values = values;
        this.ownIds = ownIds;
        this.seen = seen;
    }

    /** Returns the sequence of the last value that has been told. */
    long seen() {
        return seen;
    }

    /** Takes note of the values that are told next. */
    void told(Newest.Some next) {
        over = next.last();
        seen = next.isEmpty() ? seen : next.sequences().get(next.sequences().size() - 1);
    }

    /** Returns whether the last values have been told. */
    boolean isOver() {
        return over;
    }
}
