package io.ssehub.core.hub;

import io.ssehub.core.count.Counter;
import io.ssehub.core.count.Counters;
import io.ssehub.core.count.LogAllowance;
import io.ssehub.core.hub.Publication.Accepted;
import io.ssehub.core.hub.Publication.Cause;
import io.ssehub.core.hub.Publication.Refused;
import io.ssehub.core.log.FrameBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Gives each event the next number and puts it into history, one at a time: under the one lock of a hub, or by way of the line of those that wait for who holds it.
 *
 * <p>Thread-safe. Within the lock only the id is put into the frame and the bytes are copied.
 */
final class Sequencer {
    private static final System.Logger LOG = System.getLogger(Sequencer.class.getName());
    private static final int MAX_WAITING = 65_536;
    private static final int WAITING_SHARE = 4;

    /** An event that another thread is to append. */
    private static final class Waiting {
        final Topic[] topics;
        final FrameBuffer frame;
        final Consumer<Publication> answer;

        Waiting(Topic[] topics, FrameBuffer frame, Consumer<Publication> answer) {
            this.topics = topics;
            this.frame = frame;
            this.answer = answer;
        }
    }

    /** What became of an event that waited, to be told once the lock is free. */
    private record Taken(Waiting event, Publication publication) {}

    private final ReentrantLock lock = new ReentrantLock();
    private final Queue<Waiting> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waitingCount = new AtomicInteger();
    private final AtomicLong waitingBytes = new AtomicLong();

    private final HubOptions options;
    private final History history;
    private final long epoch;
    private final Consumer<Topic[]> grown;
    private final Counters counters;
    private final Counter published;
    private final LogAllowance logAllowance = new LogAllowance(System::nanoTime);

    // Guarded by the lock; head is read by all.
    private volatile long head;
    private boolean closed;

    /**
     * Goes on behind {@code head}.
     *
     * @param grown told, without the lock, the topics of each event that has its place
     */
    Sequencer(HubOptions options, History history, long epoch, long head, Consumer<Topic[]> grown, Counters counters) {
        this.options = options;
        this.history = history;
        this.epoch = epoch;
        this.head = head;
        this.grown = grown;
        this.counters = counters;
        this.published = counters.counter("events_published", "Events that have been given their place in the order");
        for (Cause cause : Cause.values()) {
            refused(cause);
        }
    }

    /** Returns the newest number given. */
    long head() {
        return head;
    }

    /** Refuses all further events. */
    void close() {
        runLocked(() -> closed = true);
    }

    /** Gives an event its place, which may wait a moment for the lock. Without topics, there was no room for one. */
    Publication publish(Topic @Nullable [] topics, FrameBuffer frame) {
        if (topics == null) {
            return refuseAtOnce(Cause.TOPICS_FULL);
        }
        if (frame.length() > options.eventBytes()) {
            return refuseAtOnce(Cause.EVENT_TOO_LARGE);
        }
        List<Taken> earlier;
        Publication publication;
        lock.lock();
        try {
            earlier = takeWaiting();
            publication = append(topics, frame);
        } finally {
            lock.unlock();
        }
        tell(earlier);
        tell(topics, publication);
        takeWhatWaits();
        return publication;
    }

    /**
     * Gives an event its place without waiting: if another thread holds the lock, that one does. Events of one thread keep their order.
     *
     * @param topics as in {@link #publish}
     * @param answer told once what became of the event, on this thread or another one
     */
    void offer(Topic @Nullable [] topics, FrameBuffer frame, Consumer<Publication> answer) {
        if (topics == null) {
            answer.accept(refuseAtOnce(Cause.TOPICS_FULL));
        } else if (frame.length() > options.eventBytes()) {
            answer.accept(refuseAtOnce(Cause.EVENT_TOO_LARGE));
        } else if (tryTakeAtOnce(topics, frame, answer) || leave(topics, frame, answer)) {
            takeWhatWaits();
        } else {
            answer.accept(refuseAtOnce(Cause.QUEUE_FULL));
        }
    }

