package io.ssehub.bench.load;

/**
 * What a run has published so far: how many events, and when each was due. The publisher's loop writes, any thread reads.
 *
 * <p>The times of the newest {@link #window} events are kept. Where another tester publishes, nothing is known but that it has begun, and at the end how many
 * there were.
 */
final class Publications {
    static final long UNKNOWN = -1;

    private static final int MOST = 1 << 20;
    private static final int LEAST = 1 << 16;
    private static final int SECONDS = 120;

    private final int run;
    private final int topics;
    private final long[] due;
    private volatile boolean begun;
    private volatile long count;

    /** Makes an empty record; {@code window} is a power of two. */
    Publications(int run, int topics, int window) {
        this.run = run;
        this.topics = topics;
        this.due = new long[window];
    }

    /** Returns how many events are kept in mind: those of the last minutes, as far as memory should go. A power of two. */
    static int window(LoadOptions options) {
        long events = (long) (options.publishRate() * SECONDS);
        return (int) Math.min(MOST, Math.max(LEAST, 2 * Long.highestOneBit(events | 1)));
    }

    /** Returns the number of the run, by which its events are told from those of others. */
    int run() {
        return run;
    }

    /** Returns how many topics there are; the event with number n is of topic n modulo that. */
    int topics() {
        return topics;
    }

    int window() {
        return due.length;
    }

    /** Returns whether events may have been sent. */
    boolean hasBegun() {
        return begun;
    }

    /** Takes the beginning, before the first event is sent. */
    void begin() {
        begun = true;
    }

    /** Takes the beginning of what another tester publishes. */
    void beginElsewhere() {
        count = UNKNOWN;
        begun = true;
    }

    /** Takes how many events another tester has published, in all. */
    void endElsewhere(long published) {
        count = published;
    }

    /** Returns the place at which an event is kept in mind: its number modulo the window. */
    int slot(long number) {
        return (int) number & due.length - 1;
    }

    /** Returns the number of the next event, {@link #UNKNOWN} if that is. An event with this number or a higher one has not been sent yet. */
    long count() {
        return count;
    }

    /** Returns when an event was due, in microseconds since 1970; it is among the newest {@link #window}. */
    long dueMicros(long number) {
        return due[slot(number)];
    }

    /** Takes the next event down. Called by one thread only, before it is sent. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
    void add(long dueMicros) {
        due[slot(count)] = dueMicros;
        count++;
    }
}
