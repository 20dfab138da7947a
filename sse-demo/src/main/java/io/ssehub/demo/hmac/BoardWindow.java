package io.ssehub.demo.hmac;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;

/** What is remembered of one board's counters. Guarded by its {@link Authenticator}. */
public final class BoardWindow {
    /** What is to be done once {@code counter} is remembered. */
    record Waiting(long counter, Runnable task, Executor executor) {}

    final String id;
    final ReplayWindow counters;
    final Deque<Waiting> waiting = new ArrayDeque<>();

    // The highest counter that is refused after a crash, as far as is known; none before the first is on disk.
    private boolean hasMark;
    private long mark;

    // The last request for a mark: whether it is under way, how far ahead of the newest counter, when, and how many datagrams have come since.
    boolean asking;
    long ahead;
    long askedAtNanos;
    long sinceAsked;

    BoardWindow(String id, ReplayWindow counters, long askedAtNanos) {
        this.id = id;
        this.counters = counters;
        this.askedAtNanos = askedAtNanos;
    }

    void mark(long counter) {
        hasMark = true;
        mark = counter;
    }

    /** Tells whether {@code counter} would be refused after a crash. */
    boolean remembers(long counter) {
        return hasMark && Long.compareUnsigned(counter, mark) <= 0;
    }

    /** Tells whether, behind {@code counter}, no more than half of what was asked for ahead is left; it is remembered. */
    boolean isLow(long counter) {
        return ahead > 0 && Long.compareUnsigned(mark - counter, ahead / 2) <= 0;
    }
}
