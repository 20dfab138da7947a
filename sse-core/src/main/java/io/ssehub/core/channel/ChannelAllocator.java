package io.ssehub.core.channel;

import io.ssehub.core.channel.LeaseQueue.Slot;
import io.ssehub.core.limit.Source;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Leases numbered channels to clients, the lowest free number first. A lease runs while nobody listens on its channel, and ends at its own time: whatever is
 * asked at that moment or later finds the channel free.
 *
 * <p>A channel belongs to the address that it was allocated to: an IPv4 address and the same address mapped into IPv6 are one, and an IPv6 address is one on
 * every interface. The newest connection from there takes the channel over.
 *
 * <p>Thread-safe. Each operation takes a number of steps that does not depend on how many channels there are, besides those that free what has run out.
 */
public final class ChannelAllocator {
    /** The most channels of one allocator. */
    public static final int MAX_CHANNELS = 1 << 20;

    private static final Duration MAX_LEASE = Duration.ofDays(365);
    private static final int STATUS_STRIDE = 512;

    private final long leaseNanos;
    private final ToIntFunction<InetAddress> limitPerAddress;
    private final Consumer<ChannelLease> expired;
    private final LongSupplier nanoClock;

    private final Object lock = new Object();
    // Guarded by the lock.
    private final FreeNumbers free;
    private final @Nullable Slot[] slots;
    private final LeaseQueue running = new LeaseQueue();
    private final Map<InetAddress, Integer> held = new HashMap<>();
    private long generation;
    private int leased;
    private int listening;

    /**
     * Makes an allocator whose channels are all free.
     *
     * @param channels 1 to {@value #MAX_CHANNELS}
     * @param lease more than 0, at most 365 days
     * @param limitPerAddress how many channels an address, with all that are one {@link Source} with it, may hold at once; asked at each allocation
     * @param expired told of each lease that ran out, by the thread whose call found it so, before that call returns
     * @param nanoClock as {@link System#nanoTime}
     * @throws IllegalArgumentException naming the value and its range
     */
    public ChannelAllocator(
            int channels, Duration lease, ToIntFunction<InetAddress> limitPerAddress, Consumer<ChannelLease> expired, LongSupplier nanoClock) {
        if (channels < 1 || channels > MAX_CHANNELS) {
            throw new IllegalArgumentException(channels + " channels; 1 to " + MAX_CHANNELS + " are allowed");
        }
        if (lease.isNegative() || lease.isZero() || lease.compareTo(MAX_LEASE) > 0) {
            throw new IllegalArgumentException("the lease is " + lease + "; more than 0 and at most " + MAX_LEASE + " is allowed");
        }
        this.leaseNanos = lease.toNanos();
        this.limitPerAddress = limitPerAddress;
        this.expired = expired;
        this.nanoClock = nanoClock;
        this.free = new FreeNumbers(channels);
        this.slots = new @Nullable Slot[channels];
    }

    /** Leases the lowest free channel to {@code client}, whose address is all it will need. */
    public Allocation allocate(InetAddress client) {
        return allocate(client, null);
    }

    /** Leases the lowest free channel to {@code client}, which will need the lease's new token besides its address. */
    public Allocation allocateWithToken(InetAddress client) {
        return allocateWithToken(client, "");
    }

    /** Does the same with a token that ends in {@code mark}, which so can neither be lost nor be changed; no more than 32 characters that a URL can have. */
    public Allocation allocateWithToken(InetAddress client, String mark) {
        return allocate(client, ChannelLease.newToken() + mark);
    }

    private Allocation allocate(InetAddress address, @Nullable String token) {
        InetAddress client = Source.unmapped(address);
        int limit = limitPerAddress.applyAsInt(client);
        List<ChannelLease> over;
        Allocation allocation;
        synchronized (lock) {
            long now = nanoClock.getAsLong();
            over = expire(now);
            allocation = allocate(client, limit, token, now);
        }
        over.forEach(expired);
        return allocation;
    }

    private Allocation allocate(InetAddress client, int limit, @Nullable String token, long now) {
        if (leased == slots.length) {
            return new Allocation.AllTaken();
        }
        if (held.getOrDefault(Source.of(client), 0) >= limit) {
            return new Allocation.AddressLimit(limit);
        }
        ChannelLease lease = new ChannelLease(free.takeLowest(), client, token);
        begin(lease, now);
        return new Allocation.Allocated(lease);
    }

    private void begin(ChannelLease lease, long now) {
        Slot slot = new Slot(lease);
        slots[lease.number()] = slot;
        running.add(slot, now + leaseNanos);
        held.merge(Source.of(lease.client()), 1, Integer::sum);
        leased++;
    }

    /**
     * Takes over a lease of an earlier allocator, which begins anew, whatever the limit of its address is now.
     *
     * @return false if there is no such channel, or it is leased already
     */
    public boolean restore(ChannelLease lease) {
        synchronized (lock) {
            int number = lease.number();
            if (number < 0 || number >= slots.length || slots[number] != null) {
                return false;
            }
            free.take(number);
            begin(lease, nanoClock.getAsLong());
            return true;
        }
    }

    /**
     * Returns the lease of a channel, null if it is free.
     *
     * @param number 0 to {@code channels() - 1}
     */
    public @Nullable ChannelLease lease(int number) {
        synchronized (lock) {
            Slot slot = slots[number];
            return slot == null ? null : slot.lease;
        }
    }

