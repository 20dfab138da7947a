package io.ssehub.core.hub;

import io.ssehub.core.log.Framing;
import io.ssehub.core.log.Log;
import io.ssehub.core.log.Segment;
import io.ssehub.core.topic.Selection;
import io.ssehub.core.topic.SelectionTree;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Goes through the base log ahead of all {@linkplain Walk walks} of one reader, so that each event is looked at once for all of them: a walk on which nothing lies
 * up to where the scout is need not be taken, and begins there once the scout has found something for it.
 *
 * <p>Confined to the thread of its {@linkplain io.ssehub.core.log.Reader reader}, and used within its turns.
 *
 * @param <T> who waits for a selection; several may wait for the same, and one for several
 */
public final class Scout<T> {
    private static final int TURN_RECORDS = 1_024;

    private final Log base;
    private final LongSupplier head;
    private final SelectionTree<T> waiting = new SelectionTree<>();

    private List<Segment> known = List.of();
    private long position;
    private long sequence;

    Scout(Log base, LongSupplier head) {
        this.base = base;
        this.head = head;
        jump();
    }

    /** Goes to the newest event, passing over what lies between. */
    public void jump() {
        sequence = head.getAsLong();
        known = base.segments();
        position = base.positionAfter(sequence);
    }

    /** Has {@code waiter} found for the events that the selection matches. */
    public void add(Selection selection, T waiter) {
        waiting.add(selection, waiter);
    }

    /** Takes back what {@link #add} did. */
    public void remove(Selection selection, T waiter) {
        waiting.remove(selection, waiter);
    }

    /** Returns whether what comes next is not in the log any more. */
    public boolean isLapped() {
        return position < base.tail();
    }

    /** Returns where the scout is: how many bytes of the log lie behind. */
    public long position() {
        return position;
    }

    /** Returns the sequence of the last event that lies behind. */
    public long sequence() {
        return sequence;
    }

    /** Returns a walk that begins where the scout is; during {@link #pass}, at the event found. */
    public Walk walk(Selection selection, Framing framing) {
        giveUpRetired();
        return new Walk(base, selection, framing, known, position);
    }

    /**
     * Passes over what has been published, some thousand events at most, and gives to {@code found} those who wait for each of them, in no order and maybe more than
     * once. {@code found} must neither add nor remove.
     *
     * @return whether there was no more; false as well if the scout is {@linkplain #isLapped lapped}
     */
    public boolean pass(Consumer<T> found) {
        giveUpRetired();
        int left = TURN_RECORDS;
        for (Segment segment = Log.at(known, position); segment != null; segment = Log.at(known, position)) {
            int records = segment.count();
            for (int record = segment.recordAt(position); record < records; record++) {
                if (left-- == 0) {
                    return false;
                }
                for (Topic topic : History.topics(segment, record)) {
                    waiting.find(topic.name, found);
                }
                sequence = segment.sequence(record);
                position = segment.start(record + 1);
            }
        }
        return position >= base.head();
    }

    private void giveUpRetired() {
        List<Segment> now = base.segments();
        if (!isLapped()) {
            known = now;
        }
    }
}
