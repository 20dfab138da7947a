package io.ssehub.core.hub;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.ssehub.core.count.Counter;
import io.ssehub.core.count.Counters;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Topics of which nothing is to be expected, for a while or for good, and who is told so. They outlive the hub if it has a store; how long it was away nobody can tell
 * without trusting the wall clock, so each pause then begins anew.
 *
 * <p>Thread-safe.
 */
final class Silences {
    private static final Duration LONGEST_PAUSE = Duration.ofDays(365);
    /** What is kept of a topic: its newest event at that time, and for how many milliseconds it is paused, 0 if it is closed. */
    private static final Pattern KEPT = Pattern.compile("(\\d{1,18}) (\\d{1,11})");

    private final TopicTable topics;
    private final Feeds feeds;
    private final Executor underLock;
    private final LongSupplier nanoClock;
    private final StateTable kept;
    private final List<Consumer<String>> listeners = new CopyOnWriteArrayList<>();
    private final Counter paused;
    private final Counter closed;

    Silences(TopicTable topics, Feeds feeds, Executor underLock, LongSupplier nanoClock, StateTable kept, Counters counters) {
        this.topics = topics;
        this.feeds = feeds;
        this.underLock = underLock;
        this.nanoClock = nanoClock;
        this.kept = kept;
        this.paused = counter("paused", counters);
        this.closed = counter("closed", counters);
    }

    private static Counter counter(String cause, Counters counters) {
        return counters.counter("topics_silenced", cause, "Announcements that nothing is to be expected of a topic");
    }

    /** Throws unless a topic may be paused for so long. */
    static void check(Duration duration) {
        if (duration.isNegative() || duration.isZero() || duration.compareTo(LONGEST_PAUSE) > 0) {
            throw new IllegalArgumentException("duration is " + duration + "; more than zero and at most " + LONGEST_PAUSE + " is allowed");
        }
    }

    void pause(Topic topic, Duration duration) {
        announce(topic, duration);
        paused.increment();
    }

    void close(Topic topic) {
        announce(topic, Duration.ZERO);
        closed.increment();
    }

    private void announce(Topic topic, Duration pause) {
        underLock.execute(() -> {
            topic.silence(silent(pause));
            kept.put(topic.name, (topic.newest() + " " + Math.max(pause.toMillis(), pause.isZero() ? 0 : 1)).getBytes(US_ASCII));
        });
        feeds.settle(topic.name, () -> listeners.forEach(listener -> listener.accept(topic.name)));
    }

    private Topic.Silent silent(Duration pause) {
        return pause.isZero() ? new Topic.Silent(true, 0) : new Topic.Silent(false, nanoClock.getAsLong() + pause.toNanos());
    }

    /** Silences topics as they were when the hub was open before, unless there has been an event since. */
    void restore() {
        kept.restored().forEach((name, value) -> {
            Matcher known = KEPT.matcher(new String(value, US_ASCII));
            Topic[] found = known.matches() ? topics.of(name) : null;
            if (found != null && found[0].newest() <= Long.parseLong(known.group(1))) {
                found[0].silence(silent(Duration.ofMillis(Long.parseLong(known.group(2)))));
            } else {
                kept.remove(name);
            }
        });
    }

    void forget(Collection<String> names) {
        names.forEach(kept::remove);
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
