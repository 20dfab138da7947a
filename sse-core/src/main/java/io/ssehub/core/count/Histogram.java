package io.ssehub.core.count;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/**
 * How often something took how long, from 0 ns on. Thread-safe; adding never waits.
 */
public final class Histogram {
    private final long[] boundsNanos;
    private final LongAdder[] counts;
    private final LongAdder sumNanos = new LongAdder();
    private final LongAccumulator maxNanos = new LongAccumulator(Math::max, 0);

    /** Makes an empty one; a last bucket, without an end, comes behind {@code bounds}, which are in ascending order. */
    Histogram(List<Duration> bounds) {
        boundsNanos = bounds.stream().mapToLong(Duration::toNanos).toArray();
        counts = Stream.generate(LongAdder::new).limit(boundsNanos.length + 1L).toArray(LongAdder[]::new);
    }

    /** Adds a time, 0 or more nanoseconds, that was taken {@code times} times, 0 or more. */
    public void add(long nanos, long times) {
        int bucket = 0;
        while (bucket < boundsNanos.length && nanos > boundsNanos[bucket]) {
            bucket++;
        }
        counts[bucket].add(times);
        sumNanos.add(nanos * times);
        maxNanos.accumulate(nanos);
    }

    /** Returns the longest time that belongs to each bucket but the last. */
    public List<Duration> bounds() {
        return Arrays.stream(boundsNanos).mapToObj(Duration::ofNanos).toList();
    }

    /** Returns what has been added so far to each bucket, by itself; additions that run meanwhile may be missing. */
    public List<Long> counts() {
        return Stream.of(counts).map(LongAdder::sum).toList();
    }

    /** Returns the sum of all times. */
    public Duration sum() {
        return Duration.ofNanos(sumNanos.sum());
    }

    /** Returns the longest time, 0 if there is none yet. */
    public Duration max() {
        return Duration.ofNanos(maxNanos.get());
    }
}
