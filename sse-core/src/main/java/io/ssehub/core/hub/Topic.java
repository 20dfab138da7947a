package io.ssehub.core.hub;

import io.ssehub.core.store.NewestValue;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a hub knows of one topic: the feeds that carry it, its newest event, and how far its history is gone.
 *
 * <p>Written under the hub's lock, but for its feeds, which come with the topic or by the feeds' thread; read by any thread.
 */
final class Topic {
    /**
     * Nothing is expected until the next event.
     *
     * @param untilNanos when a pause is over by itself, by the hub's clock; of no meaning if it is for good
     */
    record Silent(boolean forGood, long untilNanos) {
        /** Returns whether this holds at {@code nowNanos}. */
        boolean holds(long nowNanos) {
            return forGood || untilNanos - nowNanos > 0;
        }
    }

    private static final Feed[] NO_FEEDS = {};
    private static final VarHandle NEWEST;

    static {
        try {
            NEWEST = MethodHandles.lookup().findVarHandle(Topic.class, "newest", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    final String name;
    /** This topic as the topics of an event that has no other. */
    final Topic[] alone = {this};

    /** Its place in the table; the table's. */
    int index;

    private final List<String> names;

    private volatile Feed[] feeds = NO_FEEDS;

    @SuppressWarnings("UnusedVariable") // by way of NEWEST
    private long newest;

    private volatile @Nullable NewestValue retained;
    private volatile @Nullable Silent silent;
    private volatile long evicted;
    private boolean forgotten;

    Topic(String name) {
        this.name = name;
        this.names = List.of(name);
    }

    static List<String> names(Topic[] topics) {
        return topics.length == 1 ? topics[0].names : Arrays.stream(topics).map(topic -> topic.name).toList();
    }

    Feed[] feeds() {
        return feeds;
    }

    synchronized void add(Feed feed) {
        if (Arrays.asList(feeds).contains(feed)) {
            return;
        }
        Feed[] more = Arrays.copyOf(feeds, feeds.length + 1);
        more[more.length - 1] = feed;
        feeds = more;
    }

    synchronized void remove(Feed feed) {
        feeds = Arrays.stream(feeds).filter(other -> other != feed).toArray(Feed[]::new);
    }

    /** Returns the sequence of the newest event, 0 if there is none. */
    long newest() {
        return (long) NEWEST.getAcquire(this);
    }

    /** Takes note of an event, which ends any silence. */
    void newest(long sequence) {
        NEWEST.setRelease(this, sequence);
        if (silent != null) {
            silent = null;
        }
    }

    @Nullable Silent silent() {
        return silent;
    }

    void silence(Silent until) {
        silent = until;
    }

    /** Returns the newest event that has left the log; set before its segment is let go. */
    @Nullable NewestValue retained() {
        return retained;
    }

    /** Returns the sequence of the newest event that cannot be resumed from any more, 0 if there is none. */
    long evicted() {
        return evicted;
    }

    void retain(@Nullable NewestValue value) {
        retained = value;
    }

    /** Returns whether the table has it no more, so that nothing is to be kept of it. Under the hub's lock. */
    boolean isForgotten() {
        return forgotten;
    }

    void forget() {
        forgotten = true;
        retained = null;
    }

    void evict(long sequence) {
        evicted = sequence;
        for (Feed feed : feeds) {
            feed.evict(sequence);
        }
    }
}
