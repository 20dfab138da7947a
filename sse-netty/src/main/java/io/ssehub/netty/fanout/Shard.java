package io.ssehub.netty.fanout;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.ssehub.core.event.ServerSentEvent;
import io.ssehub.core.hub.EventId;
import io.ssehub.core.hub.Feed;
import io.ssehub.core.hub.Feeds;
import io.ssehub.core.hub.Hub;
import io.ssehub.core.hub.Loss;
import io.ssehub.core.hub.Newest;
import io.ssehub.core.hub.Reset;
import io.ssehub.core.hub.Resumption;
import io.ssehub.core.hub.Silence;
import io.ssehub.core.log.Frame;
import io.ssehub.core.log.Framing;
import io.ssehub.core.log.Log;
import io.ssehub.core.log.Reader;
import io.ssehub.core.topic.Selection;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The subscribers of one event loop. A wake-up starts a turn, which sends to each of them what its feed has that it has not; what is published meanwhile
 * rides on the next turn.
 *
 * <p>Confined to the event loop, but for {@link #wake} and {@link #visit}.
 */
final class Shard extends Reader implements Runnable {
    private static final int SCRATCH_BYTES = 64 << 10;
    private static final int MOST_UNFLUSHED = 64;
    /** The part of its age that a stream may end sooner or later, so that those which began together do not end together. */
    private static final int AGE_JITTER = 10;

    private final Hub hub;
    private final Feeds feeds;
    private final EventLoop loop;
    private final FanOutOptions options;
    private final int mostVisitsStalled;
    private final FanOutCounters counters;
    private final KeepAliveWheel keepAlives;
    private final PlainText plainText = new PlainText();
    private final ByteBuffer scratch = ByteBuffer.allocateDirect(SCRATCH_BYTES);

    // Any thread.
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private final Queue<Audience> grown = new ConcurrentLinkedQueue<>();
    private final Walkers walkers;

    // The event loop only.
    private final Map<Feed, Audience> audiences = new HashMap<>();
    private final SharedNewest newest;
    private final Set<Channel> unflushed = new HashSet<>();
    private final Turn turn = new Turn();
    private boolean walkersFirst;
    private long swept;

    Shard(Hub hub, EventLoop loop, FanOutOptions options, FanOutCounters counters) {
        this.hub = hub;
        this.feeds = hub.feeds();
        this.loop = loop;
        this.options = options;
        this.counters = counters;
        this.walkers = new Walkers(feeds, this);
        this.newest = new SharedNewest(feeds, this::id);
        this.keepAlives = new KeepAliveWheel(loop, options.keepAlive().toNanos(), this::visit);
        this.mostVisitsStalled = keepAlives.visitsIn(options.stallTimeout().toNanos());
    }

    @Override
    public void wake() {
        if (!scheduled.get() && scheduled.compareAndSet(false, true)) {
            try {
                loop.execute(this);
            } catch (RejectedExecutionException loopIsGone) {
                feeds.memory().unregister(this);
            }
        }
    }

    /** Asks for a visit to an audience. Any thread. */
    void visit(Audience audience) {
        grown.add(audience);
        wake();
    }

    ByteBuffer scratch() {
        return scratch;
    }

    PlainText plainText() {
        return plainText;
    }

    String id(long sequence) {
        return hub.id(sequence).toString();
    }

    EventLoop loop() {
        return loop;
    }

    Subscriber subscribe(Function<Subscriber, Outlet> outlet, ChannelFuture headWritten, Framing framing, Subscription subscription) {
        Feed chosen = feeds.join(subscription.selection(), subscription.pace());
        Feed feed = chosen != null ? chosen : feeds.join(subscription.selection());
        Subscriber subscriber = new Subscriber(this, framing, subscription.keepAlive(), feed, outlet);
        audiences.computeIfAbsent(feed, key -> new Audience(key, this)).join();
        keepAlives.add(subscriber);
        counters.opened();
        subscriber.startAfter(headWritten);
        // Before it begins: of what is silenced from here on it is told like any other.
        Silence silence = hub.silence(subscription.selection());
        start(subscriber, subscription.start(), subscription.greeting());
        subscriber.proceed();
        if (silence != null) {
            end(subscriber, silence, silence);
        } else if (chosen == null) { // somebody else was admitted to the last place meanwhile
            subscriber.end(End.FULL, comeBack());
        }
        endAtItsAge(subscriber);
        // Last, as it runs at once where the client has left already, and what it removes must have its place.
        subscriber.watch();
        return subscriber;
    }

    private void endAtItsAge(Subscriber subscriber) {
        Duration maxAge = options.maxConnectionAge();
        if (maxAge == null) {
            return;
        }
        long nanos = maxAge.toNanos();
        long jitter = ThreadLocalRandom.current().nextLong(-nanos / AGE_JITTER, nanos / AGE_JITTER + 1);
        after(nanos + jitter, subscriber, () -> subscriber.end(End.AGE, comeBack()));
    }

    /** Has something done to a subscriber, unless its connection is closed by then. */
    void after(long nanos, Subscriber subscriber, Runnable task) {
        Future<?> timer = loop.schedule(task, nanos, TimeUnit.NANOSECONDS);
        subscriber.onClosed(() -> timer.cancel(false));
    }

    ServerSentEvent comeBack() {
        return ServerSentEvent.ofRetry(options.retry());
    }

    private void start(Subscriber subscriber, Start start, @Nullable ServerSentEvent greeting) {
        if (start instanceof Start.After after) {
            greet(subscriber, greeting);
            resume(subscriber, after.lastEventId());
        } else if (start instanceof Start.Back back && subscriber.feed.isConflated()) {
            Newest values = moveToNewest(subscriber);
            long seen = values.sequenceBack(back.events());
            greet(subscriber, newest.some(values, seen).isEmpty() ? at(values.sequence(), greeting) : greeting);
            subscriber.catchUp(new CatchUp(values, seen, true));
        } else {
            long sequence = start instanceof Start.Back back ? feeds.sequenceBack(subscriber.feed, back.events()) : feeds.position(subscriber.feed);
            greet(subscriber, at(sequence, greeting));
            place(subscriber, sequence);
        }
    }

    /** Returns a greeting with a position: who is cut off before the first event then resumes as everybody else does. */
    private @Nullable ServerSentEvent at(long sequence, @Nullable ServerSentEvent greeting) {
        return greeting == null ? null : greeting.withId(id(sequence));
    }

    private static void greet(Subscriber subscriber, @Nullable ServerSentEvent greeting) {
        if (greeting != null) {
            subscriber.putAhead(greeting);
        }
    }

    private void resume(Subscriber subscriber, String lastEventId) {
        Resumption resumption = hub.resume(lastEventId);
        if (resumption instanceof Resumption.After found && subscriber.feed.isConflated()) {
            // What came between two values is not told: the next tick goes on from there.
            subscriber.catchUp(new CatchUp(moveToNewest(subscriber), found.sequence(), true));
        } else if (resumption instanceof Resumption.After found) {
            place(subscriber, found.sequence());
            // Asked only now: what is evicted from here on laps the subscriber like any other.
            if (feeds.isEvictedAfter(subscriber.feed, found.sequence())) {
                reset(subscriber, Loss.EXPIRED, lastEventId);
            }
        } else if (resumption instanceof Resumption.Lost lost) {
            reset(subscriber, lost.loss(), lastEventId);
        }
    }

    /** Moves a subscriber on to where its feed is, and returns the values that are newest there. */
    private Newest moveToNewest(Subscriber subscriber) {
        Newest values = newest.of(subscriber.feed);
        place(subscriber, values.sequence());
        // Asked only now, as in the beginning: what is evicted from here on laps the subscriber again.
        while (feeds.isOutrun(subscriber.feed, values.sequence())) {
            values = newest.of(subscriber.feed);
            place(subscriber, values.sequence());
        }
        return values;
    }

    private void place(Subscriber subscriber, long sequence) {
        unplace(subscriber);
        Log log = subscriber.feed.log();
        if (log != null) {
            audience(subscriber).add(subscriber, log, log.positionAfter(sequence));
        } else {
            walkers.add(subscriber, sequence);
        }
    }

    private void unplace(Subscriber subscriber) {
        if (subscriber.audience != null) {
            subscriber.audience.remove(subscriber);
        } else if (subscriber.walks()) {
            walkers.remove(subscriber);
        }
    }

    private Audience audience(Subscriber subscriber) {
        Audience audience = audiences.get(subscriber.feed);
        if (audience == null) {
            throw new IllegalStateException("a subscriber of " + subscriber.feed.selection() + " is left behind");
        }
        return audience;
    }

    void remove(Subscriber subscriber) {
        unplace(subscriber);
        keepAlives.remove(subscriber);
        if (audience(subscriber).leave()) {
            audiences.remove(subscriber.feed);
        }
        feeds.leave(subscriber.feed);
        counters.closed();
    }

    /** Has a subscriber visited that can go on from its log. */
    void ready(Subscriber subscriber) {
        if (subscriber.audience != null) {
            if (subscriber.hasMoreToSay() || subscriber.audience.behindBytes(subscriber) > 0) {
                subscriber.audience.grown();
            }
        } else if (subscriber.walks()) {
            walkers.ready(subscriber);
        }
    }

    /** Has a connection flushed when the work under way is done, or enough others wait for that: its other streams may have something to send as well. */
    void flushSoon(Channel connection) {
        if (unflushed.isEmpty()) {
            loop.execute(this::flush);
        }
        unflushed.add(connection);
        if (unflushed.size() == MOST_UNFLUSHED) {
            flush(); // within the turn, as it is work to be counted in
        }
    }

    private void flush() {
        List<Channel> written = List.copyOf(unflushed);
        unflushed.clear(); // what is flushed may have more to write
        written.forEach(Channel::flush);
    }

    /** Counts events that a subscriber has got ahead of what comes from its log. */
    void delivered(int events) {
        counters.delivered(events);
    }

    /** Counts a subscriber whose connection is closed for that reason. */
    void cut(Cut cause) {
        counters.cut(cause);
    }

    boolean closesLapped() {
        return options.slow() == Slow.CLOSE;
    }

    /** Moves a subscriber on to where its feed is, with the news that history was lost and the newest values ahead of what follows. */
    void reset(Subscriber subscriber, Loss loss, String lastEventId) {
        counters.reset(loss);
        Newest values = moveToNewest(subscriber);
        EventId position = hub.id(values.sequence());
        long oldest = feeds.oldestSequence();
        Reset reset = new Reset(loss, lastEventId, oldest > values.sequence() ? null : hub.id(oldest), position);
        boolean none = newest.some(values, 0).isEmpty();
        subscriber.reset(reset.event(none), none ? null : new CatchUp(values, 0, false));
    }

    /** Returns the next values of those that a subscriber is to be told; null if the last have been told already. */
    @Nullable Ahead next(CatchUp values, Framing framing) {
        return newest.next(values, framing);
    }

    @Override
    public void run() {
        scheduled.set(false);
        long retirements = feeds.memory().retirements();
        if (retirements != swept) {
            swept = retirements;
            List.copyOf(audiences.values()).forEach(Audience::sweep);
            walkers.sweep();
        }
        turn.begin();
        walkersFirst = !walkersFirst;
        if (walkersFirst) {
            visitWalkers();
            visitAudiences();
        } else {
            visitAudiences();
            visitWalkers();
        }
        counters.sent(turn.sends(), turn.bytes(), turn.events());
        newest.forget();
        plainText.forget();
        announce(retirements);
        if (!grown.isEmpty() || walkers.isDue()) {
            wake();
        }
    }

    private void visitAudiences() {
        while (!turn.isOver()) {
            Audience audience = grown.poll();
            if (audience == null) {
                return;
            }
            audience.visited();
            if (audience.hasOutsiders() && audience.feed().log() != null) {
                walkers.settle(audience.feed(), this::settle);
            }
            if (!audience.walk(turn)) {
                audience.grown();
            }
        }
    }

    private void visitWalkers() {
        if (walkers.isDue() && !turn.isOver()) {
            walkers.walk(turn, scratch);
        }
    }

    private void settle(Subscriber walker, long sequence) {
        Log log = walker.feed.log();
        if (log == null) {
            return;
        }
        long cursor = log.positionAfter(sequence);
        // Asked only now, as in start. What is evicted may still be found by a walk, but never in a feed that was made since.
        if (feeds.isEvictedAfter(walker.feed, sequence)) {
            return;
        }
        unplace(walker);
        audience(walker).add(walker, log, cursor);
        ready(walker);
    }

    void ended(End cause) {
        counters.ended(cause);
    }

    void endAll() {
        round(subscriber -> subscriber.end(End.STOP, comeBack()));
    }

    /** Tells those who select a topic that it is paused, and ends the streams that have nothing else to wait for, unless somebody has published on it meanwhile. */
    void silenced(String topic) {
        Silence silence = hub.silence(Selection.of(List.of(topic)));
        if (silence == null) {
            return;
        }
        Map<Feed, Boolean> selecting = new HashMap<>();
        Map<Framing, Ahead> news = new EnumMap<>(Framing.class);
        round(subscriber -> {
            if (!selecting.computeIfAbsent(subscriber.feed, feed -> feed.selection().matches(topic))) {
                return;
            }
            Silence whole = hub.silence(subscriber.feed.selection());
            if (whole != null) {
                end(subscriber, whole, silence);
            } else if (silence instanceof Silence.Paused paused) {
                subscriber.tell(news.computeIfAbsent(subscriber.framing, framing -> Ahead.of(Frame.of(paused.event(paused.rest()), framing))).share());
            }
        });
    }

    /** Ends a stream whose {@code whole} selection is silent, with the news of the pause of one topic, if there is one. */
    private void end(Subscriber subscriber, Silence whole, Silence news) {
        Duration retry = options.retry();
        if (whole instanceof Silence.Paused pause) {
            Silence.Paused told = news instanceof Silence.Paused paused ? paused : pause;
            subscriber.end(End.PAUSED, told.event(told.rest().plus(retry)).withRetry(pause.rest().plus(retry)));
        } else {
            subscriber.end(End.CLOSED, ServerSentEvent.ofRetry(retry));
        }
    }

    /** Counts news that a subscriber is not told, as it has not taken what it was told before. */
    void untold() {
        counters.untold();
    }

    private void round(Consumer<Subscriber> visit) {
        // Over a copy: a visit may remove the subscriber from its place.
        new Round(loop, keepAlives.subscribers(), visit).run();
    }

    void cutAll() {
        keepAlives.subscribers().forEach(Subscriber::close);
    }

    List<SubscriberState> states() {
        return keepAlives.subscribers().stream().map(Subscriber::state).toList();
    }

    private void visit(Subscriber subscriber) {
        if (!subscriber.visitBlocked(mostVisitsStalled)) {
            keepAlive(subscriber);
        }
    }

    private void keepAlive(Subscriber subscriber) {
        if (!subscriber.isReady()) {
            return;
        }
        // The position first: whoever is at the end of its log then has everything up to it.
        long position = subscriber.rest != null ? walkers.restedAt() : feeds.position(subscriber.feed);
        if (subscriber.isKeptAliveWhenBusy() ? isAtFrame(subscriber) : isAtHead(subscriber)) {
            subscriber.keepAlive(silence(position, subscriber.framing));
        }
    }

    private static boolean isAtHead(Subscriber subscriber) {
        return subscriber.audience != null
                ? subscriber.audience.behindBytes(subscriber) == 0
                : Walkers.isAtHead(subscriber);
    }

    private static boolean isAtFrame(Subscriber subscriber) {
        return subscriber.audience != null
                ? subscriber.audience.isAtFrame(subscriber)
                : Walkers.isAtFrame(subscriber);
    }

    private byte[] silence(long sequence, Framing framing) {
        return Frame.of(":\n".getBytes(UTF_8), id(sequence), framing);
    }
}
