package io.ssehub.demo.board;

import java.util.Arrays;

/**
 * Judges the sequence numbers of one board: unsigned 32-bit numbers that grow by one with each report and wrap from 2<sup>32</sup> - 1 to 0.
 *
 * <p>The distance to the newest number so far, counted the shorter way around, says what a number means:
 *
 * <pre>
 *   + 1 to 1,024                     new; the numbers between are lost until they come late
 *   0                                duplicate
 *   any other, if it is number 0, 1  reboot
 *   + more than 1,024                new, as above
 *   - 1 to 1,024                     duplicate if it was here before, late if not
 *   - more than 1,024                reboot
 * </pre>
 *
 * <p>A reboot starts all over; what was lost before stays counted. Confined to its board's lock.
 */
final class SequenceNumbers {
    /** How far a number may fall behind the newest and still be an old one instead of a new beginning. */
    static final int MAX_FALL = 1_024;

    // A power of two above MAX_FALL: a number MAX_FALL back must not share its place with the newest.
    private static final int WINDOW = 2 * MAX_FALL;

    enum Verdict {
        NEW,
        DUPLICATE,
        LATE,
        REBOOT
    }

    private final long[] seen = new long[WINDOW / Long.SIZE];
    private boolean started;
    private int newest;
    private long sinceStart;
    private long lost;

    /** Takes {@code seq}, 0 to 2<sup>32</sup> - 1, and says what it is. */
    Verdict take(long seq) {
        int number = (int) seq;
        if (!started) {
            start(number);
            return Verdict.NEW;
        }
        int ahead = number - newest;
        if (ahead == 0) {
            return Verdict.DUPLICATE;
        }
        boolean beginning = seq <= 1 && (ahead < 0 || ahead > MAX_FALL);
        if (beginning || ahead < -MAX_FALL) {
            start(number);
            return Verdict.REBOOT;
        }
        return ahead > 0 ? advance(ahead) : fallBack(number, -ahead);
    }

    private void start(int number) {
        Arrays.fill(seen, 0);
        started = true;
        sinceStart = 0;
        newest = number;
        mark(number);
    }

    private Verdict advance(int ahead) {
        if (ahead >= WINDOW) {
            Arrays.fill(seen, 0);
        } else {
            for (int number = newest + 1; number != newest + ahead; number++) {
                seen[place(number)] &= ~bit(number);
            }
        }
        lost += ahead - 1;
        sinceStart += ahead;
        newest += ahead;
        mark(newest);
        return Verdict.NEW;
    }

    private Verdict fallBack(int number, int fall) {
        if ((seen[place(number)] & bit(number)) != 0) {
            return Verdict.DUPLICATE;
        }
        mark(number);
        // A number from before the first one here was never counted as lost.
        if (fall < sinceStart) {
            lost--;
        }
        return Verdict.LATE;
    }

    private void mark(int number) {
        seen[place(number)] |= bit(number);
    }

    private static int place(int number) {
        return (number & (WINDOW - 1)) / Long.SIZE;
    }

    private static long bit(int number) {
        return 1L << (number % Long.SIZE);
    }

    /** Returns how many numbers between others are missing. */
    long lost() {
        return lost;
    }
}
