package io.ssehub.core.log;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Frames in order of their events' sequence, from {@link #tail()} to {@link #head()}, in segments that grow from a first size to a full one.
 *
 * <p>One writer appends and retires; any number of {@link Reader readers} look, each within its turns. A frame lies in one segment as a whole.
 */
public final class Log {
    private static final Segment[] NONE = {};

    private final SegmentMemory memory;
    private final int fullBytes;

    private int nextBytes;
    private long head;
    private volatile Segment[] segments = NONE;

    /**
     * Makes an empty log.
     *
     * @param firstBytes size of the first segment; each further one is twice as large, up to {@code fullBytes}
     */
    public Log(SegmentMemory memory, int firstBytes, int fullBytes) {
        this.memory = memory;
        this.nextBytes = firstBytes;
        this.fullBytes = fullBytes;
    }

    /** Returns the position behind the newest frame. */
    public long head() {
        Segment[] now = segments;
        return now.length == 0 ? 0 : now[now.length - 1].end();
    }

    /** Returns the position of the oldest frame that can be read; {@link #head()} if there is none. */
    public long tail() {
        Segment[] now = segments;
        return now.length == 0 ? 0 : now[0].base();
    }

    /** Returns the oldest segment, or null if there is none. */
    public @Nullable Segment oldest() {
        Segment[] now = segments;
        return now.length == 0 ? null : now[0];
    }

    /** Returns the newest segment, or null if there is none. */
    public @Nullable Segment newest() {
        Segment[] now = segments;
        return now.length == 0 ? null : now[now.length - 1];
    }

    /** Returns the segment that holds the byte at {@code position}, or null if that is retired or not written yet. Quickest near the head. */
    public @Nullable Segment at(long position) {
        Segment[] now = segments;
        for (int i = now.length - 1; i >= 0; i--) {
            Segment segment = now[i];
            if (position >= segment.base()) {
                return position < segment.end() ? segment : null;
            }
        }
        return null;
    }

    /** Returns the segment with the frame of the event {@code sequence}, or null if no segment has it. */
    public @Nullable Segment withSequence(long sequence) {
        Segment[] now = segments;
        for (int i = now.length - 1; i >= 0; i--) {
            Segment segment = now[i];
            int records = segment.count();
            if (records > 0 && segment.sequence(0) <= sequence) {
                int record = segment.firstAfter(sequence) - 1;
                return segment.sequence(record) == sequence ? segment : null;
            }
        }
        return null;
    }

    /** Returns the position of the first frame whose event comes after {@code sequence}; the head if there is none, the tail if all do. */
    public long positionAfter(long sequence) {
        Segment[] now = segments;
        for (int i = now.length - 1; i >= 0; i--) {
            Segment segment = now[i];
            int records = segment.count();
            if (records > 0 && segment.sequence(0) <= sequence) {
                return segment.start(segment.firstAfter(sequence));
            }
        }
        return now.length == 0 ? 0 : now[0].base();
    }

    /** Returns the position {@code events} frames before the head, the tail if there are fewer. */
    public long positionBack(long events) {
        Segment[] now = segments;
        long missing = events;
        for (int i = now.length - 1; i >= 0; i--) {
            int records = now[i].count();
            if (records >= missing) {
                return now[i].start((int) (records - missing));
            }
            missing -= records;
        }
        return now.length == 0 ? 0 : now[0].base();
    }

    /** Returns the bytes of memory that appending {@code length} bytes would take anew, 0 if they fit. For the writer. */
    public int growthBytes(int length) {
        Segment newest = newest();
        return newest != null && newest.hasRoom(length) ? 0 : Math.max(nextBytes, length);
    }

    /**
     * Appends a frame. For the writer.
     *
     * @param sequence larger than any before
     * @param tag found again at the frame, see {@link Segment#tag}
     */
    public void append(byte[] frame, int offset, int length, long sequence, @Nullable Object tag) {
        Segment newest = newest();
        if (newest == null || !newest.hasRoom(length)) {
            newest = new Segment(memory.take(growthBytes(length)), head);
            nextBytes = Math.min(nextBytes * 2, fullBytes);
            newest.append(frame, offset, length, sequence, tag);
            Segment[] longer = Arrays.copyOf(segments, segments.length + 1);
            longer[longer.length - 1] = newest;
            segments = longer;
        } else {
            newest.append(frame, offset, length, sequence, tag);
        }
        head += length;
    }

    /** Lets the oldest segment go, if there is one besides the newest: its memory is used again when no reader looks at it. For the writer. */
    public boolean retireOldest() {
        Segment[] now = segments;
        if (now.length < 2) {
            return false;
        }
        segments = Arrays.copyOfRange(now, 1, now.length);
        memory.retire(now[0].memory());
        return true;
    }

    /** Lets every segment go. For the writer, which appends no more. */
    public void close() {
        Segment[] now = segments;
        segments = NONE;
        for (Segment segment : now) {
            memory.retire(segment.memory());
        }
    }
}
