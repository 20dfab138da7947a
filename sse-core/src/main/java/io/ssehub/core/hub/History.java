package io.ssehub.core.hub;

import io.ssehub.core.count.Counter;
import io.ssehub.core.count.Counters;
import io.ssehub.core.log.Frame;
import io.ssehub.core.log.Log;
import io.ssehub.core.log.Segment;
import io.ssehub.core.log.SegmentMemory;
import io.ssehub.core.store.NewestValue;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The base log, which holds every event in total order, the feeds that copy parts of it, and the one budget that bounds them all: by events, bytes and age.
 *
 * <p>Changed under the hub's lock only; what is not said to be is readable by any thread.
 */
final class History {
    private static final int FIRST_FEED_SEGMENT_BYTES = 16 << 10;
    private static final int LEAST_FEED_SEGMENT_BYTES = 1 << 10;
    /** The part of the budget that the feeds' newest segments may take together. */
    private static final int FEEDS_SHARE = 4;

    /** At that time, every event up to {@code sequence} was there already. */
    private record Mark(long nanos, long sequence) {}

    private final HubOptions options;
    private final SegmentMemory memory = new SegmentMemory();
    private final Log base;
    private final List<Feed> feeds = new CopyOnWriteArrayList<>();
    private final List<Feed> conflated = new CopyOnWriteArrayList<>();
    private final Deque<Mark> marks = new ArrayDeque<>();
    private volatile long oldest = 1;
    private long newest;
    private volatile long retainedBytes;
    private volatile long evictedOfUnknown;
    private final Counter valuesDropped;

    History(HubOptions options, Counters counters) {
        this.options = options;
        this.valuesDropped = counters.counter("newest_values_dropped", "Newest values that were not kept beyond history, for want of room");
        counters.gauge("newest_values_bytes", "Memory of topics' newest values that have left history", () -> retainedBytes);
        this.base = new Log(memory, options.segmentBytes(), options::segmentBytes);
    }

    /** Returns the memory of all logs, for readers to register with. Any thread. */
    SegmentMemory memory() {
        return memory;
    }

    /** Returns the log of every event; each frame's tag is its event's {@code Topic[]}. Any thread. */
    Log base() {
        return base;
    }

    /** Returns the sequence of the oldest event that can be resumed from, one more than the newest if there is none. Any thread. */
    long oldest() {
        return oldest;
    }

    /**
     * Returns the sequence of the newest event that cannot be resumed from any more and whose topics nobody knows, as they are forgotten or it was not on disk; 0 if
     * there is none. Any thread.
     */
    long evictedOfUnknown() {
        return evictedOfUnknown;
    }

    /** Returns the feeds that new topics may have to be added to. Any thread. */
    List<Feed> feeds() {
        return feeds;
    }

    /** Returns the conflated feeds, which get no event when it is published. Any thread. */
    List<Feed> conflated() {
        return conflated;
    }

    Log newFeedLog() {
        return new Log(memory, Math.min(FIRST_FEED_SEGMENT_BYTES, options.segmentBytes()), this::feedSegmentBytes);
    }

    /** Returns the size of a full segment of a feed: the smaller the more feeds there are, as each holds one that is not full. */
    private int feedSegmentBytes() {
        long share = options.historyBytes() / FEEDS_SHARE / Math.max(1, feeds.size() + conflated.size());
        return (int) Math.min(Math.max(Long.highestOneBit(share), LEAST_FEED_SEGMENT_BYTES), options.segmentBytes());
    }

    /**
     * Appends the frame of {@code length} bytes at index {@code start} to the base log and the feeds of its topics, letting old events go where the budget asks
     * for it.
     *
     * @return whether there was room; false only while readers hold on to twice the budget
     */
    boolean append(Topic[] topics, byte[] bytes, int start, int length, long sequence) {
        long room = 0;
        // Making room may empty a feed, which then needs a segment more.
        for (long growth = growthBytes(topics, length); growth > room; growth = growthBytes(topics, length)) {
            if (!makeRoom(growth)) {
                return false;
            }
            room = growth;
        }
        base.append(bytes, start, length, sequence, topics);
        newest = sequence;
        for (Topic topic : topics) {
            for (Feed feed : topic.feeds()) {
                feed.append(bytes, start, length, sequence);
            }
            topic.newest(sequence);
        }
        if (sequence - oldest >= options.historyEvents()) {
            evict(sequence - options.historyEvents());
        }
        return true;
    }

    private long growthBytes(Topic[] topics, int length) {
        long growth = base.growthBytes(length);
        for (Topic topic : topics) {
            for (Feed feed : topic.feeds()) {
                Log log = feed.accepting();
                growth += log == null ? 0 : log.growthBytes(length);
            }
        }
        return growth;
    }

