package io.ssehub.core.hub;

import io.ssehub.core.log.Log;
import io.ssehub.core.topic.Selection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Finds each selection at a pace its feed: there with its first subscriber, as long as it has one, and at most as many as the options allow.
 *
 * <p>Thread-safe; the ticks are made on the feeds' thread.
 */
final class ConflatedFeeds {
    private record Choice(Selection selection, Pace pace) {}

    private final int most;
    private final History history;
    private final Conflation conflation;
    private final Executor underLock;
    private final LongSupplier head;
    private final ScheduledExecutorService thread;

    private final Map<Choice, Feed> byChoice = new ConcurrentHashMap<>();
    private final AtomicInteger made = new AtomicInteger();

    /** Begins without a feed. */
    ConflatedFeeds(int most, History history, Conflation conflation, Executor underLock, LongSupplier head, ScheduledExecutorService thread) {
        this.most = most;
        this.history = history;
        this.conflation = conflation;
        this.underLock = underLock;
        this.head = head;
        this.thread = thread;
    }

    int count() {
        return made.get();
    }

    boolean hasRoom(Selection selection, Pace pace) {
        return made.get() < most || byChoice.containsKey(new Choice(selection, pace));
    }

    /** Counts a subscriber in; null if its choice would be one too many. Never waits for a publisher. */
    @Nullable Feed join(Selection selection, Pace pace) {
        return byChoice.compute(new Choice(selection, pace), (choice, existing) -> {
            Feed feed = existing;
            if (feed == null) {
                if (made.getAndUpdate(count -> Math.min(count + 1, most)) >= most) {
                    return null;
                }
                feed = begin(choice);
            }
            feed.subscribers++;
            return feed;
        });
    }

    void leave(Feed feed) {
        byChoice.computeIfPresent(new Choice(feed.selection(), feed.pace()), (choice, joined) -> {
            if (--joined.subscribers > 0) {
                return joined;
            }
            made.decrementAndGet();
            execute(() -> drop(joined));
            return null;
        });
    }

    private Feed begin(Choice choice) {
        Log log = history.newFeedLog();
        Feed feed = new Feed(choice.selection(), choice.pace(), log, head.getAsLong());
        execute(() -> {
            history.conflated().add(feed);
            underLock.execute(() -> feed.open(log));
            long nanos = choice.pace().interval().toNanos();
            // A schedule would end, without a word, at the first exception.
            feed.ticking = thread.scheduleWithFixedDelay(() -> Hub.contain(() -> tick(feed)), nanos, nanos, TimeUnit.NANOSECONDS);
        });
        return feed;
    }

    private void drop(Feed feed) {
        Future<?> ticking = feed.ticking;
        if (ticking != null) {
            ticking.cancel(false);
        }
        history.conflated().remove(feed);
        underLock.execute(feed::close);
    }

    /** Makes the ticks of some feeds that are not due yet. On the feeds' thread. */
    void tick(Predicate<Feed> which) {
        history.conflated().stream().filter(which).forEach(this::tick);
    }

    private void tick(Feed feed) {
        Log log = feed.log();
        if (log != null) {
            conflation.tick(feed, log);
        }
    }

    private void execute(Runnable task) {
        try {
            thread.execute(task);
        } catch (RejectedExecutionException closed) {
            return;
        }
    }
}
