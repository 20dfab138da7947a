package io.ssehub.demo.board;

import java.util.List;

/**
 * What a board said at once: readings under one sequence number.
 *
 * @param board a name without {@linkplain Names#fault fault}
 * @param seq the board's number for it, 0 to 2<sup>32</sup> - 1, or {@link #UNNUMBERED}
 * @param readings in the order they were sent; none if nothing in it was a number
 */
public record Report(String board, long seq, List<Reading> readings) {
    /** Stands for the sequence number of boards that count nothing. */
    public static final long UNNUMBERED = -1;

    /** The highest sequence number; 0 follows it. */
    public static final long MAX_SEQ = 0xFFFF_FFFFL;

    /** Checks the name and the range. */
    public Report {
        String fault = Names.fault(board);
        if (fault != null) {
            throw new IllegalArgumentException("board: " + fault);
        }
        if (seq < UNNUMBERED || seq > MAX_SEQ) {
            throw new IllegalArgumentException("seq is " + seq + "; 0 to " + MAX_SEQ + " is allowed, or " + UNNUMBERED + " for none");
        }
        readings = List.copyOf(readings);
    }
}
