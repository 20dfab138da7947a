package io.ssehub.core.channel;

import org.jspecify.annotations.Nullable;

/**
 * The leases that run, the first to run out first. As all leases are equally long, each joins at the end; each leaves from anywhere, in one step.
 *
 * <p>Not thread-safe.
 */
final class LeaseQueue {
    private @Nullable Slot first;
    private @Nullable Slot last;

    /** The state of a leased channel, a link of the queue while its lease runs. */
    static final class Slot {
        final ChannelLease lease;
        /** When the lease runs out, on the nano clock; has a meaning only in the queue. */
        long endNanos;
        /** Ends the connection that listens; null if none does, and then the lease runs. */
        @Nullable Runnable end;
        /** Of the newest connection that listened. */
        long generation;

        private @Nullable Slot before;
        private @Nullable Slot after;

        Slot(ChannelLease lease) {
            this.lease = lease;
        }
    }

    void add(Slot slot, long endNanos) {
        slot.endNanos = endNanos;
        slot.before = last;
        if (last == null) {
            first = slot;
        } else {
            last.after = slot;
        }
        last = slot;
    }

    void remove(Slot slot) {
        if (slot.before == null) {
            first = slot.after;
        } else {
            slot.before.after = slot.after;
        }
        if (slot.after == null) {
            last = slot.before;
        } else {
            slot.after.before = slot.before;
        }
        slot.before = null;
        slot.after = null;
    }

    /** Returns the lease that runs out first, or null if none runs. */
    @Nullable Slot first() {
        return first;
    }
}
