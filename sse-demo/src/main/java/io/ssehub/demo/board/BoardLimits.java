package io.ssehub.demo.board;

/**
 * What the hub will remember of boards; beyond it, reports and readings are refused and counted.
 *
 * @param boards 1 or more
 * @param sensorsPerBoard 1 or more; an event of a board carries the newest value of each
 * @param sensors of all boards together, 1 or more; each takes two topics
 */
public record BoardLimits(int boards, int sensorsPerBoard, int sensors) {
    /** Checks the ranges. */
    public BoardLimits {
        if (boards < 1 || sensorsPerBoard < 1 || sensors < 1) {
            throw new IllegalArgumentException(
                    "boards is " + boards + ", sensorsPerBoard " + sensorsPerBoard + ", sensors " + sensors + "; each must be 1 or more");
        }
    }

    /** Returns 10,000 boards of at most 256 sensors each, 50,000 in all: half of the topics that a hub has by default. */
    public static BoardLimits defaults() {
        return new BoardLimits(10_000, 256, 50_000);
    }
}
