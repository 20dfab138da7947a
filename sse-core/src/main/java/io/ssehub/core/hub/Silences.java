package io.ssehub.core.hub;

import io.ssehub.core.count.Counter;
import io.ssehub.core.count.Counters;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Topics of which nothing is to be expected, for a while or for good, and who is told so. Thread-safe. */
final class Silences {
    private static final Duration LONGEST_PAUSE = Duration.ofDays(365);

    private final TopicTable topics;
    private final Feeds feeds;
    private final Executor underLock;
    private final LongSupplier nanoClock;
    private final List<Consumer<String>> listeners = new CopyOnWriteArrayList<>();
    private final Counter paused;
    private final Counter closed;

    Silences(TopicTable topics, Feeds feeds, Executor underLock, LongSupplier nanoClock, Counters counters) {
        this.topics = topics;
        this.feeds = feeds;
        this.underLock = underLock;
        this.nanoClock = nanoClock;
        this.paused = counter("paused", counters);
        this.closed = counter("closed", counters);
    }

    private static Counter counter(String cause, Counters counters) {
        return counters.counter("topics_silenced", cause, "Announcements that nothing is to be expected of a topic");
    }

    void pause(Topic topic, Duration duration) {
        announce(topic, new Topic.Silent(false, nanoClock.getAsLong() + duration.toNanos()), paused);
    }

    /** Throws unless a topic may be paused for so long. */
    static void check(Duration duration) {
        if (duration.isNegative() || duration.isZero() || duration.compareTo(LONGEST_PAUSE) > 0) {
            throw new IllegalArgumentException("duration is " + duration + "; more than zero and at most " + LONGEST_PAUSE + " is allowed");
        }
    }

    void close(Topic topic) {
        announce(topic, new Topic.Silent(true, 0), closed);
    }

    private void announce(Topic topic, Topic.Silent until, Counter counter) {
        underLock.execute(() -> topic.silence(until));
        counter.increment();
        feeds.settle(topic.name, () -> listeners.forEach(listener -> listener.accept(topic.name)));
    }

    /** Returns why nothing is to be expected of any of the topics of these names, of which a pattern with wildcards is none; null if something is. */
    @Nullable Silence of(List<String> names) {
        long now = nanoClock.getAsLong();
        long newest = 0;
        String soonest = null;
        long restNanos = Long.MAX_VALUE;
        for (String name : names) {
            Topic topic = topics.known(name);
            Topic.Silent silent = topic == null ? null : topic.silent();
            if (topic == null || silent == null || !silent.holds(now)) {
                return null;
            }
            newest = Math.max(newest, topic.newest());
            if (!silent.forGood() && silent.untilNanos() - now < restNanos) {
                restNanos = silent.untilNanos() - now;
                soonest = name;
            }
        }
        return soonest == null ? new Silence.Closed(newest) : new Silence.Paused(soonest, Duration.ofNanos(restNanos));
    }

    void add(Consumer<String> listener) {
        listeners.add(listener);
    }

    void remove(Consumer<String> listener) {
        listeners.remove(listener);
    }
}
