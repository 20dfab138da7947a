package io.ssehub.core.log;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The segments of all logs of a hub. The memory of a retired one, and its arrays, are handed out again once every reader has announced a turn that began
 * after its retirement: checking a position and then sending from it are safe together, without a lock.
 *
 * <p>Taking and retiring are for the one writer; readers come and go from any thread.
 */
public final class SegmentMemory {
    private static final int FREE_OF_A_SIZE = 4;

    private record Retired(Segment segment, long retirement) {}

    private final List<Reader> readers = new CopyOnWriteArrayList<>();
    private final Deque<Retired> retired = new ArrayDeque<>();
    private final Map<Integer, Deque<Segment>> free = new HashMap<>();
    private volatile long retirements;
    private volatile long liveBytes;
    private volatile long retiredBytes;

    /** Makes an empty pool. */
    public SegmentMemory() {}

    /** Counts a reader in: from here on retired memory waits for it. */
    public void register(Reader reader) {
        reader.announce(retirements);
        readers.add(reader);
    }

    /** Counts a reader out, which holds no segment any more. */
    public void unregister(Reader reader) {
        readers.remove(reader);
    }

    /** Returns how many segments have been retired so far. */
    public long retirements() {
        return retirements;
    }

    /** Returns the bytes in segments that are part of a log. */
    public long liveBytes() {
        return liveBytes;
    }

    /** Returns the bytes in segments that are part of a log or retired but maybe still looked at. */
    public long usedBytes() {
        return liveBytes + retiredBytes;
    }

    /** Returns an empty segment that begins at the position {@code base}. */
    Segment take(int capacityBytes, long base) {
        reclaim();
        Deque<Segment> sameSize = free.get(capacityBytes);
        Segment kept = sameSize == null ? null : sameSize.poll();
        addLive(capacityBytes);
        return kept != null ? new Segment(kept, base) : new Segment(capacityBytes, base);
    }

    void retire(Segment segment) {
        long retirement = retirements + 1;
        retired.add(new Retired(segment, retirement));
        addLive(-segment.capacity());
        addRetired(segment.capacity());
        setRetirements(retirement);
        for (Reader reader : readers) {
            reader.wake();
        }
    }

    /** Takes back what nobody looks at any more. For the writer, in case readers have announced something since it last asked for memory. */
    public void reclaim() {
        long announced = Long.MAX_VALUE;
        for (Reader reader : readers) {
            announced = Math.min(announced, reader.announced());
        }
        for (Retired oldest = retired.peek(); oldest != null && oldest.retirement() <= announced; oldest = retired.peek()) {
            retired.remove();
            Segment segment = oldest.segment();
            addRetired(-segment.capacity());
            keep(segment);
        }
    }

    /** Keeps a few of each size that segments have by themselves, a power of two; one that was made for a frame larger than that may never fit again. */
    private void keep(Segment segment) {
        if (Integer.bitCount(segment.capacity()) != 1) {
            return;
        }
        Deque<Segment> sameSize = free.computeIfAbsent(segment.capacity(), size -> new ArrayDeque<>());
        if (sameSize.size() < FREE_OF_A_SIZE) {
            sameSize.add(segment);
        }
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // only the writer writes
    private void addLive(int bytes) {
        liveBytes += bytes;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // only the writer writes
    private void addRetired(int bytes) {
        retiredBytes += bytes;
    }

    private void setRetirements(long retirement) {
        retirements = retirement;
    }
}