    /**
     * Takes an event if the lock is free and no event of this thread waits: one that it has left is counted until somebody who holds the lock takes it, so if
     * none is counted, and the lock is free after that, all have their places already.
     */
    private boolean tryTakeAtOnce(Topic[] topics, FrameBuffer frame, Consumer<Publication> answer) {
        if (waitingCount.get() > 0 || !lock.tryLock()) {
            return false;
        }
        Publication publication;
        try {
            publication = append(topics, frame);
        } finally {
            lock.unlock();
        }
        tell(topics, publication);
        tell(answer, publication);
        return true;
    }

    /** Leaves an event to whoever holds the lock, and returns whether there was room for it to wait. */
    private boolean leave(Topic[] topics, FrameBuffer frame, Consumer<Publication> answer) {
        int count = waitingCount.incrementAndGet();
        long bytes = waitingBytes.addAndGet(frame.length());
        if (count > MAX_WAITING || bytes > options.historyBytes() / WAITING_SHARE) {
            noLongerWaiting(frame);
            return false;
        }
        return waiting.add(new Waiting(topics, frame.copy(), answer));
    }

    private void noLongerWaiting(FrameBuffer frame) {
        waitingCount.decrementAndGet();
        waitingBytes.addAndGet(-frame.length());
    }

    /** Takes what waits now and not what comes meanwhile, so that nobody keeps the lock, and the feeds from being told, as long as others offer. */
    private List<Taken> takeWaiting() {
        int most = waitingCount.get();
        if (most == 0) {
            return List.of();
        }
        List<Taken> taken = new ArrayList<>();
        for (Waiting next = waiting.poll(); next != null; next = taken.size() < most ? waiting.poll() : null) {
            noLongerWaiting(next.frame);
            taken.add(new Taken(next, append(next.topics, next.frame)));
        }
        return taken;
    }

    /**
     * Takes events that were left waiting, as long as there are any and nobody else does. Whoever has held the lock ends with this, and whoever has left an event
     * tries it: either that one gets the lock, or the one who holds it looks after letting go and finds the event, so none is forgotten.
     */
    private void takeWhatWaits() {
        while (!waiting.isEmpty() && lock.tryLock()) {
            List<Taken> taken;
            try {
                taken = takeWaiting();
            } finally {
                lock.unlock();
            }
            tell(taken);
        }
    }

    /**
     * Runs {@code change} under the lock, and then takes what was offered meanwhile: whoever offers leaves that to the one who holds the lock. May be nested, where
     * the outermost call does so.
     */
    void runLocked(Runnable change) {
        boolean outermost = !lock.isHeldByCurrentThread();
        lock.lock();
        try {
            change.run();
        } finally {
            lock.unlock();
            if (outermost) {
                takeWhatWaits();
            }
        }
    }

    private Publication append(Topic[] topics, FrameBuffer frame) {
        if (closed) {
            return refuse(Cause.CLOSED);
        }
        EventId id = new EventId(epoch, head + 1);
        id.putSequence(frame.bytes(), frame.idEnd());
        if (!history.append(topics, frame.bytes(), frame.start(), frame.length(), id.sequence())) {
            return refuse(Cause.HISTORY_FULL);
        }
        // After the feeds: who reads this head and then a feed's log finds there everything up to it.
        head = id.sequence();
        published.increment();
        return new Accepted(id);
    }

    private void tell(List<Taken> taken) {
        for (Taken each : taken) {
            tell(each.event().topics, each.publication());
        }
        for (Taken each : taken) {
            tell(each.event().answer, each.publication());
        }
    }

    private void tell(Topic[] topics, Publication publication) {
        if (publication instanceof Accepted) {
            grown.accept(topics);
        } else if (publication instanceof Refused refused) {
            log(refused.cause());
        }
    }

    private static void tell(Consumer<Publication> answer, Publication publication) {
        Hub.contain(() -> answer.accept(publication));
    }

    /** Refuses an event without the lock. */
    Refused refuseAtOnce(Cause cause) {
        log(cause);
        return refuse(cause);
    }

    private Refused refuse(Cause cause) {
        refused(cause).increment();
        return new Refused(cause);
    }

    private Counter refused(Cause cause) {
        return counters.counter("events_refused", cause.label(), "Events that were not taken");
    }

    private void log(Cause cause) {
        long silentBefore = logAllowance.ask();
        if (silentBefore != LogAllowance.SILENT) {
            LOG.log(System.Logger.Level.WARNING, "event refused: {0}; not logged before: {1}", cause.reason(), silentBefore);
        }
    }
}
