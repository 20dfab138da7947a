package io.ssehub.core.hub;

import io.ssehub.core.log.Framing;
import io.ssehub.core.log.Log;
import io.ssehub.core.log.Segment;
import io.ssehub.core.topic.Selection;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A subscriber's way through the base log, for a selection without a log of its own: it passes over the events of other topics, a bounded number a turn, so that an
 * unusual selection costs nobody but its owner.
 *
 * <p>Confined to the thread of its {@linkplain io.ssehub.core.log.Reader reader}, and used within its turns.
 */
public final class Walk {
    private static final int TURN_RECORDS = 4_096;

    private final Log base;
    private final Selection selection;
    private final Framing framing;

    /** The next byte: where a frame starts, or within one that matches and is sent in part. */
    private long position;
    private long filledTo;
    private int filled;
    private int filledEvents;

    /** How many events that match end in what was {@linkplain #pass passed} last. */
    private int passedEvents;

    private List<Segment> known;
    private long limit = Long.MAX_VALUE;

    /** Makes a walk that begins after the event {@code sequence}. */
    Walk(Log base, Selection selection, Framing framing, long sequence) {
        this(base, selection, framing, base.segments(), base.positionAfter(sequence));
    }

    /** Makes a walk that begins at {@code position}, in one of the segments {@code known} or behind them all. */
    Walk(Log base, Selection selection, Framing framing, List<Segment> known, long position) {
        this.base = base;
        this.selection = selection;
        this.framing = framing;
        this.known = known;
        this.position = position;
    }

    /** Has {@link #fill} go no farther than {@code position}, at which a frame starts. */
    public void stopAt(long position) {
        limit = position;
    }

    /** Returns where the walk is: how many bytes of the log lie behind. */
    public long position() {
        return position;
    }

    /** Returns whether what comes next is not in the log any more. */
    public boolean isLapped() {
        return position < base.tail();
    }

    /** Returns whether there is nothing more to look at. */
    public boolean isAtHead() {
        return position >= base.head();
    }

    /** Returns whether what has been passed ends with a frame. */
    public boolean isAtFrame() {
        Segment segment = Log.at(known, position);
        return segment == null || segment.start(segment.recordAt(position)) == position;
    }

    /** Returns how many bytes of the base log lie ahead. */
    public long behindBytes() {
        return base.head() - position;
    }

    /** Returns a copy of what is left of a frame that has been sent in part; empty if none has. Works also in the turn in which the walk is lapped. */
    public byte[] restOfFrame() {
        Segment segment = Log.at(known, position);
        return segment == null ? new byte[0] : segment.restOfFrame(position, framing);
    }

    /** Returns the sequence of the last event that lies behind. Works also in the turn in which the walk is lapped. */
    public long sequence() {
        Segment segment = Log.at(known, position);
        if (segment != null) {
            return segment.sequence(segment.recordAt(position)) - 1;
        }
        // At the end of what was known; the log itself may have grown by a segment since.
        Segment behind = Log.at(known, position - 1);
        return behind == null ? 0 : behind.sequence(behind.recordAt(position - 1));
    }

    /** Copies what comes next to {@code out}, as much as it has room for; moves nothing. */
    public void fill(ByteBuffer out) {
        giveUpRetired();
        int before = out.position();
        filledTo = pass(out, out.remaining());
        filled = out.position() - before;
        filledEvents = passedEvents;
    }

    /**
     * Moves over {@code bytes} of what {@link #fill} has copied, and over the events behind them that do not match.
     *
     * @return how many events end in those bytes
     */
    public int advance(int bytes) {
        boolean all = bytes == filled;
        position = all ? filledTo : pass(null, bytes);
        int events = all ? filledEvents : passedEvents;
        filled = 0;
        filledEvents = 0;
        giveUpRetired();
        return events;
    }

    /** Holds on to no segment that is not in the log any more, but for the one that a lapped walk is in. */
    public void giveUpRetired() {
        List<Segment> now = base.segments();
        if (!isLapped()) {
            known = now;
        }
    }

    /**
     * Returns where one is after {@code bytes} matching bytes, which are copied to {@code out} if there is one. Both times over the same segments, as what has
     * been sent lies behind even if it is let go meanwhile.
     */
    private long pass(@Nullable ByteBuffer out, int bytes) {
        long at = position;
        int left = bytes;
        int passed = 0;
        passedEvents = 0;
        for (Segment segment = Log.at(known, at); segment != null && at < limit; segment = Log.at(known, at)) {
            int records = segment.count();
            for (int record = segment.recordAt(at); record < records && at < limit; record++) {
                if (++passed > TURN_RECORDS) {
                    return at;
                }
                if (matches(segment, record, selection)) {
                    int from = segment.sendStart(record, at, framing);
                    int to = segment.sendEnd(record, framing);
                    int taken = Math.min(left, to - from);
                    if (out != null) {
                        out.put(out.position(), segment.memory(), from, taken).position(out.position() + taken);
                    }
                    left -= taken;
                    if (taken < to - from) {
                        return taken == 0 ? at : segment.base() + from + taken;
                    }
                    passedEvents++;
                }
                at = segment.start(record + 1);
            }
        }
        return at;
    }

    static boolean matches(Segment segment, int record, Selection selection) {
        for (Topic topic : History.topics(segment, record)) {
            if (selection.matches(topic.name)) {
                return true;
            }
        }
        return false;
    }

    /** Returns the sequence before the last {@code events} events of {@code log}, or before all of them if they are fewer. O(segments). */
    static long sequenceBack(Log log, int events) {
        List<Segment> segments = log.segments();
        long sequence = 0;
        int missing = events;
        for (int i = segments.size() - 1; i >= 0; i--) {
            Segment segment = segments.get(i);
            int records = segment.count();
            if (missing < records) {
                return segment.sequence(records - 1 - missing);
            }
            missing -= records;
            sequence = records == 0 ? sequence : segment.sequence(0) - 1;
        }
        return sequence;
    }

    /** Returns the sequence before the last {@code events} events of {@code base} that the selection matches, or before all of them if they are fewer. */
    static long sequenceBack(Log base, Selection selection, int events) {
        // The scan may pass some ten thousand events, but of few topics.
        Map<Topic, Boolean> matching = new HashMap<>();
        List<Segment> segments = base.segments();
        long sequence = 0;
        int missing = events;
        for (int i = segments.size() - 1; i >= 0; i--) {
            Segment segment = segments.get(i);
            for (int record = segment.count() - 1; record >= 0; record--) {
                sequence = segment.sequence(record);
                if (missing == 0) {
                    return sequence;
                }
                for (Topic topic : History.topics(segment, record)) {
                    if (matching.computeIfAbsent(topic, unknown -> selection.matches(unknown.name))) {
                        missing--;
                        break;
                    }
                }
                sequence--;
            }
        }
        return sequence;
    }
}