    /** Lets go what memory of {@code bytes} needs. */
    boolean makeRoom(long bytes) {
        while (memory.liveBytes() + bytes > options.historyBytes() && oldest <= newest) {
            Segment segment = base.oldest();
            if (segment == null || segment == base.newest()) {
                // The feeds have the rest: half of it at a time, as their segments are smaller.
                evict(oldest + (newest - oldest) / 2);
                retireEvictedOfFeeds();
            } else {
                evict(segment.sequence(segment.count() - 1));
            }
        }
        memory.reclaim();
        return memory.usedBytes() + bytes <= 2 * options.historyBytes();
    }

    /** Lets go what is too old. To be called now and then; ages are as exact as the calls are frequent. */
    void expire(long nowNanos) {
        long outOfDate = nowNanos - options.historyAge().toNanos();
        long expired = 0;
        // Those that history has left behind for another reason go as well, so that there are never more marks than events.
        for (Mark mark = marks.peek(); mark != null && (mark.nanos() - outOfDate < 0 || mark.sequence() < oldest); mark = marks.peek()) {
            expired = mark.sequence();
            marks.remove();
        }
        evict(expired);
        Mark last = marks.peekLast();
        if (newest >= oldest && (last == null || last.sequence() < newest)) {
            marks.add(new Mark(nowNanos, newest));
        }
        memory.reclaim();
    }

    private void evict(long upTo) {
        Segment segment = base.oldest();
        long next = oldest;
        while (next <= upTo && segment != null) {
            int record = (int) (next - segment.sequence(0));
            if (record < segment.count()) {
                evict(segment, record);
                next++;
            } else {
                segment = base.at(segment.end());
            }
        }
        oldest = next;
        if (retireEvicted(base)) {
            retireEvictedOfFeeds();
        }
    }

    private void retireEvictedOfFeeds() {
        Stream.concat(feeds.stream(), conflated.stream()).map(Feed::accepting).filter(Objects::nonNull).forEach(this::retireEvicted);
    }

    /** Lets the segments go that hold nothing that can be resumed from, and returns whether there were any. The base log keeps its newest, for its place. */
    private boolean retireEvicted(Log log) {
        boolean retired = false;
        Segment kept = log == base ? base.newest() : null;
        for (Segment segment = log.oldest();
                segment != null && segment != kept && segment.sequence(segment.count() - 1) < oldest;
                segment = log.oldest()) {
            retired |= log.retireOldest();
        }
        return retired;
    }

    private void evict(Segment segment, int record) {
        long sequence = segment.sequence(record);
        NewestValue value = null;
        for (Topic topic : topics(segment, record)) {
            if (topic.isForgotten()) {
                evictedOfUnknown = sequence;
            } else if (topic.newest() == sequence) {
                value = value == null ? new NewestValue(sequence, fields(segment, record)) : value;
                retain(topic, value);
            }
            topic.evict(sequence);
        }
    }

    /** Keeps the newest value of a topic beyond history; drops it, and any that it had, if the values take too much together. */
    private void retain(Topic topic, NewestValue value) {
        NewestValue before = topic.retained();
        long others = retainedBytes - (before == null ? 0 : before.fields().length);
        boolean fits = others + value.fields().length <= options.historyBytes();
        topic.retain(fits ? value : null);
        retainedBytes = fits ? others + value.fields().length : others;
        if (!fits) {
            valuesDropped.increment();
        }
    }

    /** Keeps nothing more of a topic that the table has let go. */
    void forget(Topic topic) {
        NewestValue value = topic.retained();
        long others = retainedBytes - (value == null ? 0 : value.fields().length);
        retainedBytes = others;
        evictedOfUnknown = Math.max(evictedOfUnknown, topic.evicted());
        topic.forget();
    }

    /** Lets everything go and goes on behind {@code sequence}, while nobody reads yet: the numbers before it are not all there. */
    void startAfter(long sequence) {
        evict(newest);
        while (base.retireOldest()) {
            memory.reclaim();
        }
        newest = sequence;
        oldest = sequence + 1;
        evictedOfUnknown = sequence;
    }

    /** Takes the newest value of a topic from before history. */
    void restore(Topic topic, NewestValue value) {
        topic.newest(value.sequence());
        retain(topic, value);
    }

    static Topic[] topics(Segment segment, int record) {
        if (segment.tag(record) instanceof Topic[] topics) {
            return topics;
        }
        throw new IllegalStateException("frame " + record + " of the base log has no topics");
    }

    private static byte[] fields(Segment segment, int record) {
        ByteBuffer bytes = segment.memory();
        int start = segment.index(segment.start(record));
        int end = segment.index(segment.start(record + 1));
        return Frame.fieldsWithoutId(bytes, start, end, EventId.LENGTH);
    }

    /** Returns the field lines, without the id, of the event {@code sequence} if the base log holds it. For a reader, within a turn. */
    byte @Nullable [] fields(long sequence) {
        Segment segment = base.withSequence(sequence);
        return segment == null ? null : fields(segment, segment.firstAfter(sequence) - 1);
    }
}
