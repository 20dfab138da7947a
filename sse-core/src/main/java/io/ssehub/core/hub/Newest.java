package io.ssehub.core.hub;

import io.ssehub.core.log.Frame;
import io.ssehub.core.log.Framing;
import io.ssehub.core.store.NewestValue;
import io.ssehub.core.topic.Selection;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;
import java.util.function.LongFunction;
import java.util.stream.IntStream;

/**
 * The newest value of each topic of a selection, true at one position of the order: what a subscriber gets whose history is lost. Immutable; may be shared.
 *
 * <p>Values that came after the position are left out: they follow from the log.
 */
public final class Newest {
    private final long sequence;
    private final List<Long> sequences;
    private final List<byte[]> fields;

    private Newest(long sequence, List<Long> sequences, List<byte[]> fields) {
        this.sequence = sequence;
        this.sequences = sequences;
        this.fields = fields;
    }

    static Newest of(History history, TopicTable topics, Selection selection, long sequence) {
        TreeMap<Long, byte[]> bySequence = new TreeMap<>();
        int known = topics.size();
        for (int i = 0; i < known; i++) {
            Topic topic = topics.get(i);
            long newest = topic == null ? 0 : topic.newest();
            if (topic == null || newest == 0 || newest > sequence || bySequence.containsKey(newest) || !selection.matches(topic.name)) {
                continue;
            }
            byte[] inLog = history.fields(newest);
            if (inLog != null) {
                bySequence.put(newest, inLog);
                continue;
            }
            NewestValue retained = topic.retained();
            if (retained != null && retained.sequence() <= sequence) {
                bySequence.put(retained.sequence(), retained.fields());
            }
        }
        return new Newest(sequence, List.copyOf(bySequence.keySet()), List.copyOf(bySequence.values()));
    }

    /** Returns the position that the values are true at: what comes next is the event after it. */
    public long sequence() {
        return sequence;
    }

    /** Returns whether no topic of the selection has a value. */
    public boolean isEmpty() {
        return fields.isEmpty();
    }

    /** Returns how many values there are. */
    public int count() {
        return fields.size();
    }

    /** Returns how many values are of the event {@code sequence} or of one before it. */
    public int countThrough(long sequence) {
        int place = Collections.binarySearch(sequences, sequence);
        return place < 0 ? -place - 1 : place + 1;
    }

    /** Returns the values oldest first, each as a frame with the id of its event. */
    public List<byte[]> frames(LongFunction<String> ids, Framing framing) {
        return IntStream.range(0, fields.size()).mapToObj(i -> Frame.of(fields.get(i), ids.apply(sequences.get(i)), framing)).toList();
    }

    /** Returns the values oldest first, each as a frame, without ids but for {@code id} on the last. */
    public List<byte[]> frames(String id, Framing framing) {
        List<byte[]> frames = new ArrayList<>(fields.size());
        for (int i = 0; i < fields.size(); i++) {
            frames.add(Frame.of(fields.get(i), i == fields.size() - 1 ? id : "", framing));
        }
        return frames;
    }
}
