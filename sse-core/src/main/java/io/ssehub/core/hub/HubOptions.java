package io.ssehub.core.hub;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How much a hub remembers and how many it knows. History ends at the first of its three bounds.
 *
 * @param historyEvents events that can be resumed from, 1 or more
 * @param historyBytes direct memory for history, in all its copies, 262,144 or more; at twice as much, publishing is refused. As much heap again may hold the
 *     newest values of topics whose events have left history
 * @param historyAge how long an event can be resumed from, more than zero, at most 36,500 days
 * @param topics topics the hub may know, 1 or more
 * @param feeds selections that have a copy of history of their own, 0 or more
 * @param conflations selections of which somebody wants no more than so many events at a time, counted once for each {@link Pace}, 0 or more
 * @param eventBytes bytes of an event as it stands on the wire, 1 to a sixteenth of {@code historyBytes}
 * @param nanoClock a clock that never goes back, in nanoseconds: {@code System::nanoTime}
 */
public record HubOptions(
        int historyEvents, long historyBytes, Duration historyAge, int topics, int feeds, int conflations, int eventBytes, LongSupplier nanoClock) {
    private static final int LEAST_HISTORY_BYTES = 256 << 10;
    private static final int EVENT_SHARE = 16;
    private static final Duration MOST_AGE = Duration.ofDays(36_500);

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException naming the option, its value and its range
     */
    public HubOptions {
        check("historyEvents", historyEvents, 1, Integer.MAX_VALUE);
        check("historyBytes", historyBytes, LEAST_HISTORY_BYTES, Long.MAX_VALUE / 4);
        if (historyAge.isNegative() || historyAge.isZero() || historyAge.compareTo(MOST_AGE) > 0) {
            throw new IllegalArgumentException("historyAge is " + historyAge + "; more than zero and at most " + MOST_AGE + " is allowed");
        }
        check("topics", topics, 1, Integer.MAX_VALUE);
        check("feeds", feeds, 0, Integer.MAX_VALUE);
        check("conflations", conflations, 0, Integer.MAX_VALUE);
        check("eventBytes", eventBytes, 1, Math.min(historyBytes / EVENT_SHARE, 1 << 28));
    }

    private static void check(String name, long value, long min, long max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(name + " is " + value + "; " + min + " to " + max + " is allowed");
        }
    }

    /** Returns 65,536 events, 64 MiB and one hour of history, 100,000 topics, 256 feeds, 64 conflations, events of up to 2 MiB. */
    public static HubOptions defaults() {
        return new HubOptions(65_536, 64L << 20, Duration.ofHours(1), 100_000, 256, 64, 2 << 20, System::nanoTime);
    }

    /** Returns these options with other bounds of history, events being at most a sixteenth of its bytes. */
    public HubOptions withHistory(int events, long bytes, Duration age) {
        return new HubOptions(events, bytes, age, topics, feeds, conflations, (int) Math.min(eventBytes, bytes / EVENT_SHARE), nanoClock);
    }

    /** Returns these options with another number of topics. */
    public HubOptions withTopics(int count) {
        return new HubOptions(historyEvents, historyBytes, historyAge, count, feeds, conflations, eventBytes, nanoClock);
    }

    /** Returns these options with another number of feeds. */
    public HubOptions withFeeds(int count) {
        return new HubOptions(historyEvents, historyBytes, historyAge, topics, count, conflations, eventBytes, nanoClock);
    }

    /** Returns these options with another number of conflations. */
    public HubOptions withConflations(int count) {
        return new HubOptions(historyEvents, historyBytes, historyAge, topics, feeds, count, eventBytes, nanoClock);
    }

    /** Returns these options with another clock. */
    public HubOptions withNanoClock(LongSupplier clock) {
        return new HubOptions(historyEvents, historyBytes, historyAge, topics, feeds, conflations, eventBytes, clock);
    }

    /** Returns the size of a full segment: small enough that a history is many of them, as they are let go one at a time. */
    int segmentBytes() {
        return (int) Math.min(1 << 20, Long.highestOneBit(historyBytes / EVENT_SHARE));
    }
}
