package io.ssehub.core.hub;

import java.util.Arrays;

/**
 * Which run of the hub gave which numbers, as far back as history may reach: runs follow one another, each from the number after the last one that the run
 * before has left on disk. Immutable.
 */
final class Epochs {
    private static final long NEVER = -1;

    private final long[] epochs;
    /** For each epoch, the number before its first. */
    private final long[] bases;

    private Epochs(long[] epochs, long[] bases) {
        this.epochs = epochs;
        this.bases = bases;
    }

    static Epochs none() {
        return new Epochs(new long[0], new long[0]);
    }

    /** Returns these epochs and {@code epoch}, greater than any of them, whose numbers come after {@code base}. */
    Epochs with(long epoch, long base) {
        int count = epochs.length;
        // A run that gave no number has no need of a place.
        int kept = count > 0 && bases[count - 1] == base ? count - 1 : count;
        long[] more = Arrays.copyOf(epochs, kept + 1);
        long[] from = Arrays.copyOf(bases, kept + 1);
        more[kept] = epoch;
        from[kept] = base;
        return new Epochs(more, from);
    }

    /** Returns the newest epoch, or a number less than any if there is none. */
    long newest() {
        return epochs.length == 0 ? NEVER : epochs[epochs.length - 1];
    }

    /** Returns the id of the event {@code sequence}: by the first run that may have given it, if it is older than all. */
    EventId id(long sequence) {
        int run = epochs.length - 1;
        while (run > 0 && bases[run] >= sequence) {
            run--;
        }
        return new EventId(epochs[run], sequence);
    }

    /** Returns the last number of {@code epoch} that can be resumed after, at most {@code head}; less than 0 if the epoch is not known. */
    long last(long epoch, long head) {
        int run = Arrays.binarySearch(epochs, epoch);
        return run < 0 ? NEVER : run == epochs.length - 1 ? head : bases[run + 1];
    }
}
