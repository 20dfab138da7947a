package io.ssehub.core.hub;

import java.util.Locale;

/** Why a subscriber cannot have the events that follow the last one it saw; told in the stream by a {@link Reset}. */
public enum Loss {
    /** History does not reach back so far. */
    EXPIRED,
    /** The id was given by another run of the hub, of which history is not kept so far. */
    RESTARTED,
    /** The subscriber read so slowly that history went past it. */
    SLOW,
    /** The id is none that the hub has given. */
    UNKNOWN;

    /** Returns the cause as the event and counters name it: {@code expired}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
