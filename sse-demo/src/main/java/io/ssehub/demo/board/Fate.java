package io.ssehub.demo.board;

/** What became of a report. */
public enum Fate {
    /** Its readings are the board's newest; those that changed a value were published. */
    APPLIED,
    /** The board had sent its number before; not applied. */
    DUPLICATE,
    /** A report with a higher number had come before; not applied. */
    LATE,
    /** Each of its sensors would be one more than the board, or the hub, may have. */
    SENSORS_FULL,
    /** The board would be one more than the hub may know, and no other may go for it. */
    BOARDS_FULL
}
