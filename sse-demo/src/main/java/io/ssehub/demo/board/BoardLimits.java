package io.ssehub.demo.board;

import java.time.Duration;

/**
 * What the hub will remember of boards. Where there are as many boards, or sensors in all, as it may know, the board that has been silent for longest is forgotten
 * for a new one, but none that has proven who it is for one that has not; a sensor more than one board may have is refused and counted.
 *
 * @param boards 1 or more
 * @param sensorsPerBoard 1 or more; an event of a board carries the newest value of each
 * @param sensors of all boards together, 1 or more; each takes two topics
 * @param timeout how long a board is silent before it is offline, more than 0
 * @param forget how long a board is silent before it is forgotten, more than 0; not before it is offline
 */
public record BoardLimits(int boards, int sensorsPerBoard, int sensors, Duration timeout, Duration forget) {
    /** Checks the ranges. */
    public BoardLimits {
        if (boards < 1 || sensorsPerBoard < 1 || sensors < 1) {
            throw new IllegalArgumentException(
                    "boards is " + boards + ", sensorsPerBoard " + sensorsPerBoard + ", sensors " + sensors + "; each must be 1 or more");
        }
        if (timeout.isNegative() || timeout.isZero() || forget.isNegative() || forget.isZero()) {
            throw new IllegalArgumentException("timeout is " + timeout + ", forget " + forget + "; each must be more than 0");
        }
    }

    /** Returns 10,000 boards of at most 256 sensors each, 40,000 in all, offline after 90 s and forgotten after a day: they leave a tenth of a hub's topics to others. */
    public static BoardLimits defaults() {
        return new BoardLimits(10_000, 256, 40_000, Duration.ofSeconds(90), Duration.ofDays(1));
    }
}
