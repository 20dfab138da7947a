package io.ssehub.netty.fanout;

import java.util.Locale;

/** Why the server ended a stream in good order. */
enum End {
    /** The program that serves it asked for it. */
    ASKED,
    /** What its client may read, it may no longer. */
    EXPIRED,
    /** It is as old as a connection may get. */
    AGE,
    /** Every topic that it selects is paused or closed, one paused at least. */
    PAUSED,
    /** Every topic that it selects is closed. */
    CLOSED,
    /** Its choice of selection and pace would have been one too many. */
    FULL,
    /** The server stops. */
    STOP;

    /** Returns the cause as counters name it: {@code asked}. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
