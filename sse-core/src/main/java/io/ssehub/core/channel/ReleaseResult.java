package io.ssehub.core.channel;

import org.jspecify.annotations.Nullable;

/** What became of a client's wish to give its channel back. */
public sealed interface ReleaseResult {
    /**
     * The channel is free.
     *
     * @param displaced ends the connection that listened until now, to be run by the caller; null if there was none
     */
    record Released(ChannelLease lease, @Nullable Runnable displaced) implements ReleaseResult {}

    /** Nothing has changed. */
    record Refused(Refusal refusal) implements ReleaseResult {}
}
