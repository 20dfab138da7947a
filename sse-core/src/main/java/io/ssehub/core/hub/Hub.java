package io.ssehub.core.hub;

import io.ssehub.core.count.Counters;
import io.ssehub.core.event.ServerSentEvent;
import io.ssehub.core.event.Utf8Event;
import io.ssehub.core.hub.Publication.Cause;
import io.ssehub.core.log.Frame;
import io.ssehub.core.log.FrameBuffer;
import io.ssehub.core.store.EventStore;
import io.ssehub.core.store.Sync;
import io.ssehub.core.topic.Selection;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Gives every event its place in one total order over all topics, keeps a bounded history of them, and tells the feeds.
 *
 * <p>Thread-safe. Events are encoded before they are given their place. A publisher never waits for a subscriber.
 */
public final class Hub implements AutoCloseable {
    private static final long EPOCH_ZERO_SECONDS = 1_577_836_800; // 2020-01-01
    private static final int EPOCH_RANDOM_BITS = 13;

    private final HubOptions options;
    private final Counters counters = new Counters();
    private final TopicTable topics;
    private final History history;
    private final Epochs epochs;
    private final byte[] frameEnd;
    private final Sequencer sequencer;
    private final Feeds feeds;
    private final Silences silences;
    private final Map<String, byte[]> state;
    private final @Nullable Recorder recorder;

    private Hub(HubOptions options, @Nullable EventStore store, Sync sync) throws IOException {
        this.options = options;
        this.history = new History(options, counters);
        this.topics = new TopicTable(options.topics(), history.feeds());
        Restoration restoration = new Restoration(history, topics, counters);
        if (store != null) {
            store.recover(restoration);
            restoration.end();
        }
        this.state = restoration.state();
        long epoch = Math.max(newEpoch(), restoration.newestEpoch() + 1);
        this.epochs = restoration.epochs().with(epoch, restoration.last());
        this.frameEnd = Frame.end(new EventId(epoch, 0).toString());
        this.sequencer = new Sequencer(options, history, epoch, restoration.last(), this::grown, counters);
        this.recorder = store == null
                ? null
                : new Recorder(
                        store, sync, new Transcript(history, topics, epochs, restoration.trimmed(), options), sequencer::head, options.nanoClock(), counters);
        this.feeds = new Feeds(options, history, topics, sequencer::runLocked, sequencer::head, sequence -> id(sequence).toString());
        this.silences = new Silences(topics, feeds, sequencer::runLocked, options.nanoClock(), state("silence"), counters);
        silences.restore();
        counters.gauge("topics", "Topics known", topics::count);
        counters.gauge("feeds", "Selections that have a log of their own", feeds::count);
        counters.gauge("conflations", "Choices of selection and pace that have a log of their own", feeds::conflatedCount);
        counters.gauge("history_events", "Events that can be resumed from", () -> sequencer.head() - history.oldest() + 1);
        counters.gauge("history_bytes", "Direct memory of history in all its copies", history.memory()::usedBytes);
        if (recorder != null) {
            feeds.onGrowth(recorder::grown);
            recorder.start();
        }
    }

    private void grown(Topic[] published) {
        feeds.grown(published);
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
        return sequencer.publish(topics.of(topic), FrameBuffer.of(event, frameEnd));
    }

    /**
     * Publishes one event on several topics: a selection that matches any of them gets it once. Not for an event loop: it may wait a moment for the lock.
     *
     * @throws IllegalArgumentException if there is no topic, a topic is not one, or the event brings its own id
     */
    public Publication publish(Collection<String> topics, ServerSentEvent event) {
        checkNoId(event);
        return sequencer.publish(this.topics.of(topics), FrameBuffer.of(event, frameEnd));
    }

    /**
     * Publishes one event whose data is UTF-8 already, which the caller has checked, like {@link #publish(Collection, ServerSentEvent)}.
     *
     * @throws IllegalArgumentException if there is no topic, or a topic is not one
     */
    public Publication publish(Collection<String> topics, Utf8Event event) {
        return sequencer.publish(this.topics.of(topics), FrameBuffer.of(event, frameEnd));
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
        sequencer.offer(this.topics.of(topics), FrameBuffer.of(event, frameEnd), answer);
    }

    /**
     * Publishes an event whose data is UTF-8 already, which the caller has checked, like {@link #offer(Collection, ServerSentEvent, Consumer)}. The bytes are the
     * caller's again once this returns, even if the answer is still to come.
     *
     * @param answer told once what became of the event, on this thread or another one; must neither wait nor throw
     * @throws IllegalArgumentException as {@code publish}; then {@code answer} is not called
     */
    public void offer(Collection<String> topics, Utf8Event event, Consumer<Publication> answer) {
        sequencer.offer(this.topics.of(topics), FrameBuffer.of(event, frameEnd), answer);
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
            answer.accept(sequencer.refuseAtOnce(Cause.NO_STORE));
        } else if (disk.isFailing()) {
            answer.accept(sequencer.refuseAtOnce(Cause.STORE_FAILING));
        } else if (!disk.admit()) {
            answer.accept(sequencer.refuseAtOnce(Cause.QUEUE_FULL));
        } else {
            sequencer.offer(found, frame, publication -> disk.confirm(publication, answer));
        }
    }

    /** Returns the newest id given; its sequence is 0 before the first event. */
    public EventId head() {
        return id(sequencer.head());
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
        return IntStream.range(0, topics.size()).mapToObj(topics::get).filter(Objects::nonNull).map(topic -> new TopicState(topic.name, id(topic.newest()), silences.of(List.of(topic.name)))).toList();
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
        long last = epochs.last(id.epoch(), sequencer.head());
        if (last < 0) {
            return new Resumption.Lost(Loss.RESTARTED);
        }
        if (id.sequence() > last) {
            return new Resumption.Lost(id.epoch() == epochs.newest() ? Loss.UNKNOWN : Loss.RESTARTED);
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
        sequencer.runLocked(() -> forgotten.forEach(history::forget));
        silences.forget(topics);
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
        Silences.check(duration);
        return silence(topic, found -> silences.pause(found, duration));
    }

    /**
     * Says that nothing more is to be expected of a topic, which makes it known if it is not: streams that have nothing else to wait for end, and clients that come
     * back are told to stay away. An event on the topic opens it again. Not for an event loop: it may wait a moment for the lock.
     *
     * @return whether the topic is closed; false if there is no room for another topic
     * @throws IllegalArgumentException if the topic is not one
     */
    public boolean close(String topic) {
        return silence(topic, silences::close);
    }

    private boolean silence(String name, Consumer<Topic> how) {
        Topic[] found = topics.of(name);
        if (found == null) {
            sequencer.refuseAtOnce(Cause.TOPICS_FULL);
            return false;
        }
        how.accept(found[0]);
        return true;
    }

    /**
     * Returns why nothing is to be expected of any topic of a selection; null if something is. A selection with wildcards may always come to have another topic,
     * so it is never silent.
     */
    public @Nullable Silence silence(Selection selection) {
        return silences.of(selection.patterns());
    }

    /** Asks to be told the topics that are paused or closed. The listener runs on a thread of the hub, without its lock, and must not wait. */
    public void onSilence(Consumer<String> listener) {
        silences.add(listener);
    }

    /** Takes a listener back. */
    public void removeOnSilence(Consumer<String> listener) {
        silences.remove(listener);
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
        sequencer.close();
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

    /** Runs what others must not suffer from: an exception is for the thread's handler, and whoever called goes on. */
    static void contain(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            Thread thread = Thread.currentThread();
            thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
        }
    }
}
