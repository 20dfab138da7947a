package io.ssehub.core.log;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A stretch of a log: frames back to back in one direct buffer, and for each the sequence of its event, where it starts, and a tag.
 *
 * <p>One writer, any number of readers. What a reader finds below {@link #count()} or {@link #end()} does not change until memory and arrays are used
 * again for another segment.
 */
public final class Segment {
    private static final int FIRST_RECORDS = 64;
    private static final VarHandle COUNT;

    static {
        try {
            COUNT = MethodHandles.lookup().findVarHandle(Segment.class, "count", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final ByteBuffer memory;
    private final long base;

    // Written by the log's writer. A reader must load count first: the arrays it then finds hold at least so many records. They are volatile because it may
    // also find longer ones that the count it has loaded says nothing about.
    private volatile int[] starts;
    private volatile long[] sequences;
    private volatile @Nullable Object[] tags;
    private int count;

    /** Makes a segment in memory of its own. */
    Segment(int capacityBytes, long base) {
        this.memory = ByteBuffer.allocateDirect(capacityBytes);
        this.base = base;
        this.starts = new int[FIRST_RECORDS + 1];
        this.sequences = new long[FIRST_RECORDS];
        this.tags = new Object[FIRST_RECORDS];
    }

    /** Makes a segment in the memory and the arrays of one that nobody looks at any more. */
    Segment(Segment retired, long base) {
        this.memory = retired.memory;
        this.base = base;
        this.starts = retired.starts;
        this.sequences = retired.sequences;
        this.tags = retired.tags;
    }

    /** Returns the position of the first byte. */
    public long base() {
        return base;
    }

    /** Returns the position behind the last byte written. */
    public long end() {
        int records = count();
        return base + starts[records];
    }

    /** Returns how many frames the segment holds. */
    public int count() {
        return (int) COUNT.getAcquire(this);
    }

    /** Returns the memory, whose byte 0 is at {@link #base()}; to be read by absolute index only, as all readers share it. */
    public ByteBuffer memory() {
        return memory;
    }

    /** Returns the index into {@link #memory()} of the byte at {@code position}. */
    public int index(long position) {
        return (int) (position - base);
    }

    /** Returns a copy of what is left to send, from {@code position} on, of the frame that is being sent; empty if a frame starts there. */
    public byte[] restOfFrame(long position, Framing framing) {
        int record = recordAt(position);
        byte[] rest = new byte[start(record) == position ? 0 : sendEnd(record, framing) - index(position)];
        memory.get(index(position), rest);
        return rest;
    }

    /** Returns the index into {@link #memory()} from which frame {@code record} is sent, if what is before {@code position} has been. */
    public int sendStart(int record, long position, Framing framing) {
        int start = index(start(record));
        return Math.max(index(position), framing == Framing.CHUNKED ? start : Frame.textStart(memory, start));
    }

    /** Returns the index into {@link #memory()} up to which frame {@code record} is sent. */
    public int sendEnd(int record, Framing framing) {
        int end = index(start(record + 1));
        return framing == Framing.CHUNKED ? end : Frame.textEnd(end);
    }

    /** Returns the position at which frame {@code record} starts; for {@code count()}, the end of the last. */
    public long start(int record) {
        return base + starts[record];
    }

    /** Returns the sequence of the event in frame {@code record}. */
    public long sequence(int record) {
        return sequences[record];
    }

    /** Returns what the writer gave along with frame {@code record}. */
    public @Nullable Object tag(int record) {
        return tags[record];
    }

    /** Returns the first frame whose event comes after {@code sequence}, {@link #count()} if there is none. O(log n). */
    public int firstAfter(long sequence) {
        int low = 0;
        int high = count();
        long[] ascending = sequences;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (ascending[middle] <= sequence) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** Returns the frame that the byte at {@code position} belongs to, {@link #count()} for the position at the end. O(log n). */
    public int recordAt(long position) {
        int records = count();
        int found = Arrays.binarySearch(starts, 0, records + 1, (int) (position - base));
        return found >= 0 ? found : -found - 2;
    }

    int capacity() {
        return memory.capacity();
    }

    boolean hasRoom(int bytes) {
        return memory.capacity() - starts[count] >= bytes;
    }

    void append(byte[] frame, int offset, int length, long sequence, @Nullable Object tag) {
        int record = count;
        if (record == sequences.length) {
            starts = Arrays.copyOf(starts, record * 2 + 1);
            sequences = Arrays.copyOf(sequences, record * 2);
            tags = Arrays.copyOf(tags, record * 2);
        }
        int start = starts[record];
        memory.put(start, frame, offset, length);
        sequences[record] = sequence;
        tags[record] = tag;
        starts[record + 1] = start + length;
        COUNT.setRelease(this, record + 1);
    }
}
