package io.ssehub.core.log;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Frames in order of their events' sequence, from {@link #tail()} to {@link #head()}, in segments that grow from a first size to a full one.
 *
 * <p>One writer appends and retires; any number of {@link Reader readers} look, each within its turns. A frame lies in one segment as a whole.
 */
public final class Log {
    private final SegmentMemory memory;
    private final int firstBytes;
    private final IntSupplier fullBytes;

    private int nextBytes;
    private volatile List<Segment> segments = List.of();

    /** Where the log goes on when it has no segment. */
    private volatile long emptyAt;

    /**
     * Makes an empty log.
     *
     * @param firstBytes size of the first segment; each further one is twice as large, up to a full one's
     * @param fullBytes asked for the size of a full segment whenever the log grows
     */
    public Log(SegmentMemory memory, int firstBytes, IntSupplier fullBytes) {
        this.memory = memory;
        this.firstBytes = firstBytes;
        this.nextBytes = firstBytes;
        this.fullBytes = fullBytes;
    }

    /** Returns the segments as they are now, oldest first. The list does not change; its last segment grows. */
    public List<Segment> segments() {
        return segments;
    }

    /** Returns the position behind the newest frame. */
    public long head() {
        Segment newest = newest();
        return newest == null ? emptyAt : newest.end();
    }

    /** Returns the position of the oldest frame that can be read; {@link #head()} if there is none. */
    public long tail() {
        Segment oldest = oldest();
        return oldest == null ? emptyAt : oldest.base();
    }

    /** Returns the oldest segment, or null if there is none. */
    public @Nullable Segment oldest() {
        List<Segment> now = segments;
        return now.isEmpty() ? null : now.get(0);
    }

    /** Returns the newest segment, or null if there is none. */
    public @Nullable Segment newest() {
        List<Segment> now = segments;
        return now.isEmpty() ? null : now.get(now.size() - 1);
    }

    /** Returns the segment that holds the byte at {@code position}, or null if that is retired or not written yet. Quickest near the head. */
    public @Nullable Segment at(long position) {
        return at(segments, position);
    }

    /** Returns which of {@code segments}, oldest first, holds the byte at {@code position}, or null if none does. Quickest near the end. */
    public static @Nullable Segment at(List<Segment> segments, long position) {
        for (int i = segments.size() - 1; i >= 0; i--) {
            Segment segment = segments.get(i);
            if (position >= segment.base()) {
                return position < segment.end() ? segment : null;
            }
        }
        return null;
    }

    /** Returns the segment with the frame of the event {@code sequence}, or null if no segment has it. */
    public @Nullable Segment withSequence(long sequence) {
        Segment segment = fromSequence(segments, sequence);
        return segment != null && segment.sequence(segment.firstAfter(sequence) - 1) == sequence ? segment : null;
    }

    /** Returns the position of the first frame whose event comes after {@code sequence}; the head if there is none, the tail if all do. */
    public long positionAfter(long sequence) {
        List<Segment> now = segments;
        Segment segment = fromSequence(now, sequence);
        if (segment != null) {
            return segment.start(segment.firstAfter(sequence));
        }
        return now.isEmpty() ? emptyAt : now.get(0).base();
    }

    /** Returns the newest segment that begins with the event {@code sequence} or one before it. */
    private static @Nullable Segment fromSequence(List<Segment> segments, long sequence) {
        for (int i = segments.size() - 1; i >= 0; i--) {
            Segment segment = segments.get(i);
            if (segment.sequence(0) <= sequence) {
                return segment;
            }
        }
        return null;
    }

    /** Returns the bytes of memory that appending {@code length} bytes would take anew, 0 if they fit. For the writer. */
    public int growthBytes(int length) {
        Segment newest = newest();
        return newest != null && newest.hasRoom(length) ? 0 : Math.max(Math.min(nextBytes, fullBytes.getAsInt()), length);
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
            newest = memory.take(growthBytes(length), newest == null ? emptyAt : newest.end());
            nextBytes = Math.min(nextBytes, fullBytes.getAsInt() / 2) * 2;
            newest.append(frame, offset, length, sequence, tag);
            List<Segment> longer = new ArrayList<>(segments);
            longer.add(newest);
            segments = List.copyOf(longer);
        } else {
            newest.append(frame, offset, length, sequence, tag);
        }
    }

    /**
     * Lets the oldest segment go: its memory is used again when no reader looks at it. A log that has none left goes on at the same position, with a small
     * segment again. For the writer.
     *
     * @return whether there was one
     */
    public boolean retireOldest() {
        List<Segment> now = segments;
        if (now.isEmpty()) {
            return false;
        }
        retire(now, 1);
        return true;
    }

    /** Lets every segment go. For the writer, which appends no more. */
    public void close() {
        List<Segment> now = segments;
        retire(now, now.size());
    }

    private void retire(List<Segment> now, int count) {
        if (count == now.size()) {
            emptyAt = head();
            nextBytes = firstBytes;
        }
        segments = List.copyOf(now.subList(count, now.size()));
        now.subList(0, count).forEach(memory::retire);
    }
}
