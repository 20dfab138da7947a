package io.ssehub.core.hub;

import io.ssehub.core.log.Log;
import io.ssehub.core.topic.Selection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * What the subscribers of one selection and pace share: once there are two of them, or at a pace of their own from the first on, a log that holds the frames of
 * their selection and nothing else, so that whatever a subscriber has not yet is one contiguous range.
 *
 * <p>Thread-safe; the log is written under the hub's lock.
 */
public final class Feed {
    private final Selection selection;
    private final Pace pace;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

    private volatile @Nullable Log log;
    private volatile long evicted;
    private volatile long tick;

    // Confined to the map entry of the selection, see Feeds.
    int subscribers;
    long idleSinceNanos;
    boolean wanted;
    @Nullable Future<?> ticking;

    // Guarded by the hub's lock.
    private @Nullable Log accepting;
    private long newest;

    Feed(Selection selection) {
        this.selection = selection;
        pace = Pace.EACH_EVENT;
    }

    /** Makes a feed whose first tick comes after the event {@code tick}. */
    Feed(Selection selection, Pace pace, Log log, long tick) {
        this.selection = selection;
        this.pace = pace;
        this.log = log;
        this.tick = tick;
    }

    /** Returns what the feed carries. */
    public Selection selection() {
        return selection;
    }

    /** Returns how often the feed carries a topic. */
    public Pace pace() {
        return pace;
    }

    /** Returns whether the feed does not carry each event: it has a log from the beginning, and a {@linkplain Feeds#position position} of its own. */
    public boolean isConflated() {
        return pace != Pace.EACH_EVENT;
    }

    /** Returns the sequence up to which a conflated feed's log holds each topic's newest event. */
    long tick() {
        return tick;
    }

    void tick(long sequence) {
        tick = sequence;
    }

    /** Returns the feed's log, complete and growing, or null while the base log has to be walked instead. Once there it stays while anybody is joined. */
    public @Nullable Log log() {
        return log;
    }

    /**
     * Asks to be told when the log has grown. The listener runs on the publisher's thread, without the hub's lock, and must not wait; several events may
     * make one call.
     */
    public void onGrowth(Runnable listener) {
        listeners.add(listener);
    }

    /** Takes a listener back. */
    public void removeOnGrowth(Runnable listener) {
        listeners.remove(listener);
    }

    void grown() {
        for (Runnable listener : listeners) {
            listener.run();
        }
    }

    /** Returns the log if events are to be appended to it. Under the hub's lock. */
    @Nullable Log accepting() {
        return accepting;
    }

    /** Appends a frame unless it is there already, by another of its event's topics. Under the hub's lock. */
    void append(byte[] bytes, int start, int length, long sequence) {
        Log open = accepting;
        if (open != null && newest != sequence) {
            newest = sequence;
            open.append(bytes, start, length, sequence, null);
        }
    }

    /** Opens the feed: {@code complete} holds the whole history of the selection. Under the hub's lock. */
    void open(Log complete) {
        accepting = complete;
        log = complete;
    }

    /** Closes the feed, to which nobody is joined. Under the hub's lock. */
    void close() {
        Log open = accepting;
        accepting = null;
        log = null;
        if (open != null) {
            open.close();
        }
    }

    /** Under the hub's lock, like every change of what is evicted. */
    void evict(long sequence) {
        evicted = sequence;
    }

    /** Returns the sequence of the newest event of the selection that cannot be resumed from any more; right while the feed has a log. */
    long evicted() {
        return evicted;
    }

    void evictedAtLeast(long sequence) {
        evicted = Math.max(evicted, sequence);
    }
}
