package io.ssehub.netty.fanout;

/** What becomes of a stream whose client reads so slowly that history goes past it. */
public enum Slow {
    /** It is told so by the event {@code reset}, gets the newest values, and goes on from there. */
    RESET,
    /** It is closed; its client may come back. */
    CLOSE
}
