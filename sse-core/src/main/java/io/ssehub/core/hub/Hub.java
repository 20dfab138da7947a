package io.ssehub.core.hub;

import io.ssehub.core.count.Counter;
import io.ssehub.core.count.Counters;
import io.ssehub.core.count.LogAllowance;
import io.ssehub.core.event.ServerSentEvent;
import io.ssehub.core.event.Utf8Event;
import io.ssehub.core.hub.Publication.Accepted;
import io.ssehub.core.hub.Publication.Cause;
import io.ssehub.core.hub.Publication.Refused;
import io.ssehub.core.log.Frame;
import io.ssehub.core.log.FrameBuffer;
import io.ssehub.core.store.EventStore;
import io.ssehub.core.store.Sync;
import java.io.IOException;
import io.ssehub.core.topic.Selection;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Gives every event its place in one total order over all topics, keeps a bounded history of them, and tells the feeds.
 *
 * <p>Thread-safe. Events are encoded before the lock is taken; within it only the id is put in and the bytes are copied. A publisher never waits for a
 * subscriber.
 */
public final class Hub implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Hub.class.getName());
    private static final int MAX_WAITING = 65_536;
    private static final int WAITING_SHARE = 4;
    private static final long EPOCH_ZERO_SECONDS = 1_577_836_800; // 2020-01-01
    private static final int EPOCH_RANDOM_BITS = 13;
    private static final Duration LONGEST_PAUSE = Duration.ofDays(365);

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
    private final Counters counters = new Counters();
    private final LogAllowance logAllowance = new LogAllowance(System::nanoTime);
    private final long epoch;
    private final byte[] frameEnd;
    private final TopicTable topics;
    private final History history;
    private final Feeds feeds;
    private final List<Consumer<String>> silenceListeners = new CopyOnWriteArrayList<>();
    private final Counter pauses = counters.counter("topics_silenced", "paused", "Announcements that nothing is to be expected of a topic");
    private final Counter closings = counters.counter("topics_silenced", "closed", "Announcements that nothing is to be expected of a topic");
    private final Counter published = counters.counter("events_published", "Events that have been given their place in the order");

    private final Epochs epochs;
    private final Map<String, byte[]> state;
    private final @Nullable Recorder recorder;

    // Guarded by the lock; head is read by all.
    private volatile long head;
    private boolean closed;

    private Hub(HubOptions options, @Nullable EventStore store, Sync sync) throws IOException {
        this.options = options;
        this.history = new History(options, counters);
        this.topics = new TopicTable(options.topics(), history.feeds());
        Restoration restoration = new Restoration(history, topics, counters);
        if (store != null) {
            store.recover(restoration);
            restoration.end();
        }
        this.head = restoration.last();
        this.state = restoration.state();
        this.epoch = Math.max(newEpoch(), restoration.newestEpoch() + 1);
        this.epochs = restoration.epochs().with(epoch, head);
        this.frameEnd = Frame.end(new EventId(epoch, 0).toString());
        this.recorder = store == null
                ? null
                : new Recorder(
                        store, sync, new Transcript(history, topics, epochs, restoration.trimmed(), options), () -> head, options.nanoClock(), counters);
        this.feeds = new Feeds(options, history, topics, this::runLocked, () -> head, sequence -> id(sequence).toString());
        for (Cause cause : Cause.values()) {
            refused(cause);
        }
        counters.gauge("topics", "Topics known", topics::count);
        counters.gauge("feeds", "Selections that have a log of their own", feeds::count);
        counters.gauge("conflations", "Choices of selection and pace that have a log of their own", feeds::conflatedCount);
        counters.gauge("history_events", "Events that can be resumed from", () -> head - history.oldest() + 1);
        counters.gauge("history_bytes", "Direct memory of history in all its copies", history.memory()::usedBytes);
        if (recorder != null) {
            feeds.onGrowth(recorder::grown);
            recorder.start();
        }
    }

    /** Opens a hub with an empty history and a new epoch. */
    public static Hub open(HubOptions options) {
        try {
            return new Hub(options, null, new Sync.Never());
        } catch (IOException e) {
            throw new AssertionError("there is no disk to fail", e);
        }
    }

    /**
     * Opens a hub with the history that {@code store} holds and a new epoch. Events keep their ids, and clients resume after those of earlier runs. What is published
     * from here on is written to the store a moment later; a disk that takes nothing is no obstacle, but for what is published durably.
     *
     * @param store closed by the hub
     * @param sync when what is written has to be safe from a loss of power
     * @throws IOException if the store cannot be read; it is then closed
     */
    public static Hub open(HubOptions options, EventStore store, Sync sync) throws IOException {
        try {
            return new Hub(options, store, sync);
        } catch (IOException | RuntimeException e) {
            store.close();
            throw e;
        }
    }

    /** Seconds make later runs greater, as far as the wall clock can be trusted; random bits keep two runs apart where it cannot. */
    private static long newEpoch() {
        long seconds = Math.max(0, System.currentTimeMillis() / 1000 - EPOCH_ZERO_SECONDS) & 0xffff_ffffL;
        return (seconds << EPOCH_RANDOM_BITS) | new SecureRandom().nextInt(1 << EPOCH_RANDOM_BITS);
    }

    /**
     * Publishes an event on one topic. Not for an event loop: it may wait a moment for the lock.
     *
     * @throws IllegalArgumentException if the topic is not one, or the event brings its own id
     */
    public Publication publish(String topic, ServerSentEvent event) {
        checkNoId(event);
        return publish(topics.of(topic), FrameBuffer.of(event, frameEnd));
    }

    /**
     * Publishes one event on several topics: a selection that matches any of them gets it once. Not for an event loop: it may wait a moment for the lock.
     *
     * @throws IllegalArgumentException if there is no topic, a topic is not one, or the event brings its own id
     */
    public Publication publish(Collection<String> topics, ServerSentEvent event) {
        checkNoId(event);
        return publish(this.topics.of(topics), FrameBuffer.of(event, frameEnd));
    }

    /**
     * Publishes one event whose data is UTF-8 already, which the caller has checked, like {@link #publish(Collection, ServerSentEvent)}.
     *
     * @throws IllegalArgumentException if there is no topic, or a topic is not one
     */
    public Publication publish(Collection<String> topics, Utf8Event event) {
        return publish(this.topics.of(topics), FrameBuffer.of(event, frameEnd));
    }

    /**
     * Publishes like {@link #publish(Collection, ServerSentEvent)} but never waits: if another thread holds the lock, that thread takes the event before it
     * lets go. Events offered by one thread keep their order.
     *
     * @param answer told once what became of the event, on this thread or another one; must neither wait nor throw
     * @throws IllegalArgumentException as {@code publish}; then {@code answer} is not called
     */
    public void offer(Collection<String> topics, ServerSentEvent event, Consumer<Publication> answer) {
        checkNoId(event);
        offer(this.topics.of(topics), FrameBuffer.of(event, frameEnd), answer);
    }

    /**
     * Publishes an event whose data is UTF-8 already, which the caller has checked, like {@link #offer(Collection, ServerSentEvent, Consumer)}. The bytes are the
     * caller's again once this returns, even if the answer is still to come.
     *
     * @param answer told once what became of the event, on this thread or another one; must neither wait nor throw
     * @throws IllegalArgumentException as {@code publish}; then {@code answer} is not called
     */
    public void offer(Collection<String> topics, Utf8Event event, Consumer<Publication> answer) {
        offer(this.topics.of(topics), FrameBuffer.of(event, frameEnd), answer);
    }

    /**
     * Publishes like {@link #offer(Collection, Utf8Event, Consumer)}, and answers once the event is on disk, as far as the hub's {@link Sync} promises.
     *
     * @param answer as in {@code offer}: {@code Accepted} if the event is on disk, {@code Unstored} if it went to the subscribers but the disk did not take it
     * @throws IllegalArgumentException as {@code publish}; then {@code answer} is not called
     */
    public void offerDurably(Collection<String> topics, Utf8Event event, Consumer<Publication> answer) {
        offerDurably(this.topics.of(topics), FrameBuffer.of(event, frameEnd), answer);
    }

    /**
     * Publishes one event and returns what completes once it is on disk, as {@link #offerDurably(Collection, Utf8Event, Consumer)} does. Does not wait, and those that
     * one thread publishes keep their order.
     *
     * @throws IllegalArgumentException if there is no topic, a topic is not one, or the event brings its own id
     */
    public CompletionStage<Publication> publishDurably(Collection<String> topics, ServerSentEvent event) {
        checkNoId(event);
        CompletableFuture<Publication> stored = new CompletableFuture<>();
        offerDurably(this.topics.of(topics), FrameBuffer.of(event, frameEnd), stored::complete);
        return stored;
    }

    private void offerDurably(Topic @Nullable [] found, FrameBuffer frame, Consumer<Publication> answer) {
        Recorder disk = recorder;
        if (disk == null) {
            answer.accept(refuseAtOnce(Cause.NO_STORE));
        } else if (disk.isFailing()) {
            answer.accept(refuseAtOnce(Cause.STORE_FAILING));
        } else if (!disk.admit()) {
            answer.accept(refuseAtOnce(Cause.QUEUE_FULL));
        } else {
            offer(found, frame, publication -> disk.confirm(publication, answer));
        }
    }

    private Publication publish(Topic @Nullable [] found, FrameBuffer frame) {
        if (found == null) {
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
            publication = append(found, frame);
        } finally {
            lock.unlock();
        }
        tell(earlier);
        grown(found, publication);
        takeWhatWaits();
        return publication;
    }

    private void offer(Topic @Nullable [] found, FrameBuffer frame, Consumer<Publication> answer) {
        if (found == null) {
            answer.accept(refuseAtOnce(Cause.TOPICS_FULL));
        } else if (frame.length() > options.eventBytes()) {
            answer.accept(refuseAtOnce(Cause.EVENT_TOO_LARGE));
        } else if (tryTakeAtOnce(found, frame, answer) || leave(found, frame, answer)) {
            takeWhatWaits();
        } else {
            answer.accept(refuseAtOnce(Cause.QUEUE_FULL));
        }
    }

    /**
     * Takes an event if the lock is free and no event of this thread waits: one that it has left is counted until somebody who holds the lock takes it, so if
     * none is counted, and the lock is free after that, all have their places already.
     */
    private boolean tryTakeAtOnce(Topic[] found, FrameBuffer frame, Consumer<Publication> answer) {
        if (waitingCount.get() > 0 || !lock.tryLock()) {
            return false;
        }
        Publication publication;
        try {
            publication = append(found, frame);
        } finally {
            lock.unlock();
        }
        grown(found, publication);
        tell(answer, publication);
        return true;
    }

    /** Leaves an event to whoever holds the lock, and returns whether there was room for it to wait. */
    private boolean leave(Topic[] found, FrameBuffer frame, Consumer<Publication> answer) {
        int count = waitingCount.incrementAndGet();
        long bytes = waitingBytes.addAndGet(frame.length());
        if (count > MAX_WAITING || bytes > options.historyBytes() / WAITING_SHARE) {
            noLongerWaiting(frame);
            return false;
        }
        return waiting.add(new Waiting(found, frame.copy(), answer));
    }

    /** Returns the newest id given; its sequence is 0 before the first event. */
    public EventId head() {
        return id(head);
    }

    /** Returns the id of the event {@code sequence}, given or still to come. */
    public EventId id(long sequence) {
        return epochs.id(sequence);
    }

    /** Returns the records of that name, to be kept with history. */
    public StateTable state(String name) {
        return new StateTable(name, state, recorder);
    }

    /** Returns every topic known. O(topics). */
    public List<TopicState> topics() {
        return IntStream.range(0, topics.size()).mapToObj(topics::get).filter(Objects::nonNull).map(topic -> new TopicState(topic.name, id(topic.newest()), silence(List.of(topic.name)))).toList();
    }

    /**
     * Returns the sequence that a subscriber which presents {@code lastEventId} goes on from, or why there is none. That history still reaches back so far
     * is to be asked of {@link Feeds#isEvictedAfter} once the subscriber has its place.
     */
    public Resumption resume(String lastEventId) {
        EventId id = EventId.parse(lastEventId);
        if (id == null) {
            return new Resumption.Lost(Loss.UNKNOWN);
        }
        long last = epochs.last(id.epoch(), head);
        if (last < 0) {
            return new Resumption.Lost(Loss.RESTARTED);
        }
        if (id.sequence() > last) {
            return new Resumption.Lost(id.epoch() == epoch ? Loss.UNKNOWN : Loss.RESTARTED);
        }
        return new Resumption.After(id.sequence());
    }

    /**
     * Forgets topics, so that there is room for others: of their events only those that history holds can still be had. A client that presents an id from before
     * such events left history is told of the loss, whatever it selects. A topic that is published on again is a new one. Not for an event loop: it may wait a
     * moment for the lock.
     */
    public void forget(Collection<String> topics) {
        List<Topic> forgotten = this.topics.remove(topics);
        runLocked(() -> forgotten.forEach(history::forget));
        if (recorder != null) {
            recorder.forget(forgotten);
        }
    }

    /**
     * Says that nothing is to be expected of a topic for a while, which makes it known if it is not: who listens to it hears the event {@code pause}, whose streams
     * have nothing else to wait for end, and clients that come back early hear of the rest. An event on the topic ends the pause; pausing again replaces it. Not for
     * an event loop: it may wait a moment for the lock.
     *
     * @param duration more than zero, at most 365 days
     * @return whether the topic is paused; false if there is no room for another topic
     * @throws IllegalArgumentException if the topic is not one, or the duration is out of range
     */
    public boolean pause(String topic, Duration duration) {
        if (duration.isNegative() || duration.isZero() || duration.compareTo(LONGEST_PAUSE) > 0) {
            throw new IllegalArgumentException("duration is " + duration + "; more than zero and at most " + LONGEST_PAUSE + " is allowed");
        }
        return silence(topic, new Topic.Silent(false, options.nanoClock().getAsLong() + duration.toNanos()), pauses);
    }

    /**
     * Says that nothing more is to be expected of a topic, which makes it known if it is not: streams that have nothing else to wait for end, and clients that come
     * back are told to stay away. An event on the topic opens it again. Not for an event loop: it may wait a moment for the lock.
     *
     * @return whether the topic is closed; false if there is no room for another topic
     * @throws IllegalArgumentException if the topic is not one
     */
    public boolean close(String topic) {
        return silence(topic, new Topic.Silent(true, 0), closings);
    }

    private boolean silence(String name, Topic.Silent until, Counter counter) {
        Topic[] found = topics.of(name);
        if (found == null) {
            refuseAtOnce(Cause.TOPICS_FULL);
            return false;
        }
        runLocked(() -> found[0].silence(until));
        counter.increment();
        feeds.settle(name, () -> silenceListeners.forEach(listener -> listener.accept(name)));
        return true;
    }

    /**
     * Returns why nothing is to be expected of any topic of a selection; null if something is. A selection with wildcards may always come to have another topic,
     * so it is never silent.
     */
    public @Nullable Silence silence(Selection selection) {
        return silence(selection.patterns());
    }

    /** Returns why nothing is to be expected of topics, of which a pattern with wildcards is none. */
    private @Nullable Silence silence(List<String> names) {
        long now = options.nanoClock().getAsLong();
        long newest = 0;
        String paused = null;
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
                paused = name;
            }
        }
        return paused == null ? new Silence.Closed(newest) : new Silence.Paused(paused, Duration.ofNanos(restNanos));
    }

    /** Asks to be told the topics that are paused or closed. The listener runs on a thread of the hub, without its lock, and must not wait. */
    public void onSilence(Consumer<String> listener) {
        silenceListeners.add(listener);
    }

    /** Takes a listener back. */
    public void removeOnSilence(Consumer<String> listener) {
        silenceListeners.remove(listener);
    }

    /** Returns what happened so far, for this hub and for those who serve it. */
    public Counters counters() {
        return counters;
    }

    /** Returns the feeds, for a transport that serves subscribers. */
    public Feeds feeds() {
        return feeds;
    }

    /** Returns the options that the hub was opened with. */
    public HubOptions options() {
        return options;
    }

    /** Refuses all further events, brings those taken to the store, if there is one, and lets history go. Does nothing the second time. */
    @Override
    public void close() {
        runLocked(() -> closed = true);
        feeds.close();
        if (recorder != null) {
            recorder.close();
        }
    }

    private static void checkNoId(ServerSentEvent event) {
        if (event.id() != null) {
            throw new IllegalArgumentException("the event brings the id \"" + event.id() + "\"; ids are given by the hub");
        }
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

    private void noLongerWaiting(FrameBuffer frame) {
        waitingCount.decrementAndGet();
        waitingBytes.addAndGet(-frame.length());
    }

    private Publication append(Topic[] found, FrameBuffer frame) {
        if (closed) {
            return refuse(Cause.CLOSED);
        }
        EventId id = new EventId(epoch, head + 1);
        id.putSequence(frame.bytes(), frame.idEnd());
        if (!history.append(found, frame.bytes(), frame.start(), frame.length(), id.sequence())) {
            return refuse(Cause.HISTORY_FULL);
        }
        // After the feeds: who reads this head and then a feed's log finds there everything up to it.
        head = id.sequence();
        published.increment();
        return new Accepted(id);
    }

    private void grown(Topic[] published, Publication publication) {
        if (publication instanceof Accepted) {
            feeds.grown(published);
        } else if (publication instanceof Refused refused) {
            log(refused.cause());
        }
    }

    private void tell(List<Taken> taken) {
        for (Taken each : taken) {
            grown(each.event.topics, each.publication);
        }
        for (Taken each : taken) {
            tell(each.event.answer, each.publication);
        }
    }

    private static void tell(Consumer<Publication> answer, Publication publication) {
        contain(() -> answer.accept(publication));
    }

    /** Refuses an event without the lock. */
    private Refused refuseAtOnce(Cause cause) {
        log(cause);
        return refuse(cause);
    }

    private Refused refuse(Cause cause) {
        refused(cause).increment();
        return new Refused(cause);
    }

    private void log(Cause cause) {
        long silentBefore = logAllowance.ask();
        if (silentBefore != LogAllowance.SILENT) {
            LOG.log(System.Logger.Level.WARNING, "event refused: {0}; not logged before: {1}", cause.reason(), silentBefore);
        }
    }

    private Counter refused(Cause cause) {
        return counters.counter("events_refused", cause.label(), "Events that were not taken");
    }

    /**
     * Runs {@code change} under the lock, and then takes what was offered meanwhile: whoever offers leaves that to the one who holds the lock. May be nested, where
     * the outermost call does so.
     */
    private void runLocked(Runnable change) {
        boolean outermost = !lock.isHeldByCurrentThread();
        lock.lock();
        try {
            change.run();
        } finally {
            lock.unlock();
        }
        if (outermost) {
            takeWhatWaits();
        }
    }

    /** Runs what others must not suffer from: an exception is for the thread's handler, and whoever called goes on. */
    static void contain(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            Thread thread = Thread.currentThread();
            thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
        }
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
}
