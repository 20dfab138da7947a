package io.ssehub.core.hub;

import io.ssehub.core.log.Frame;
import io.ssehub.core.log.Framing;
import io.ssehub.core.log.Log;
import io.ssehub.core.log.Reader;
import io.ssehub.core.log.Segment;
import io.ssehub.core.store.NewestValue;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;

/**
 * Makes the ticks of feeds with a pace: of each topic that has changed since the tick before, the newest event, with its own id, in order of sequence. An event of
 * several topics comes if it is the newest of one of them.
 *
 * <p>Confined to the feeds' thread. A tick reads what was published since the last one without the hub's lock, which it holds only to append a few frames at a time.
 */
final class Conflation {
    private static final int FEW = 256;

    private final History history;
    private final TopicTable topics;
    private final Executor underLock;
    private final LongSupplier head;
    private final LongFunction<String> id;
    private final Reader reader = new Reader() {
        @Override
        public void wake() {
            // Nothing is held between two ticks.
        }
    };

    Conflation(History history, TopicTable topics, Executor underLock, LongSupplier head, LongFunction<String> id) {
        this.history = history;
        this.topics = topics;
        this.underLock = underLock;
        this.head = head;
        this.id = id;
    }

    /** Appends to the feed what has changed since its last tick. */
    void tick(Feed feed, Log log) {
        long from = feed.tick();
        long to = head.getAsLong();
        if (to == from) {
            return;
        }
        boolean changed;
        history.memory().register(reader);
        try {
            long turn = history.memory().retirements();
            List<Map.Entry<Long, byte[]>> updates = List.copyOf(updates(feed, from, to).entrySet());
            changed = !updates.isEmpty();
            for (int i = 0; i < updates.size(); i += FEW) {
                List<Map.Entry<Long, byte[]>> few = updates.subList(i, Math.min(i + FEW, updates.size()));
                underLock.execute(() -> few.forEach(update -> append(log, update.getKey(), update.getValue())));
            }
            reader.announce(turn);
        } finally {
            history.memory().unregister(reader);
        }
        feed.tick(to); // after the log: who reads this and then the log finds there everything up to it
        if (changed) {
            feed.grown();
        }
    }

    private void append(Log log, long sequence, byte[] frame) {
        int growth = log.growthBytes(frame.length);
        if (growth > 0) {
            history.makeRoom(growth);
        }
        log.append(frame, 0, frame.length, sequence, null);
    }

    /** Returns the frames of the newest events, not before {@code from} and not after {@code to}, of the feed's topics. */
    private SortedMap<Long, byte[]> updates(Feed feed, long from, long to) {
        SortedMap<Long, byte[]> updates = new TreeMap<>();
        Set<Topic> seen = new HashSet<>();
        List<Segment> segments = history.base().segments();
        long reached = to + 1;
        for (int i = segments.size() - 1; i >= 0 && reached > from + 1; i--) {
            Segment segment = segments.get(i);
            for (int record = segment.firstAfter(to) - 1; record >= 0 && segment.sequence(record) > from; record--) {
                reached = segment.sequence(record);
                if (isNewest(segment, record, feed, seen)) {
                    updates.put(reached, frame(segment, record));
                }
            }
        }
        if (reached > from + 1) {
            addRetained(feed, from, reached, seen, updates);
        }
        return updates;
    }

    /** Going from the newest to the oldest: whether the event has a topic that no event before had. */
    private static boolean isNewest(Segment segment, int record, Feed feed, Set<Topic> seen) {
        boolean newest = false;
        for (Topic topic : History.topics(segment, record)) {
            newest |= seen.add(topic) && feed.selection().matches(topic.name);
        }
        return newest;
    }

    private static byte[] frame(Segment segment, int record) {
        byte[] frame = new byte[(int) (segment.start(record + 1) - segment.start(record))];
        segment.memory().get(segment.index(segment.start(record)), frame);
        return frame;
    }

    /** Adds what has left the log since the last tick. */
    private void addRetained(Feed feed, long from, long before, Set<Topic> seen, Map<Long, byte[]> updates) {
        int known = topics.size();
        for (int i = 0; i < known; i++) {
            Topic topic = topics.get(i);
            NewestValue value = topic == null ? null : topic.retained();
            if (topic == null || value == null || value.sequence() <= from || value.sequence() >= before || seen.contains(topic) || !feed.selection().matches(topic.name)) {
                continue;
            }
            updates.putIfAbsent(value.sequence(), Frame.of(value.fields(), id.apply(value.sequence()), Framing.CHUNKED));
        }
    }
}
