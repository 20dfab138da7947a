package io.ssehub.netty.fanout;

import io.netty.channel.unix.Buffer;
import io.netty.channel.unix.Socket;
import io.ssehub.core.hub.Feed;
import io.ssehub.core.log.Framing;
import io.ssehub.core.log.Log;
import io.ssehub.core.log.Segment;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The subscribers of one feed on one event loop, in flat arrays: what a walk needs of most of them is a cursor and a socket.
 *
 * <p>Confined to the event loop, but for {@link #grown}.
 */
final class Audience {
    private static final int QUOTA_BYTES = 256 << 10;

    private final Feed feed;
    private final Shard shard;
    private final Runnable onGrowth = this::grown;
    private final AtomicBoolean queued = new AtomicBoolean();

    private @Nullable Subscriber[] subscribers = {};
    private long[] cursors = {};
    private @Nullable Socket[] sockets = {};
    private boolean[] spoke = {};
    private int size;
    private int next;
    private int nextFarBehind;
    private boolean someFarBehind;
    private int joined;

    /** The log's segments as last seen, and before them those that were seen since the last sweep: a cursor may still be in one of them. */
    private List<Segment> known = List.of();

    private List<Segment> seen = List.of();

    /** What the walk under way sends from: the segment that was sent from last, its end as of now, its address in memory. */
    private @Nullable Segment stretch;

    private long stretchEnd;
    private long stretchAddress;

    /** What was sent last from there, and how many events end in it: most subscribers are sent the same. */
    private int countedFrom;

    private int countedTo;
    private int countedEvents;

    Audience(Feed feed, Shard shard) {
        this.feed = feed;
        this.shard = shard;
    }

    Feed feed() {
        return feed;
    }

    /** Counts in a subscriber of the feed, wherever it stands. */
    void join() {
        if (joined++ == 0) {
            feed.onGrowth(onGrowth);
        }
    }

    /** Counts a subscriber out and returns whether it was the last. */
    boolean leave() {
        if (--joined > 0) {
            return false;
        }
        feed.removeOnGrowth(onGrowth);
        return true;
    }

    /** Returns whether some of the feed's subscribers have their place elsewhere: on a walk, or nowhere for the moment. */
    boolean hasOutsiders() {
        return joined > size;
    }

    /** Returns how many bytes of the log the subscriber has not been sent. */
    long behindBytes(Subscriber subscriber) {
        Log log = feed.log();
        return log == null ? 0 : log.head() - cursors[subscriber.index];
    }

    /** Returns whether what the subscriber has been sent ends with a frame. */
    boolean isAtFrame(Subscriber subscriber) {
        Log log = feed.log();
        long cursor = cursors[subscriber.index];
        Segment segment = log == null ? null : log.at(cursor);
        return segment != null ? segment.start(segment.recordAt(cursor)) == cursor : log != null && cursor == log.head();
    }

    /** Asks for a visit in the shard's next turn. Any thread. */
    void grown() {
        if (!queued.get() && queued.compareAndSet(false, true)) {
            shard.visit(this);
        }
    }

    /** Says that the visit begins: what grows from here on asks for another. */
    void visited() {
        queued.set(false);
    }

    void add(Subscriber subscriber, Log log, long cursor) {
        see(log);
        if (size == cursors.length) {
            subscribers = Arrays.copyOf(subscribers, Math.max(4, size + size / 2));
            cursors = Arrays.copyOf(cursors, subscribers.length);
            sockets = Arrays.copyOf(sockets, subscribers.length);
            spoke = Arrays.copyOf(spoke, subscribers.length);
        }
        subscribers[size] = subscriber;
        cursors[size] = cursor;
        sockets[size] = subscriber.socket();
        spoke[size] = false;
        subscriber.audience = this;
        subscriber.index = size++;
    }

    /** Takes note of whether the subscriber can be sent to right now. */
    void readinessChanged(Subscriber subscriber) {
        sockets[subscriber.index] = subscriber.socket();
    }

    /** Returns whether the subscriber has been sent something from the log since this was last asked. */
    boolean hasSpoken(Subscriber subscriber) {
        boolean yes = spoke[subscriber.index];
        spoke[subscriber.index] = false;
        return yes;
    }

    private void see(Log log) {
        List<Segment> now = log.segments();
        if (now != seen) {
            seen = now;
            long tail = now.isEmpty() ? Long.MAX_VALUE : now.get(0).base();
            known = Stream.concat(known.stream().filter(segment -> segment.base() < tail), now.stream()).toList();
        }
    }

    void remove(Subscriber subscriber) {
        int hole = subscriber.index;
        Subscriber last = at(--size);
        subscribers[hole] = last;
        cursors[hole] = cursors[size];
        sockets[hole] = sockets[size];
        spoke[hole] = spoke[size];
        last.index = hole;
        subscribers[size] = null;
        sockets[size] = null;
        subscriber.audience = null;
    }

    private Subscriber at(int index) {
        Subscriber subscriber = subscribers[index];
        if (subscriber == null) {
            throw new IndexOutOfBoundsException("subscriber " + index + " of " + size);
        }
        return subscriber;
    }

    /**
     * Sends to each subscriber that is ready what it has not yet, beginning behind the one that came last in the visit before; those who are far behind come
     * after the others, in a part of the turn that is theirs.
     *
     * @return whether everybody was visited and nobody asked for more
     */
    boolean walk(Turn turn) {
        Log log = feed.log();
        if (log == null) {
            return true;
        }
        // For the whole walk: what comes meanwhile asks for another.
        long head = log.head();
        stretch = null;
        boolean all = walk(log, head, turn);
        return (!someFarBehind || walkFarBehind(log, head, turn)) && all;
    }

    private boolean walk(Log log, long head, Turn turn) {
        boolean all = true;
        for (int left = size; left > 0 && size > 0; left--) {
            if (someFarBehind ? turn.isMostlyOver() : turn.isOver()) {
                return false;
            }
            next = next >= size ? 0 : next;
            Subscriber subscriber = subscribers[next];
            if (isFarBehind(next, head)) {
                someFarBehind |= sockets[next] != null || at(next).isReady();
            } else {
                all &= visit(next, log, head, turn);
            }
            // A subscriber that went meanwhile has left its place to another.
            if (next < size && subscribers[next] == subscriber) {
                next++;
            }
        }
        return all;
    }

    private boolean walkFarBehind(Log log, long head, Turn turn) {
        boolean all = true;
        for (int left = size; left > 0 && size > 0; left--) {
            if (turn.isOver()) {
                return false;
            }
            nextFarBehind = nextFarBehind >= size ? 0 : nextFarBehind;
            Subscriber subscriber = subscribers[nextFarBehind];
            if (isFarBehind(nextFarBehind, head)) {
                all &= visit(nextFarBehind, log, head, turn);
            }
            if (nextFarBehind < size && subscribers[nextFarBehind] == subscriber) {
                nextFarBehind++;
            }
        }
        someFarBehind = !all;
        return all;
    }

    private boolean isFarBehind(int index, long head) {
        return cursors[index] < head - QUOTA_BYTES;
    }

    /** Sends what there is to a subscriber that is ready. Returns false if it is to be visited again though nothing grows. */
    private boolean visit(int index, Log log, long head, Turn turn) {
        Socket socket = sockets[index];
        if (socket == null) {
            return visit(at(index), log, head, turn);
        }
        return cursors[index] >= head || deliver(index, socket, log, head, turn);
    }

    /** Sends to a socket straight from the log. Returns false if the subscriber is to be visited again though nothing grows. */
    private boolean deliver(int index, Socket socket, Log log, long head, Turn turn) {
        long cursor = cursors[index];
        Segment segment = find(log, cursor, head);
        if (segment == null) {
            return true;
        }
        int from = segment.index(cursor);
        int to = segment.index(Math.min(stretchEnd, cursor + QUOTA_BYTES));
        if (!socket.isOpen()) {
            at(index).fail();
            return true;
        }
        int sent;
        try {
            sent = socket.sendAddress(stretchAddress, from, to);
        } catch (IOException e) {
            at(index).fail(e);
            return true;
        }
        turn.sent(sent, events(segment, from, from + sent));
        spoke[index] |= sent > 0;
        cursors[index] = cursor + sent;
        if (sent < to - from) {
            Subscriber subscriber = at(index);
            int taken = subscriber.awaitRoom(segment.memory().get(from + sent));
            if (subscriber.audience == this) { // else its connection broke: its place is another's by now
                turn.delivered(events(segment, from + sent, from + sent + taken));
                cursors[index] += taken;
            }
            return true;
        }
        return cursors[index] == head;
    }

    /** Finds the segment to send from at {@code cursor}; null if it has been retired since the turn began: that wakes the shard, and the next turn takes note. */
    private @Nullable Segment find(Log log, long cursor, long head) {
        Segment segment = stretch;
        return segment != null && cursor >= segment.base() && cursor < stretchEnd ? segment : seek(log, cursor, head);
    }

    private @Nullable Segment seek(Log log, long cursor, long head) {
        // A cursor may stand within a frame only of a segment that is known.
        see(log);
        Segment segment = Log.at(seen, cursor);
        stretch = segment;
        if (segment != null) {
            stretchEnd = Math.min(segment.end(), head);
            stretchAddress = Buffer.memoryAddress(segment.memory());
            countedFrom = 0;
            countedTo = 0;
            countedEvents = 0;
        }
        return segment;
    }

    /** Returns how many events end within {@code [from, to)} of the segment to send from. */
    private int events(Segment segment, int from, int to) {
        if (from != countedFrom || to != countedTo) {
            countedFrom = from;
            countedTo = to;
            countedEvents = segment.recordAt(segment.base() + to) - segment.recordAt(segment.base() + from);
        }
        return countedEvents;
    }

    /** Visits a subscriber with whatever there is to be thought of. Returns false if it is to be visited again though nothing grows. */
    private boolean visit(Subscriber subscriber, Log log, long head, Turn turn) {
        if (!subscriber.isReady()) {
            return true;
        }
        long cursor = cursors[subscriber.index];
        if (cursor < head) {
            Segment segment = find(log, cursor, head);
            if (segment == null) {
                return true;
            }
            int from = segment.index(cursor);
            int to = subscriber.framing == Framing.CHUNKED ? send(subscriber, segment, from, turn) : sendText(subscriber, segment, from, turn);
            cursor = segment.base() + to;
            if (subscriber.audience != this) {
                // Its connection broke as it was sent to: its place is another's by now.
                return true;
            }
            cursors[subscriber.index] = cursor;
        }
        if (!subscriber.isReady()) {
            return true;
        }
        if (cursor == head && subscriber.hasMoreToSay()) {
            turn.sent(0, 0);
            subscriber.sayTheRest();
        }
        return cursor == head;
    }

    /** Sends frames as they stand in the log, and returns where in the segment those begin that are left. */
    private int send(Subscriber subscriber, Segment segment, int from, Turn turn) {
        int sent = subscriber.send(segment.memory(), from, Math.min(segment.index(stretchEnd), from + QUOTA_BYTES));
        turn.sent(sent, events(segment, from, from + sent));
        return from + sent;
    }

    /** Sends what frames hold, and returns where in the segment those begin that are left. */
    private int sendText(Subscriber subscriber, Segment segment, int from, Turn turn) {
        PlainText plain = shard.plainText();
        ByteBuffer text = plain.of(segment, from, segment.index(stretchEnd));
        int sent = subscriber.send(text, 0, text.position());
        int to = plain.indexBehind(sent);
        turn.sent(sent, events(segment, from, to));
        return to;
    }

    /** Finds those whose place is not in the log any more and gives up all memory that is not. */
    void sweep() {
        Log log = feed.log();
        if (log == null) {
            known = List.of();
            seen = known;
            return;
        }
        see(log);
        long tail = log.tail();
        for (int i = size - 1; i >= 0; i--) {
            if (cursors[i] < tail) {
                lap(at(i));
            }
        }
        // Not what is retired by now: a cursor may still be there.
        known = known.stream().filter(segment -> segment.base() >= tail).toList();
    }

    private void lap(Subscriber subscriber) {
        long cursor = cursors[subscriber.index];
        remove(subscriber);
        Segment segment = Log.at(known, cursor);
        if (segment == null) {
            // It had everything that was known; what it missed came and went since.
            Segment behind = Log.at(known, cursor - 1);
            subscriber.lapped(new byte[0], shard.id(behind == null ? 0 : behind.sequence(behind.recordAt(cursor - 1))));
            return;
        }
        int record = segment.recordAt(cursor);
        boolean within = segment.start(record) != cursor;
        long seen = within ? segment.sequence(record) : record > 0 ? segment.sequence(record - 1) : segment.sequence(0) - 1;
        subscriber.lapped(segment.restOfFrame(cursor, subscriber.framing), shard.id(seen));
    }
}
