package io.ssehub.core.count;

import java.util.concurrent.atomic.LongAdder;

/**
 * A number that only grows, from 0. Thread-safe; adding never waits.
 */
public final class Counter {
    private final LongAdder sum = new LongAdder();

    Counter() {}

    /** Adds one. */
    public void increment() {
        sum.increment();
    }

    /** Adds {@code amount}, 0 or more. */
    public void add(long amount) {
        sum.add(amount);
    }

    /** Returns what has been added so far; additions that run meanwhile may be missing. */
    public long value() {
        return sum.sum();
    }
}
