package io.ssehub.core.store;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Events of one run of a hub whose sequences follow one another, each with its topics and its frame as it stands in the log. Not thread-safe.
 */
public final class StoredEvents {
    private final long epoch;
    private final long first;
    private final List<List<String>> topics = new ArrayList<>();
    private byte[] frames;
    private final int from;
    private int[] ends = new int[16];

    /**
     * Makes an empty run of events.
     *
     * @param epoch of all of them
     * @param first the sequence of the first to be added, 1 or more
     */
    public StoredEvents(long epoch, long first) {
        this(epoch, first, new byte[1024], 0);
    }

    private StoredEvents(long epoch, long first, byte[] frames, int from) {
        this.epoch = epoch;
        this.first = first;
        this.frames = frames;
        this.from = from;
    }

    /** Returns an empty run of events whose frames stand in {@code frames}, back to back from {@code from} on, and are to be {@linkplain #add(List, int) named}. */
    public static StoredEvents in(byte[] frames, int from, long epoch, long first) {
        return new StoredEvents(epoch, first, frames, from);
    }

    /** Adds the next event, a copy of whose frame is taken from {@code length} bytes at index {@code start}. */
    public void add(List<String> names, ByteBuffer memory, int start, int length) {
        int at = start(count());
        if (frames.length - at < length) {
            frames = Arrays.copyOf(frames, Math.max(2 * frames.length, Math.addExact(at, length)));
        }
        memory.get(start, frames, at, length);
        add(names, length);
    }

    /** Adds the next event, whose frame is the next {@code length} bytes of those that stand there already. */
    public void add(List<String> names, int length) {
        int event = count();
        int end = Math.addExact(start(event), length);
        if (length < 0 || end > frames.length) {
            throw new IllegalArgumentException("a frame of " + length + " bytes at " + start(event) + " of " + frames.length);
        }
        if (event == ends.length) {
            ends = Arrays.copyOf(ends, event * 2);
        }
        ends[event] = end;
        topics.add(names);
    }

    /** Returns the epoch of all events. */
    public long epoch() {
        return epoch;
    }

    /** Returns the sequence of the first event. */
    public long first() {
        return first;
    }

    /** Returns how many events there are. */
    public int count() {
        return topics.size();
    }

    /** Returns the topics of event {@code index}. */
    public List<String> topics(int index) {
        return topics.get(index);
    }

    /** Returns where in {@link #frames} the frame of event {@code index} starts; for {@code count()}, the end of the last. */
    public int start(int index) {
        return index == 0 ? from : ends[index - 1];
    }

    /** Returns the memory that the frames stand in. */
    public byte[] frames() {
        return frames;
    }

    /** Returns how many bytes the frames take together. */
    public int bytes() {
        return start(count()) - from;
    }
}
