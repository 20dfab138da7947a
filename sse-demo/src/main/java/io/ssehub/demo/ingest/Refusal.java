package io.ssehub.demo.ingest;

import java.util.Locale;

/**
 * Why a datagram, or something in it, was not taken.
 *
 * @param cause under which it is counted
 * @param detail what was wrong, for the log; may hold what the peer sent, line breaks and all
 */
record Refusal(Cause cause, String detail) {
    /** The causes, few and fixed; {@link #label} is the counter's. */
    enum Cause {
        /** It holds no reading at all. */
        EMPTY,
        /** It is longer than a datagram may be. */
        TOO_LARGE,
        /** It is not UTF-8. */
        NOT_UTF8,
        /** It is neither JSON nor line protocol in the forms that boards may send. */
        MALFORMED,
        /** A value is neither a number nor a string that holds one. */
        NOT_A_NUMBER,
        /** A board's or sensor's name is empty, too long or cannot be written in UTF-8. */
        BAD_NAME,
        /** A sensor bears a name that means something else. */
        RESERVED_NAME,
        /** A sequence number is not a whole number of 32 bits. */
        BAD_SEQ,
        /** The board, or the hub, has as many sensors as it may. */
        SENSORS_FULL,
        /** The board would be one too many. */
        BOARDS_FULL,
        /** Its source sends more than it may. */
        TOO_FAST,
        /** It proves nothing, and comes from where that is not enough. */
        NOT_OPEN,
        /** It proves nothing, and names a board that has a key. */
        UNSIGNED,
        /** Its last line begins as a trailer and is none, maybe because it was cut. */
        BAD_TRAILER,
        /** Its trailer names a board that has no key. */
        UNKNOWN_BOARD,
        /** Its code is not that of the board's key: it was altered, or the key is another. */
        WRONG_HMAC,
        /** Its counter was here before, or is too old to tell. */
        REPLAYED,
        /** Its payload names another board than its trailer. */
        WRONG_BOARD,
        /** Too many wait until the disk remembers their counters. */
        STORE_BEHIND,
        /** The hub failed at it: a fault of ours. */
        FAILED;

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
