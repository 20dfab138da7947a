package io.ssehub.core.channel;

import org.jspecify.annotations.Nullable;

/** What became of a connection that wants to listen on a channel. */
public sealed interface ListenResult {
    /**
     * The connection listens, and its lease does not run until {@link ChannelAllocator#ended} is told of the connection's end.
     *
     * @param generation tells this connection from every earlier and later one, also of other channels
     * @param displaced ends the connection that listened until now, to be run by the caller; null if there was none
     */
    record Listening(ChannelLease lease, long generation, @Nullable Runnable displaced) implements ListenResult {}

    /** The connection may not listen there; a client subscribes anew. */
    record Refused(Refusal refusal) implements ListenResult {}
}
