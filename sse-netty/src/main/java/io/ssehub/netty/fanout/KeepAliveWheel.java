package io.ssehub.netty.fanout;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Visits every subscriber of an event loop four times in a period, spread over it by one timer. A stream that fell silent right after a visit has been
 * silent for less than the period three visits after the next.
 *
 * <p>Confined to the event loop.
 */
final class KeepAliveWheel {
    /** Visits in a period. */
    static final int VISITS = 4;

    private static final int SLOTS = 32;

    private final EventLoop loop;
    private final long tickNanos;
    private final Consumer<Subscriber> visit;
    private final List<List<Subscriber>> slots = new ArrayList<>(SLOTS);
    private int size;
    private int joinSlot;
    private int visitSlot;
    private @Nullable Future<?> timer;

    KeepAliveWheel(EventLoop loop, long periodNanos, Consumer<Subscriber> visit) {
        this.loop = loop;
        this.tickNanos = Math.max(1, periodNanos / (SLOTS * VISITS));
        this.visit = visit;
        for (int i = 0; i < SLOTS; i++) {
            slots.add(new ArrayList<>());
        }
    }

    /** Returns how many visits there are to a subscriber in {@code nanos}, at least one. */
    int visitsIn(long nanos) {
        long periodNanos = tickNanos * SLOTS;
        return (int) Math.min(Integer.MAX_VALUE - 1, Math.max(1, (nanos + periodNanos - 1) / periodNanos));
    }

    void add(Subscriber subscriber) {
        List<Subscriber> slot = slots.get(joinSlot);
        subscriber.slot = joinSlot;
        subscriber.slotIndex = slot.size();
        slot.add(subscriber);
        joinSlot = (joinSlot + 1) % SLOTS;
        if (size++ == 0) {
            timer = loop.scheduleAtFixedRate(this::tick, tickNanos, tickNanos, TimeUnit.NANOSECONDS);
        }
    }

    void remove(Subscriber subscriber) {
        List<Subscriber> slot = slots.get(subscriber.slot);
        Subscriber last = slot.remove(slot.size() - 1);
        if (last != subscriber) {
            slot.set(subscriber.slotIndex, last);
            last.slotIndex = subscriber.slotIndex;
        }
        if (--size == 0 && timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }

    /** Returns a copy of everybody on the wheel. */
    List<Subscriber> subscribers() {
        return slots.stream().flatMap(List::stream).toList();
    }

    private void tick() {
        List<Subscriber> slot = slots.get(visitSlot);
        visitSlot = (visitSlot + 1) % SLOTS;
        // From behind, as a visit may remove the one that is visited.
        for (int i = slot.size() - 1; i >= 0; i--) {
            visit.accept(slot.get(i));
        }
    }
}
