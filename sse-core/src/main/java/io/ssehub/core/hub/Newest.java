package io.ssehub.core.hub;

import io.ssehub.core.log.Frame;
import io.ssehub.core.log.Framing;
import io.ssehub.core.store.NewestValue;
import io.ssehub.core.topic.Selection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The newest value of each topic of a selection, true at one position of the order: what a subscriber gets whose history is lost. They are looked up some at a
 * time, so that who takes them slowly need not hold them all. For a {@link io.ssehub.core.log.Reader}, within a turn; the values themselves may be kept.
 *
 * <p>Values that came after the position are left out, also those that come while the others are being looked up: they follow from the log.
 */
public final class Newest {
    private static final int MOST_VALUES = 512;
    private static final int MOST_BYTES = 64 << 10;

    /**
     * Some of the values, oldest first.
     *
     * @param sequences of the values' events
     * @param fields their field lines, without an id
     * @param last whether there are no more
     */
    public record Some(List<Long> sequences, List<byte[]> fields, boolean last) {
        /** Returns whether there is none. */
        public boolean isEmpty() {
            return fields.isEmpty();
        }

        /** Returns a frame for each, with the id of its event. */
        public List<byte[]> frames(LongFunction<String> ids, Framing framing) {
            return IntStream.range(0, fields.size()).mapToObj(i -> Frame.of(fields.get(i), ids.apply(sequences.get(i)), framing)).toList();
        }

        /** Returns a frame for each, without an id but for {@code id} on the last of all. */
        public List<byte[]> frames(String id, Framing framing) {
            int ofAll = last ? fields.size() - 1 : -1;
            return IntStream.range(0, fields.size()).mapToObj(i -> Frame.of(fields.get(i), i == ofAll ? id : "", framing)).toList();
        }
    }

    private final History history;
    private final TopicTable topics;
    private final Selection selection;
    private final long sequence;

    Newest(History history, TopicTable topics, Selection selection, long sequence) {
        this.history = history;
        this.topics = topics;
        this.selection = selection;
        this.sequence = sequence;
    }

    /** Returns the position that the values are true at: what comes next is the event after it. */
    public long sequence() {
        return sequence;
    }

    /** Returns the oldest values of events after {@code seen}: {@value #MOST_VALUES} at most, and one or as many as fit into {@value #MOST_BYTES} bytes. */
    public Some after(long seen) {
        List<Long> sequences = new ArrayList<>();
        List<byte[]> fields = new ArrayList<>();
        NavigableMap<Long, Topic> next = new TreeMap<>();
        int bytes = 0;
        boolean more = true;
        long from = seen;
        while (more && fields.isEmpty()) {
            next.clear();
            more = gather(from, next);
            for (Map.Entry<Long, Topic> each : next.entrySet()) {
                from = each.getKey();
                byte[] value = value(each.getValue(), each.getKey());
                if (value == null) {
                    continue;
                }
                bytes += value.length;
                if (bytes > MOST_BYTES && !fields.isEmpty()) {
                    more = true;
                    break;
                }
                sequences.add(each.getKey());
                fields.add(value);
            }
        }
        return new Some(sequences, fields, !more);
    }

    /** Finds the topics whose newest events are the oldest after {@code from}, and returns whether there are more. */
    private boolean gather(long from, NavigableMap<Long, Topic> oldest) {
        boolean more = false;
        int known = topics.size();
        for (int i = 0; i < known; i++) {
            Topic topic = topics.get(i);
            long newest = topic == null ? 0 : topic.newest();
            boolean beyond = oldest.size() == MOST_VALUES && newest > oldest.lastKey();
            if (topic == null || newest <= from || newest > sequence || (beyond && more) || !selection.matches(topic.name)) {
                continue;
            }
            if (!beyond) {
                oldest.merge(newest, topic, (one, other) -> one.retained() == null ? other : one); // of an event with several topics
            }
            if (beyond || oldest.size() > MOST_VALUES) {
                more = true;
            }
            if (oldest.size() > MOST_VALUES) {
                oldest.pollLastEntry();
            }
        }
        return more;
    }

    private byte @Nullable [] value(Topic topic, long newest) {
        byte[] inLog = history.fields(newest);
        if (inLog != null) {
            return inLog;
        }
        NewestValue retained = topic.retained();
        return retained != null && retained.sequence() == newest ? retained.fields() : null;
    }

    /** Returns the sequence that the newest {@code values} values are of events after; 0 if there are not more. */
    public long sequenceBack(int values) {
        NavigableSet<Long> newest = new TreeSet<>();
        int known = topics.size();
        for (int i = 0; i < known; i++) {
            Topic topic = topics.get(i);
            long of = topic == null ? 0 : topic.newest();
            if (topic != null && of > 0 && of <= sequence && selection.matches(topic.name)) {
                newest.add(of);
                if (newest.size() > values + 1) {
                    newest.pollFirst();
                }
            }
        }
        return newest.size() > values ? newest.first() : 0;
    }
}
