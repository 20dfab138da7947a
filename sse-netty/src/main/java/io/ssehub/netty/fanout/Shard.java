package io.ssehub.netty.fanout;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;
import io.ssehub.core.event.ServerSentEvent;
import io.ssehub.core.hub.EventId;
import io.ssehub.core.hub.Feed;
import io.ssehub.core.hub.Feeds;
import io.ssehub.core.hub.Hub;
import io.ssehub.core.hub.Loss;
import io.ssehub.core.hub.Newest;
import io.ssehub.core.hub.Reset;
import io.ssehub.core.hub.Resumption;
import io.ssehub.core.hub.Walk;
import io.ssehub.core.log.Frame;
import io.ssehub.core.log.Framing;
import io.ssehub.core.log.Log;
import io.ssehub.core.log.Reader;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The subscribers of one event loop. A wake-up starts a turn, which sends to each of them what its feed has that it has not; what is published meanwhile
 * rides on the next turn.
 *
 * <p>Confined to the event loop, but for {@link #wake}, {@link #visit} and the listener on the base log.
 */
@SuppressWarnings("FutureReturnValueIgnored") // closing cannot fail
final class Shard extends Reader implements Runnable {
    private static final int SCRATCH_BYTES = 64 << 10;

    private final Hub hub;
    private final Feeds feeds;
    private final EventLoop loop;
    private final FanOutCounters counters;
    private final KeepAliveWheel keepAlives;
    private final ByteBuffer scratch = ByteBuffer.allocateDirect(SCRATCH_BYTES);

    // Any thread.
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private final Queue<Audience> grown = new ConcurrentLinkedQueue<>();
    private final Runnable onBaseGrowth = this::baseGrown;
    private volatile boolean baseGrown;

    // The event loop only.
    private final Map<Feed, Audience> audiences = new HashMap<>();
    private final List<Subscriber> walkers = new ArrayList<>();
    private final Turn turn = new Turn();
    private int nextWalker;
    private boolean walkersFirst;
    private int size;
    private long swept;
    private @Nullable Feed newestOf;
    private @Nullable Newest newest;
    private final Map<Framing, ByteBuffer> newestFrames = new HashMap<>();

    Shard(Hub hub, EventLoop loop, long keepAliveNanos, FanOutCounters counters) {
        this.hub = hub;
        this.feeds = hub.feeds();
        this.loop = loop;
        this.counters = counters;
        this.keepAlives = new KeepAliveWheel(loop, keepAliveNanos, this::keepAlive);
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

    private void baseGrown() {
        baseGrown = true;
        wake();
    }

    int size() {
        return size;
    }

    ByteBuffer scratch() {
        return scratch;
    }

    String id(long sequence) {
        return hub.id(sequence).toString();
    }

    Subscriber subscribe(Channel channel, ChannelFuture headWritten, Framing framing, Subscription subscription) {
        Feed feed = feeds.join(subscription.selection());
        Subscriber subscriber = new Subscriber(this, channel, framing, subscription, feed);
        audiences.computeIfAbsent(feed, key -> new Audience(key, this)).join();
        keepAlives.add(subscriber);
        size++;
        counters.opened();
        channel.closeFuture().addListener(closed -> remove(subscriber));
        subscriber.startAfter(headWritten);
        if (subscription.greeting() != null) {
            subscriber.putAhead(subscription.greeting());
        }
        start(subscriber);
        subscriber.proceed();
        return subscriber;
    }

    private void start(Subscriber subscriber) {
        Start start = subscriber.subscription.start();
        if (start instanceof Start.After after) {
            Resumption resumption = hub.resume(after.lastEventId());
            if (resumption instanceof Resumption.After found) {
                place(subscriber, found.sequence());
                // Asked only now: what is evicted from here on laps the subscriber like any other.
                if (feeds.isEvictedAfter(subscriber.feed, found.sequence())) {
                    reset(subscriber, Loss.EXPIRED, after.lastEventId());
                }
            } else if (resumption instanceof Resumption.Lost lost) {
                reset(subscriber, lost.loss(), after.lastEventId());
            }
        } else if (start instanceof Start.Back back) {
            place(subscriber, feeds.sequenceBack(subscriber.feed, back.events()));
        } else {
            place(subscriber, feeds.headSequence());
        }
    }

    private void place(Subscriber subscriber, long sequence) {
        unplace(subscriber);
        Log log = subscriber.framing == Framing.CHUNKED ? subscriber.feed.log() : null;
        if (log != null) {
            audience(subscriber).add(subscriber, log, log.positionAfter(sequence));
            return;
        }
        subscriber.walk = feeds.walk(subscriber.subscription.selection(), subscriber.framing, sequence);
        subscriber.walkIndex = walkers.size();
        walkers.add(subscriber);
        if (walkers.size() == 1) {
            feeds.onGrowth(onBaseGrowth);
        }
    }

    private void unplace(Subscriber subscriber) {
        if (subscriber.audience != null) {
            subscriber.audience.remove(subscriber);
        } else if (subscriber.walk != null) {
            subscriber.walk = null;
            Subscriber last = walkers.remove(walkers.size() - 1);
            if (last != subscriber) {
                walkers.set(subscriber.walkIndex, last);
                last.walkIndex = subscriber.walkIndex;
            }
            if (walkers.isEmpty()) {
                feeds.removeOnGrowth(onBaseGrowth);
            }
        }
    }

    private Audience audience(Subscriber subscriber) {
        Audience audience = audiences.get(subscriber.feed);
        if (audience == null) {
            throw new IllegalStateException("a subscriber of " + subscriber.feed.selection() + " is left behind");
        }
        return audience;
    }

    private void remove(Subscriber subscriber) {
        unplace(subscriber);
        keepAlives.remove(subscriber);
        if (audience(subscriber).leave()) {
            audiences.remove(subscriber.feed);
        }
        feeds.leave(subscriber.feed);
        size--;
        counters.closed();
    }

    /** Has a subscriber visited that can go on from its log. */
    void ready(Subscriber subscriber) {
        if (subscriber.audience != null) {
            if (subscriber.isEnding() || !subscriber.audience.isAtHead(subscriber)) {
                subscriber.audience.grown();
            }
        } else if (subscriber.walk != null && (subscriber.isEnding() || !subscriber.walk.isAtHead())) {
            baseGrown();
        }
    }

    void closeLapped(Subscriber subscriber, String cause) {
        counters.cut(cause);
        subscriber.channel().close();
    }

    /** Moves a subscriber on to the head, with the news that history was lost and the newest values ahead of what follows. */
    void reset(Subscriber subscriber, Loss loss, String lastEventId) {
        counters.reset(loss);
        Newest values = newest(subscriber.feed);
        EventId position = hub.id(values.sequence());
        long oldest = feeds.oldestSequence();
        place(subscriber, values.sequence());
        Reset reset = new Reset(loss, lastEventId, oldest > values.sequence() ? null : hub.id(oldest), position);
        subscriber.putAhead(reset, values.isEmpty() ? null : frames(values, position, subscriber.framing));
    }

    private ByteBuffer frames(Newest values, EventId position, Framing framing) {
        return newestFrames.computeIfAbsent(framing, key -> values.frames(position.toString(), key)).duplicate();
    }

    /** Returns the newest values, made once for all subscribers of a feed that need them at the same position. */
    private Newest newest(Feed feed) {
        Newest last = newest;
        if (last == null || newestOf != feed || last.sequence() != feeds.headSequence()) {
            last = feeds.newest(feed.selection());
            newest = last;
            newestOf = feed;
            newestFrames.clear();
        }
        return last;
    }

    @Override
    public void run() {
        scheduled.set(false);
        long retirements = feeds.memory().retirements();
        if (retirements != swept) {
            swept = retirements;
            audiences.values().forEach(Audience::sweep);
            sweepWalkers();
            newest = null;
        }
        turn.begin();
        walkersFirst = !walkersFirst;
        if (walkersFirst) {
            visitWalkers();
        }
        visitAudiences();
        if (!walkersFirst) {
            visitWalkers();
        }
        counters.sent(turn.sends(), turn.bytes());
        announce(retirements);
        if (!grown.isEmpty() || baseGrown) {
            wake();
        }
    }

    private void visitAudiences() {
        for (Audience audience = turn.isOver() ? null : grown.poll(); audience != null; audience = turn.isOver() ? null : grown.poll()) {
            audience.visited();
            settle(audience.feed());
            if (!audience.walk(turn)) {
                audience.grown();
                return;
            }
        }
    }

    private void visitWalkers() {
        if (baseGrown && !turn.isOver()) {
            baseGrown = false;
            if (!walk()) {
                baseGrown = true;
            }
        }
    }

    /** Gives the walkers of a feed that has got a log their place there, those that are within a frame when they are through with it. */
    private void settle(Feed feed) {
        if (feed.log() == null) {
            return;
        }
        for (int i = walkers.size() - 1; i >= 0; i--) {
            Subscriber walker = walkers.get(i);
            Walk walk = walker.walk;
            if (walker.feed == feed && walker.framing == Framing.CHUNKED && walk != null && walk.restOfFrame().length == 0) {
                place(walker, walk.sequence());
                ready(walker);
            }
        }
    }

    private boolean walk() {
        boolean all = true;
        for (int left = walkers.size(); left > 0 && !walkers.isEmpty(); left--) {
            if (turn.isOver()) {
                return false;
            }
            nextWalker = nextWalker >= walkers.size() ? 0 : nextWalker;
            Subscriber walker = walkers.get(nextWalker);
            Walk walk = walker.walk;
            if (walk != null && walker.isReady()) {
                all &= deliver(walker, walk);
            }
            // A walker that went meanwhile has left its place to another.
            if (nextWalker < walkers.size() && walkers.get(nextWalker) == walker) {
                nextWalker++;
            }
        }
        return all;
    }

    private boolean deliver(Subscriber walker, Walk walk) {
        if (walk.isLapped()) {
            return false;
        }
        walk.fill(scratch.clear());
        int length = scratch.position();
        int sent = length == 0 ? 0 : walker.send(scratch, 0, length);
        walk.advance(sent);
        turn.sent(sent);
        if (!walker.isReady()) {
            return true;
        }
        if (walk.isAtHead() && walker.isEnding()) {
            walker.finish();
            return true;
        }
        return walk.isAtHead();
    }

    private void sweepWalkers() {
        for (int i = walkers.size() - 1; i >= 0; i--) {
            Subscriber walker = walkers.get(i);
            Walk walk = walker.walk;
            if (walk == null) {
                continue;
            }
            walk.giveUpRetired();
            if (walk.isLapped()) {
                byte[] rest = walk.restOfFrame();
                long seen = walk.sequence() + (rest.length > 0 ? 1 : 0);
                unplace(walker);
                walker.lapped(rest, id(seen));
            }
        }
    }

    void endAll(Supplier<ServerSentEvent> last) {
        // Ending one may remove it from its audience, so over a copy.
        keepAlives.subscribers().forEach(subscriber -> subscriber.end(last.get()));
    }

    private void keepAlive(Subscriber subscriber) {
        if (!subscriber.isReady()) {
            return;
        }
        // The head first: whoever is at the end of its log then has everything up to it.
        long head = feeds.headSequence();
        boolean atHead = subscriber.audience != null
                ? subscriber.audience.isAtHead(subscriber)
                : subscriber.walk != null && subscriber.walk.isAtHead();
        if (atHead) {
            subscriber.keepAlive(silence(head, subscriber.framing));
        }
    }

    private ByteBuffer silence(long sequence, Framing framing) {
        return ByteBuffer.wrap(Frame.of(":\n".getBytes(UTF_8), id(sequence), framing));
    }
}