    /**
     * Lets a connection listen on a channel, in place of the one that did until now.
     *
     * @param number any number
     * @param address the connection's
     * @param token what the client has shown, if anything
     * @param end ends the connection, from any thread; handed out at most once, to whoever takes the channel over or gives it back
     */
    public ListenResult listen(int number, InetAddress address, @Nullable String token, Runnable end) {
        InetAddress client = Source.unmapped(address);
        List<ChannelLease> over;
        ListenResult result;
        synchronized (lock) {
            over = expire(nanoClock.getAsLong());
            Refusal refusal = refusal(number, client, token);
            result = refusal == null ? listen(leasedSlot(number), end) : new ListenResult.Refused(refusal);
        }
        over.forEach(expired);
        return result;
    }

    private ListenResult listen(Slot slot, Runnable end) {
        Runnable displaced = slot.end;
        if (displaced == null) {
            running.remove(slot);
            listening++;
        }
        slot.end = end;
        slot.generation = ++generation;
        return new ListenResult.Listening(slot.lease, slot.generation, displaced);
    }

    /**
     * Starts the lease anew, if the connection was the one that listened.
     *
     * @return false if nothing has changed: another connection has taken over, or the channel was given back
     */
    public boolean ended(ListenResult.Listening connection) {
        synchronized (lock) {
            Slot slot = slots[connection.lease().number()];
            if (slot == null || slot.end == null || slot.generation != connection.generation()) {
                return false;
            }
            slot.end = null;
            listening--;
            running.add(slot, nanoClock.getAsLong() + leaseNanos);
            return true;
        }
    }

    /**
     * Makes a channel free, whether anybody listens or not.
     *
     * @param number any number
     * @param address the address that asks for it
     * @param token what the client has shown, if anything
     */
    public ReleaseResult release(int number, InetAddress address, @Nullable String token) {
        InetAddress client = Source.unmapped(address);
        List<ChannelLease> over;
        ReleaseResult result;
        synchronized (lock) {
            over = expire(nanoClock.getAsLong());
            Refusal refusal = refusal(number, client, token);
            result = refusal == null ? release(leasedSlot(number)) : new ReleaseResult.Refused(refusal);
        }
        over.forEach(expired);
        return result;
    }

    private ReleaseResult release(Slot slot) {
        Runnable displaced = slot.end;
        if (displaced == null) {
            running.remove(slot);
        } else {
            listening--;
        }
        forget(slot);
        return new ReleaseResult.Released(slot.lease, displaced);
    }

    /** Frees the channels whose lease has run out; returns for how long no other one can run out, more than 0: when to call again. */
    public Duration expire() {
        List<ChannelLease> over;
        long quietNanos;
        synchronized (lock) {
            long now = nanoClock.getAsLong();
            over = expire(now);
            Slot next = running.first();
            quietNanos = next == null ? leaseNanos : next.endNanos - now;
        }
        over.forEach(expired);
        return Duration.ofNanos(quietNanos);
    }

    private List<ChannelLease> expire(long now) {
        Slot slot = running.first();
        if (slot == null || slot.endNanos - now > 0) {
            return List.of();
        }
        List<ChannelLease> over = new ArrayList<>();
        for (; slot != null && slot.endNanos - now <= 0; slot = running.first()) {
            running.remove(slot);
            forget(slot);
            over.add(slot.lease);
        }
        return over;
    }

    private void forget(Slot slot) {
        int number = slot.lease.number();
        slots[number] = null;
        free.give(number);
        leased--;
        held.computeIfPresent(Source.of(slot.lease.client()), (source, count) -> count == 1 ? null : count - 1);
    }

    /** Returns why the channel is closed to a client that shows this address and token, or null if it may listen; changes nothing. */
    public @Nullable Refusal check(int number, InetAddress address, @Nullable String token) {
        InetAddress client = Source.unmapped(address);
        List<ChannelLease> over;
        Refusal refusal;
        synchronized (lock) {
            over = expire(nanoClock.getAsLong());
            refusal = refusal(number, client, token);
        }
        over.forEach(expired);
        return refusal;
    }

    private @Nullable Refusal refusal(int number, InetAddress client, @Nullable String token) {
        if (number < 0 || number >= slots.length) {
            return Refusal.OUT_OF_RANGE;
        }
        Slot slot = slots[number];
        if (slot == null) {
            return Refusal.NOT_LEASED;
        }
        if (!slot.lease.client().equals(client)) {
            return Refusal.OTHER_ADDRESS;
        }
        return slot.lease.opensWith(token) ? null : Refusal.WRONG_TOKEN;
    }

    private Slot leasedSlot(int number) {
        Slot slot = slots[number];
        if (slot == null) {
            throw new AssertionError("channel " + number + " is not leased");
        }
        return slot;
    }

    /**
     * Returns every leased channel, in order of number. Each is as it was at some moment of the call; the lock is let go in between, so that a long list
     * holds nobody up.
     */
    public List<ChannelStatus> statuses() {
        List<ChannelStatus> statuses = new ArrayList<>();
        for (int from = 0; from < slots.length; from += STATUS_STRIDE) {
            int to = Math.min(from + STATUS_STRIDE, slots.length);
            synchronized (lock) {
                long now = nanoClock.getAsLong();
                for (int number = from; number < to; number++) {
                    Slot slot = slots[number];
                    if (slot != null && slot.end != null) {
                        statuses.add(new ChannelStatus(slot.lease, null));
                    } else if (slot != null && slot.endNanos - now > 0) {
                        statuses.add(new ChannelStatus(slot.lease, Duration.ofNanos(slot.endNanos - now)));
                    }
                }
            }
        }
        return statuses;
    }

    /** Returns how many channels there are, free or not. */
    public int channels() {
        return slots.length;
    }

    /** Returns how many channels are leased, listened to or not. */
    public int leased() {
        expire();
        synchronized (lock) {
            return leased;
        }
    }

    /** Returns on how many channels somebody listens. */
    public int listening() {
        synchronized (lock) {
            return listening;
        }
    }
}
