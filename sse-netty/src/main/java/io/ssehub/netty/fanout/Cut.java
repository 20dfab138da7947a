package io.ssehub.netty.fanout;

import java.util.Locale;

/** Why a stream was closed before its end. */
enum Cut {
    /** History went past the subscriber, and such are to be closed. */
    LAPPED,
    /** History went past the subscriber once more while it was still being told so. */
    LAPPED_AGAIN,
    /** History went past the subscriber within a frame too large to keep the rest of. */
    FRAME_TOO_LARGE,
    /** Its client has taken nothing for too long of what there was for it, be it a keep-alive: it may have gone without a word. */
    STALLED;

    /** Returns the cause as counters name it: {@code lapped_again}. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
