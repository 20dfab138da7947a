package io.ssehub.netty.fanout;

/** What a shard may do before it lets its event loop go on with other work: some sends and about two milliseconds. */
final class Turn {
    private static final int MOST_SENDS = 256;
    private static final int SENDS_PER_LOOK_AT_THE_CLOCK = 16;
    private static final long MOST_NANOS = 2_000_000;

    private long startNanos;
    private int sends;
    private long bytes;
    private boolean over;

    void begin() {
        startNanos = System.nanoTime();
        sends = 0;
        bytes = 0;
        over = false;
    }

    void sent(int count) {
        bytes += count;
        if (++sends >= MOST_SENDS || (sends % SENDS_PER_LOOK_AT_THE_CLOCK == 0 && System.nanoTime() - startNanos > MOST_NANOS)) {
            over = true;
        }
    }

    boolean isOver() {
        return over;
    }

    int sends() {
        return sends;
    }

    long bytes() {
        return bytes;
    }
}
