package io.ssehub.core.hub;

import io.ssehub.core.log.Framing;
import io.ssehub.core.log.Log;
import io.ssehub.core.log.Reader;
import io.ssehub.core.log.SegmentMemory;
import io.ssehub.core.topic.Selection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Finds each selection its feed: made on a thread of its own once a second subscriber wants the same, at most as many as the options allow, and given up
 * some time after the last subscriber has left.
 *
 * <p>Thread-safe.
 */
public final class Feeds {
    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final long TICK_MILLIS = 1_000;
    private static final long LAST_TICK_SECONDS = 1;

    private final HubOptions options;
    private final History history;
    private final TopicTable topics;
    private final Executor underLock;
    private final LongSupplier head;

    private final Map<Selection, Feed> bySelection = new ConcurrentHashMap<>();
    private final AtomicInteger made = new AtomicInteger();
    private final List<Runnable> baseListeners = new CopyOnWriteArrayList<>();
    private final FeedFiller filler;
    private final ConflatedFeeds conflated;
    private final ScheduledThreadPoolExecutor thread;

    Feeds(HubOptions options, History history, TopicTable topics, Executor underLock, LongSupplier head, LongFunction<String> id) {
        this.options = options;
        this.history = history;
        this.topics = topics;
        this.underLock = underLock;
        this.head = head;
        this.filler = new FeedFiller(history, topics, underLock, head);
        this.thread = new ScheduledThreadPoolExecutor(1, task -> {
            Thread feeds = new Thread(task, "sse-hub-feeds");
            feeds.setDaemon(true);
            return feeds;
        });
        thread.setRemoveOnCancelPolicy(true);
        Conflation conflation = new Conflation(history, topics, underLock, head, id);
        this.conflated = new ConflatedFeeds(options.conflations(), history, conflation, underLock, head, thread);
        // A schedule would end, without a word, at the first exception.
        var unused = thread.scheduleWithFixedDelay(() -> Hub.contain(this::tick), TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Counts a subscriber of {@code selection} in and returns what it shares with the others of the same selection. Never waits for a publisher. */
    public Feed join(Selection selection) {
        return bySelection.compute(selection, (key, existing) -> {
            Feed feed = existing == null ? new Feed(selection) : existing;
            feed.subscribers++;
            if (feed.subscribers > 1 && !feed.wanted && made.getAndUpdate(count -> Math.min(count + 1, options.feeds())) < options.feeds()) {
                feed.wanted = true;
                execute(() -> filler.fill(feed));
            }
            return feed;
        });
    }

    /**
     * Counts a subscriber of {@code selection} at a pace in and returns what it shares with the others of the same choice. Never waits for a publisher.
     *
     * @return the feed; null if the choice would be one more than the options allow
     */
    public @Nullable Feed join(Selection selection, Pace pace) {
        return pace == Pace.EACH_EVENT ? join(selection) : conflated.join(selection, pace);
    }

    /** Returns whether {@link #join(Selection, Pace)} finds a feed just now. */
    public boolean hasRoom(Selection selection, Pace pace) {
        return pace == Pace.EACH_EVENT || conflated.hasRoom(selection, pace);
    }

    /** Counts a subscriber out. */
    public void leave(Feed feed) {
        if (feed.isConflated()) {
            conflated.leave(feed);
            return;
        }
        bySelection.computeIfPresent(feed.selection(), (key, joined) -> {
            joined.subscribers--;
            joined.idleSinceNanos = options.nanoClock().getAsLong();
            return joined.subscribers == 0 && !joined.wanted ? null : joined;
        });
    }

    private void execute(Runnable task) {
        try {
            thread.execute(task);
        } catch (RejectedExecutionException closed) {
            return;
        }
    }

    /** Returns how many selections have a feed. */
    int count() {
        return made.get();
    }

    /** Returns how many choices of selection and pace have a feed. */
    int conflatedCount() {
        return conflated.count();
    }

    /** Returns the memory of all logs, for readers to register with. */
    public SegmentMemory memory() {
        return history.memory();
    }

    /** Returns the sequence of the newest event. Whoever reads it before a log finds in that log everything up to it. */
    public long headSequence() {
        return head.getAsLong();
    }

    /** Returns the sequence up to which a feed has everything that it carries. Whoever reads it before the feed's log finds in that log everything up to it. */
    public long position(Feed feed) {
        return feed.isConflated() ? feed.tick() : headSequence();
    }

    /** Asks to be told when any event was published, like {@link Feed#onGrowth}. */
    public void onGrowth(Runnable listener) {
        baseListeners.add(listener);
    }

    /** Takes a listener back. */
    public void removeOnGrowth(Runnable listener) {
        baseListeners.remove(listener);
    }

    /** Returns a walk through the base log that begins after the event {@code sequence}. */
    public Walk walk(Selection selection, Framing framing, long sequence) {
        return new Walk(history.base(), selection, framing, sequence);
    }

    /** Returns a scout of the base log that begins after the newest event. */
    public <T> Scout<T> scout() {
        return new Scout<>(history.base(), head);
    }

    /** Returns the newest value of each topic of the selection, as of the newest event. */
    public Newest newest(Selection selection) {
        return new Newest(history, topics, selection, headSequence());
    }

    /** Returns the newest value of each topic of the feed's selection, as of its {@linkplain #position position}. */
    public Newest newest(Feed feed) {
        return new Newest(history, topics, feed.selection(), position(feed));
    }

    /** Returns whether the newest values as of {@code sequence} do not lead over into what can be read of the feed any more. */
    public boolean isOutrun(Feed feed, long sequence) {
        return feed.isConflated() ? feed.tick() != sequence : isEvictedAfter(feed, sequence);
    }

    /** Returns the sequence of the oldest event that can be resumed from, one more than the newest if there is none. */
    public long oldestSequence() {
        return history.oldest();
    }

    /** Returns whether an event of the feed's selection came after {@code sequence} and cannot be read any more. */
    public boolean isEvictedAfter(Feed feed, long sequence) {
        if (history.oldest() <= sequence + 1) {
            return false;
        }
        if (history.evictedOfUnknown() > sequence) {
            return true;
        }
        if (feed.log() != null) {
            return feed.evicted() > sequence;
        }
        int known = topics.size();
        for (int i = 0; i < known; i++) {
            Topic topic = topics.get(i);
            if (topic != null && topic.evicted() > sequence && feed.selection().matches(topic.name)) {
                return true;
            }
        }
        return false;
    }

    /** Returns the sequence that {@code events} events of the feed's selection came after, the oldest there are if they are fewer. For a reader. */
    public long sequenceBack(Feed feed, int events) {
        @Nullable Log log = feed.log();
        long sequence = log != null ? Walk.sequenceBack(log, events) : Walk.sequenceBack(history.base(), feed.selection(), events);
        return Math.max(sequence, history.oldest() - 1);
    }

    void grown(Topic[] published) {
        for (Topic topic : published) {
            for (Feed feed : topic.feeds()) {
                feed.grown();
            }
        }
        for (Runnable listener : baseListeners) {
            listener.run();
        }
    }

    /** Runs {@code then} on the feeds' thread when conflated feeds have all of {@code topic} that has been published; at once, on this one, if the hub is closed. */
    void settle(String topic, Runnable then) {
        try {
            thread.execute(() -> {
                conflated.tick(feed -> feed.selection().matches(topic));
                then.run();
            });
        } catch (RejectedExecutionException closed) {
            then.run();
        }
    }

    /** Lets go what is out of date, events and feeds. */
    void tick() {
        underLock.execute(() -> history.expire(options.nanoClock().getAsLong()));
        bySelection.keySet().forEach(selection -> bySelection.computeIfPresent(selection, (key, feed) -> {
            boolean idle = feed.subscribers == 0 && options.nanoClock().getAsLong() - feed.idleSinceNanos > IDLE_NANOS;
            if (idle) {
                execute(() -> {
                    filler.drop(feed);
                    made.decrementAndGet();
                });
            }
            return idle ? null : feed;
        }));
    }

    /** Ends the thread, after a last tick of every conflated feed. To be called when nothing is published any more. */
    void close() {
        execute(() -> conflated.tick(feed -> true));
        thread.shutdown();
        try {
            if (!thread.awaitTermination(LAST_TICK_SECONDS, TimeUnit.SECONDS)) {
                thread.shutdownNow();
            }
        } catch (InterruptedException e) {
            thread.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
