package io.ssehub.core.hub;

import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Publishers who wait until their event is on disk. Any thread may join; the recorder's thread tells them.
 */
final class Confirmations {
    private static final int MAX_WAITING = 65_536;

    private record Waiting(EventId id, Consumer<Publication> answer) implements Comparable<Waiting> {
        @Override
        public int compareTo(Waiting other) {
            return id.compareTo(other.id);
        }

        void tell(Publication publication) {
            Hub.contain(() -> answer.accept(publication));
        }
    }

    private final Queue<Waiting> arriving = new ConcurrentLinkedQueue<>();
    private final PriorityQueue<Waiting> waiting = new PriorityQueue<>();
    private final AtomicInteger count = new AtomicInteger();

    /** Counts one more publisher in, whose event is still to be taken, and returns whether there is room. */
    boolean admit() {
        if (count.incrementAndGet() <= MAX_WAITING) {
            return true;
        }
        count.decrementAndGet();
        return false;
    }

    /** Counts an admitted publisher out, whose event was not taken. */
    void dismiss() {
        count.decrementAndGet();
    }

    /** Has an admitted publisher wait. */
    void add(EventId id, Consumer<Publication> answer) {
        arriving.add(new Waiting(id, answer));
    }

    /** Tells those whose events are on disk, which all are up to {@code sequence}; returns whether others wait still. On the recorder's thread. */
    boolean confirm(long sequence) {
        arrive();
        for (Waiting first = waiting.peek(); first != null && first.id().sequence() <= sequence; first = waiting.peek()) {
            waiting.remove();
            count.decrementAndGet();
            first.tell(new Publication.Accepted(first.id()));
        }
        return !waiting.isEmpty();
    }

    /** Tells all who wait that the disk did not take their events. On the recorder's thread. */
    void disappoint() {
        arrive();
        for (Waiting first = waiting.poll(); first != null; first = waiting.poll()) {
            count.decrementAndGet();
            first.tell(new Publication.Unstored(first.id()));
        }
    }

    private void arrive() {
        for (Waiting next = arriving.poll(); next != null; next = arriving.poll()) {
            waiting.add(next);
        }
    }
}
