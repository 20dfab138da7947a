package io.ssehub.demo.hmac;

/** What a datagram's trailer proves. */
public sealed interface Verdict {
    /** That the board sent it, with this counter, which was not here before. */
    record Authentic(BoardWindow window, long counter) implements Verdict {}

    /** Nothing. */
    enum Refused implements Verdict {
        /** The board has no key. */
        UNKNOWN_BOARD,
        /** The code is not that of the board's key over these bytes: they were altered, or the key is another. */
        WRONG_HMAC,
        /** The counter was here before, or is older than those that are remembered. */
        REPLAYED
    }
}
