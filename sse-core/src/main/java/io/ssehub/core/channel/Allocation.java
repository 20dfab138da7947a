package io.ssehub.core.channel;

/** What became of the wish for a channel. */
public sealed interface Allocation {
    /** The channel is registered: its client has one lease's time to listen. */
    record Allocated(ChannelLease lease) implements Allocation {}

    /** Every channel is leased; one may be free as soon as a lease runs out. */
    record AllTaken() implements Allocation {}

    /** The client's address holds {@code limit} channels, all it may; others may still get one. */
    record AddressLimit(int limit) implements Allocation {}
}
