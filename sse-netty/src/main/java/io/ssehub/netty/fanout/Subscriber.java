package io.ssehub.netty.fanout;

import io.netty.channel.ChannelFuture;
import io.netty.channel.unix.Socket;
import io.ssehub.core.event.ServerSentEvent;
import io.ssehub.core.hub.Feed;
import io.ssehub.core.hub.Loss;
import io.ssehub.core.hub.Walk;
import io.ssehub.core.log.Frame;
import io.ssehub.core.log.Framing;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One open stream. All that it keeps is its place in a log and, now and then, a few bytes that go ahead of what comes from there: a greeting, a keep-alive,
 * the news that history was lost.
 *
 * <p>Confined to the event loop of its connection, but for {@link #end}.
 */
public final class Subscriber {
    private static final int MOST_REST_BYTES = 64 << 10;
    private static final long GRACE_SECONDS = 2;
    private static final int MOST_WORDS = 16;

    final Shard shard;
    final Framing framing;
    final Feed feed;
    private final KeepAlive keepAlive;
    private final Outlet outlet;

    /** Where the subscriber is: in the arrays of an audience, or on a walk, or resting from it, or nowhere while it waits to be told that it was lapped. */
    @Nullable Audience audience;

    @Nullable Walk walk;
    @Nullable Rest rest;
    int index;
    int slot;
    int slotIndex;

    private @Nullable Deque<Ahead> ahead;
    /** What comes behind that, and still before the log. */
    private @Nullable CatchUp missed;

    private @Nullable String lappedAfter;
    /** What to say once everything that has been published is delivered. */
    private @Nullable Deque<Ahead> words;
    private boolean ending;
    private boolean hurried;
    private boolean finished;
    private boolean resetting;
    private boolean goesOn;
    private boolean spoke;
    private int visits;
    private int visitsStalled;

    Subscriber(Shard shard, Framing framing, KeepAlive keepAlive, Feed feed, Function<Subscriber, Outlet> outlet) {
        this.shard = shard;
        this.framing = framing;
        this.keepAlive = keepAlive;
        this.feed = feed;
        this.outlet = outlet.apply(this);
    }

    /** Runs {@code task} on the event loop when the connection, which the subscriber closes with its stream, is closed; at once if it is. On the event loop. */
    public void onClosed(Runnable task) {
        outlet.onClosed(task);
    }

    /** Ends the stream as {@link #end(ServerSentEvent)} does, without a last word. */
    public void end() {
        end(null);
    }

    /**
     * Ends the stream: delivers what has been published, then {@code last} if there is one, then the last chunk, and closes the connection. A peer that does not
     * take it all within two seconds is cut off. Thread-safe; does nothing the second time.
     */
    public void end(@Nullable ServerSentEvent last) {
        if (!shard.loop().inEventLoop()) {
            shard.loop().execute(() -> end(last));
            return;
        }
        endSoon(End.ASKED, last);
    }

    /**
     * Ends the stream as {@link #end(ServerSentEvent)} does when {@code left} has passed, with a time to come back at: until then its client may read it. To be called on the
     * event loop.
     */
    public void expireAfter(Duration left) {
        shard.after(left.toNanos(), this, () -> endSoon(End.EXPIRED, shard.comeBack()));
    }

    private void endSoon(End cause, @Nullable ServerSentEvent last) {
        if (!hurried) { // one that ends already may do so for as long as its client takes
            hurried = true;
            var unused = shard.loop().schedule(this::close, GRACE_SECONDS, TimeUnit.SECONDS);
            end(cause, last);
        }
    }

    /** Ends the stream, however long the peer takes; for a cause that is counted. On the event loop. */
    void end(End cause, @Nullable ServerSentEvent last) {
        if (!ending) {
            shard.ended(cause);
            ending = true;
            if (last != null) {
                say(Ahead.of(Frame.of(last, framing)));
            }
            readinessChanged();
            proceed();
        }
    }

    /** Says something once everything that has been published by then is delivered, unless too much waits to be said already. */
    void tell(Ahead news) {
        if (ending) {
            return;
        }
        if (words != null && words.size() == MOST_WORDS) {
            shard.untold();
            return;
        }
        say(news);
        readinessChanged();
        proceed();
    }

    private void say(Ahead bytes) {
        Deque<Ahead> waiting = words;
        if (waiting == null) {
            waiting = new ArrayDeque<>(2);
            words = waiting;
        }
        waiting.add(bytes);
    }

    SubscriberState state() {
        long behindBytes = audience != null ? audience.behindBytes(this) : walk != null ? walk.behindBytes() : 0;
        return new SubscriberState(outlet.client(), feed.selection(), feed.pace(), framing, behindBytes);
    }

    /** Sends nothing before {@code head}, the response head, is written. */
    void startAfter(ChannelFuture head) {
        outlet.blockUntil(head);
    }

    /** Puts bytes ahead of what comes from the log; at the start of a frame only. */
    void putAhead(Ahead bytes) {
        if (ahead == null) {
            ahead = new ArrayDeque<>(4);
            readinessChanged();
        }
        ahead.add(bytes);
    }

    /** Puts the news that history was lost ahead, and the values that are newest, if there are any. */
    void reset(ServerSentEvent news, @Nullable CatchUp values) {
        resetting = true;
        putAhead(news);
        catchUp(values);
    }

    /** Has newest values told ahead of what comes from the log. */
    void catchUp(@Nullable CatchUp values) {
        missed = values;
        readinessChanged();
    }

    void putAhead(ServerSentEvent event) {
        putAhead(Ahead.of(Frame.of(event, framing)));
    }

    /** Returns whether the subscriber is one of the {@link Walkers}. */
    boolean walks() {
        return walk != null || rest != null;
    }

    /** Returns whether what comes next can come from the log. */
    boolean isReady() {
        return ahead == null && missed == null && !outlet.isBlocked() && !finished;
    }

    /** Returns the socket that comes next from the log may be sent to as it is, null if there is more to be thought of. */
    @Nullable Socket socket() {
        return framing == Framing.CHUNKED && isReady() && !hasMoreToSay() ? outlet.socket() : null;
    }

    void readinessChanged() {
        if (audience != null) {
            audience.readinessChanged(this);
        }
    }

    /** Returns whether something is to be done once everything has been delivered, see {@link #sayTheRest}. */
    boolean hasMoreToSay() {
        return ending || words != null;
    }

    /** Sends from the log, see {@link Outlet#send}. */
    int send(ByteBuffer bytes, int from, int to) {
        int sent = outlet.send(bytes, from, to);
        spoke |= sent > 0;
        return sent;
    }

    /** Takes note that its {@link #socket} took no more, and returns how many bytes went another way, see {@link Outlet#awaitRoom}. */
    int awaitRoom(byte next) {
        return outlet.awaitRoom(next);
    }

    /** Closes the connection, whose {@link #socket} failed. */
    void fail() {
        outlet.fail();
    }

    /** Closes the connection, whose {@link #socket} failed for a reason that the kernel gives. */
    void fail(IOException reason) {
        outlet.fail(reason);
    }

    /** Closes the connection, whatever has been sent. */
    void close() {
        outlet.close();
    }

    /** Has the subscriber forgotten when its connection is closed; at once if it is. */
    void watch() {
        outlet.watch();
    }

    /** Called once, when the connection has been closed. */
    void gone() {
        missed = null;
        shard.remove(this);
    }

    /** Goes on with whatever is next, as far as the outlet lets it; of newest values with some, and with the others when the event loop has looked after the rest. */
    void proceed() {
        boolean told = false;
        while (flushAhead()) {
            if (finished) {
                outlet.finish();
                return;
            }
            String after = lappedAfter;
            CatchUp values = missed;
            if (after != null) {
                lappedAfter = null;
                shard.reset(this, Loss.SLOW, after);
            } else if (values == null) {
                resetting = false;
                shard.ready(this);
                return;
            } else if (told) {
                goOnLater();
                return;
            } else {
                told = true;
                tell(values);
            }
        }
    }

    private void tell(CatchUp values) {
        Ahead next = shard.next(values, framing);
        if (next == null) {
            catchUp(null);
        } else {
            putAhead(next);
        }
    }

    private void goOnLater() {
        if (!goesOn) {
            goesOn = true;
            shard.loop().execute(() -> {
                goesOn = false;
                proceed();
            });
        }
    }

    private boolean flushAhead() {
        Deque<Ahead> waiting = ahead;
        while (waiting != null && !outlet.isBlocked()) {
            Ahead first = waiting.element();
            ByteBuffer bytes = first.bytes();
            int sent = send(bytes, bytes.position(), bytes.limit());
            shard.delivered(first.advance(sent));
            if (!bytes.hasRemaining()) {
                waiting.remove();
                if (waiting.isEmpty()) {
                    waiting = null;
                    ahead = null;
                    readinessChanged();
                }
            }
        }
        return !outlet.isBlocked();
    }

    /**
     * Takes note that history went past the subscriber. Of the log only the rest of the frame that is under way is kept; the subscriber is told when it has
     * taken that, with the values that are newest then.
     */
    void lapped(byte[] restOfFrame, String lastEventId) {
        if (resetting) {
            // Still busy with its last reset: it will never catch up.
            cut(Cut.LAPPED_AGAIN);
        } else if (restOfFrame.length > MOST_REST_BYTES) {
            cut(Cut.FRAME_TOO_LARGE);
        } else if (shard.closesLapped()) {
            cut(Cut.LAPPED);
        } else {
            lappedAfter = lastEventId;
            missed = null;
            if (restOfFrame.length > 0) {
                putAhead(Ahead.ofRest(restOfFrame));
            }
            proceed();
        }
    }

    /** Says what is still to be said now that everything has been delivered, and then ends the stream if it is ending. */
    void sayTheRest() {
        Deque<Ahead> due = words;
        if (due != null) {
            words = null;
            due.forEach(this::putAhead);
        }
        if (ending) {
            if (framing == Framing.CHUNKED) {
                putAhead(Ahead.of(Frame.LAST_CHUNK));
            }
            finished = true;
        }
        readinessChanged();
        proceed();
    }

    /** Returns whether a keep-alive is due while there is something to send as well. */
    boolean isKeptAliveWhenBusy() {
        return keepAlive instanceof KeepAlive.Always;
    }

    private void cut(Cut cause) {
        shard.cut(cause);
        close();
    }

    private boolean hasSpoken() {
        boolean fromLog = audience != null && audience.hasSpoken(this);
        boolean yes = spoke || fromLog;
        spoke = false;
        return yes;
    }

    /**
     * Called at each of the wheel's visits. Returns whether nothing can be sent, and tries again; closes the connection if its client has taken nothing between any of
     * {@code most} visits and the one before.
     */
    boolean visitBlocked(int most) {
        if (!outlet.isBlocked()) {
            visitsStalled = 0;
            return false;
        }
        visitsStalled = hasSpoken() ? 0 : visitsStalled + 1;
        if (visitsStalled > most) {
            shard.cut(Cut.STALLED);
            outlet.reset();
        } else if (outlet.retry()) {
            visitsStalled = 0;
        }
        return true;
    }

    /** Called at each of the wheel's visits between two frames; unless every period has its event, only with nothing left to send. */
    void keepAlive(byte[] silence) {
        if (keepAlive instanceof KeepAlive.Always always) {
            visits = (visits + 1) % KeepAliveWheel.VISITS;
            if (visits == 0) {
                putAhead(always.event());
                proceed();
            }
            return;
        }
        visits = hasSpoken() ? 0 : visits + 1;
        if (visits == KeepAliveWheel.VISITS - 1) {
            visits = 0;
            putAhead(Ahead.of(silence));
            proceed();
            spoke = false;
        }
    }
}
