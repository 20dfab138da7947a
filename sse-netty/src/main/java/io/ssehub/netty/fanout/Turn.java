package io.ssehub.netty.fanout;

/**
 * What a shard may do before it lets its event loop go on with other work: some sends and about two milliseconds. A part of it is kept for those who are far
 * behind, so that neither they nor the others wait for long.
 */
final class Turn {
    private static final int MOST_SENDS = 256;
    private static final long MOST_NANOS = 2_000_000;
    private static final int SENDS_PER_LOOK_AT_THE_CLOCK = 16;
    private static final int BYTES_PER_LOOK_AT_THE_CLOCK = 256 << 10;

    private long startNanos;
    private int sends;
    private long bytes;
    private long events;
    private long nextLookBytes;
    private boolean mostlyOver;
    private boolean over;

    void begin() {
        startNanos = System.nanoTime();
        sends = 0;
        bytes = 0;
        events = 0;
        nextLookBytes = BYTES_PER_LOOK_AT_THE_CLOCK;
        mostlyOver = false;
        over = false;
    }

    /** Counts a call that sent {@code count} bytes, the last ones of {@code whole} events among them. */
    void sent(int count, int whole) {
        bytes += count;
        events += whole;
        sends++;
        if (sends % SENDS_PER_LOOK_AT_THE_CLOCK == 0 || bytes >= nextLookBytes) {
            nextLookBytes = bytes + BYTES_PER_LOOK_AT_THE_CLOCK;
            long nanos = System.nanoTime() - startNanos;
            mostlyOver |= sends >= MOST_SENDS / 4 * 3 || nanos > MOST_NANOS / 4 * 3;
            over |= sends >= MOST_SENDS || nanos > MOST_NANOS;
        }
    }

    /** Counts events whose last bytes went another way. */
    void delivered(int whole) {
        events += whole;
    }

    /** Returns whether the shard's time is up. */
    boolean isOver() {
        return over;
    }

    /** Returns whether what is left of the turn is for those who are far behind, if there are any. */
    boolean isMostlyOver() {
        return mostlyOver;
    }

    int sends() {
        return sends;
    }

    long bytes() {
        return bytes;
    }

    long events() {
        return events;
    }
}
