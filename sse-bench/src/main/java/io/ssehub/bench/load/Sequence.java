package io.ssehub.bench.load;

import java.util.Arrays;

/**
 * Checks the numbers of the events that one stream gets: which it should have had next, what it missed, got twice, or got after a later one.
 *
 * <p>A missing number that comes after all is no loss but an event out of order. So many gaps as {@value #MAX_GAPS} are remembered; what is missing in older
 * ones is lost for good, and a duplicate if it comes. Confined to one thread.
 */
final class Sequence {
    static final int MAX_GAPS = 1024;
    static final long DUPLICATE = Long.MIN_VALUE;
    private static final long[] NONE = {};

    private final int stride;
    private long next;
    private boolean fresh;
    private long lost;
    private long duplicated;
    private long reordered;
    // Pairs: the first number missing, and the one after the last. Rising.
    private long[] gaps = NONE;
    private int gapsLength;

    /** Makes a check of every {@code stride}th number from {@code first} on. */
    Sequence(long first, int stride) {
        this.next = first;
        this.stride = stride;
    }

    /** Returns the number that comes next if all goes well. */
    long next() {
        return next;
    }

    long lost() {
        return lost;
    }

    long duplicated() {
        return duplicated;
    }

    long reordered() {
        return reordered;
    }

    boolean sound() {
        return (lost | duplicated | reordered) == 0;
    }

    /** Begins anew, for a stream that need not go on where it was: all from {@code published} on has to come, and what is older may come before it. */
    void beginAt(long published) {
        next = published + Math.floorMod(next - published, stride);
        fresh = true;
    }

    /** Begins anew, for a stream whose first event may be any. */
    void beginAnywhere() {
        beginAt(Long.MAX_VALUE / 2);
    }

    /** Counts what was published before {@code published} and has not come as lost, at the end of a run. */
    void endAt(long published) {
        lost += missingBefore(published);
    }

    /** Returns whether {@code number} is one that belongs to this stream at all. */
    boolean concerns(long number) {
        return stride == 1 || (number - next) % stride == 0;
    }

    /** Returns how many numbers would be missing if {@code number} came next. */
    long missingBefore(long number) {
        return number <= next ? 0 : (number - next + stride - 1) / stride;
    }

    /** Takes the number of the event that has come and returns how far the next one moves, {@link #DUPLICATE} if it has come before. */
    long take(long number) {
        if (number == next) {
            fresh = false;
            next += stride;
            return stride;
        }
        return takeOther(number);
    }

    private long takeOther(long number) {
        long before = next;
        if (number > next) {
            lost += (number - next) / stride;
            addGap(next, number);
            next = number + stride;
        } else if (fresh) {
            next = number + stride;
        } else if (closeGap(number)) {
            lost--;
            reordered++;
        } else {
            duplicated++;
            return DUPLICATE;
        }
        fresh = false;
        return next - before;
    }

    private void addGap(long from, long to) {
        if (gapsLength == gaps.length) {
            if (gapsLength == 2 * MAX_GAPS) {
                removeGap(0);
            } else {
                gaps = Arrays.copyOf(gaps, Math.max(4, 2 * gapsLength));
            }
        }
        gaps[gapsLength++] = from;
        gaps[gapsLength++] = to;
    }

    private boolean closeGap(long number) {
        for (int i = 0; i < gapsLength; i += 2) {
            long from = gaps[i];
            long to = gaps[i + 1];
            if (number >= from && number < to) {
                splitGap(i, from, number, to);
                return true;
            }
        }
        return false;
    }

    private void splitGap(int at, long from, long number, long to) {
        boolean before = number > from;
        boolean after = number + stride < to;
        if (before && after && gapsLength < 2 * MAX_GAPS) {
            addGap(0, 0);
            System.arraycopy(gaps, at, gaps, at + 2, gapsLength - 2 - at);
            gaps[at + 1] = number;
            gaps[at + 2] = number + stride;
        } else if (before) {
            gaps[at + 1] = number;
        } else if (after) {
            gaps[at] = number + stride;
        } else {
            removeGap(at);
        }
    }

    private void removeGap(int at) {
        System.arraycopy(gaps, at + 2, gaps, at, gapsLength - at - 2);
        gapsLength -= 2;
    }
}
