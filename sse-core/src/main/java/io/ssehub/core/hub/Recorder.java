package io.ssehub.core.hub;

import io.ssehub.core.count.Counter;
import io.ssehub.core.count.Counters;
import io.ssehub.core.count.LogAllowance;
import io.ssehub.core.store.EventStore;
import io.ssehub.core.store.StoreBatch;
import io.ssehub.core.store.StoredEvents;
import io.ssehub.core.store.Sync;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Writes to the store what has been published, on a thread of its own: one more reader of the base log, so that publishing costs no more and the disk holds
 * nobody up. What comes while it writes goes together into the next batch. If the disk is so slow, or fails for so long, that history goes past it, the gap is
 * counted, and after a restart nobody resumes across it.
 *
 * <p>Thread-safe.
 */
final class Recorder implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Recorder.class.getName());
    private static final long PACE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long MINUTE_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final long CLOSE_MILLIS = 5_000;

    private final EventStore store;
    private final Sync sync;
    private final Transcript transcript;
    private final LongSupplier head;
    private final LongSupplier nanoClock;
    private final LogAllowance complaints;
    private final Confirmations confirmations = new Confirmations();
    private final Map<String, Optional<byte[]>> state = new ConcurrentHashMap<>();
    private final Queue<Consumer<Boolean>> stateWaiters = new ConcurrentLinkedQueue<>();
    private final Set<String> forgotten = ConcurrentHashMap.newKeySet();
    private final Thread thread = new Thread(this::run, "sse-hub-store");

    private final Counter eventsWritten;
    private final Counter eventsPassedOver;
    private final Counter failures;
    private final Counter syncCount;

    private volatile boolean asleep;
    private volatile boolean urgent;
    private volatile boolean failing;
    private volatile boolean closing;
    private volatile boolean closed;

    // Written by the thread only.
    private volatile long written;
    private long synced;
    private boolean isDirty;
    private long dirtySinceNanos;
    private long failedAtNanos;

    /** Makes a recorder for what comes after {@code head}, as that is now. */
    Recorder(EventStore store, Sync sync, Transcript transcript, LongSupplier head, LongSupplier nanoClock, Counters counters) {
        this.store = store;
        this.sync = sync;
        this.transcript = transcript;
        this.head = head;
        this.nanoClock = nanoClock;
        this.complaints = new LogAllowance(nanoClock);
        this.written = head.getAsLong();
        this.synced = written;
        this.eventsWritten = counters.counter("store_events_written", "Events that have been written to disk");
        this.eventsPassedOver = counters.counter("store_events_passed_over", "Events that left history before the disk took them");
        this.failures = counters.counter("store_write_failures", "Writes that the disk did not take");
        this.syncCount = counters.counter("store_syncs", "Writes that made all so far safe from a loss of power");
        counters.gauge("store_failing", "1 while the disk takes no events, else 0", () -> failing ? 1 : 0);
        counters.gauge("store_behind_events", "Events that are not written to disk yet", () -> head.getAsLong() - written);
        thread.setDaemon(true);
    }

    /** Brings the epoch to disk, before any id of it is given, and begins. */
    void start() {
        state.put(Transcript.EPOCH, Optional.of(transcript.epoch()));
        write();
        thread.start();
    }

    /** Takes note that something was published. On a publisher's thread; wakes the recorder at most once for all that comes until it sleeps again. */
    void grown() {
        if (asleep) {
            asleep = false;
            LockSupport.unpark(thread);
        }
    }

    private void urge() {
        urgent = true;
        LockSupport.unpark(thread);
    }

    /** Returns whether the disk takes nothing, as far as is known. */
    boolean isFailing() {
        return failing;
    }

    /** Counts in a publisher who will wait for its event to be stored, and returns whether there is room for one more. */
    boolean admit() {
        return confirmations.admit();
    }

    /** Tells an admitted publisher when its event is on disk, or did not get there. */
    void confirm(Publication publication, Consumer<Publication> answer) {
        if (publication instanceof Publication.Accepted accepted) {
            confirmations.add(accepted.id(), answer);
            urge();
        } else {
            confirmations.dismiss();
            answer.accept(publication);
        }
    }

    /** Sets a record of the state, or removes it. */
    void state(String name, Optional<byte[]> value) {
        state.put(name, value);
        grown();
    }

    /** Tells whether the records that were set before have got to disk, once that is known; at once if the disk takes nothing. */
    void confirmState(Consumer<Boolean> stored) {
        stateWaiters.add(stored);
        if (failing || closed) {
            tell(stateWaiting(), false);
        }
        grown();
    }

    private List<Consumer<Boolean>> stateWaiting() {
        List<Consumer<Boolean>> waiting = new ArrayList<>();
        for (Consumer<Boolean> next = stateWaiters.poll(); next != null; next = stateWaiters.poll()) {
            waiting.add(next);
        }
        return waiting;
    }

    private static void tell(List<Consumer<Boolean>> waiting, boolean stored) {
        waiting.forEach(waiter -> Hub.contain(() -> waiter.accept(stored)));
    }

    /** Keeps the newest values of topics no more. */
    void forget(List<Topic> topics) {
        topics.forEach(topic -> forgotten.add(topic.name));
        grown();
    }

    private void run() {
        boolean ending = false;
        while (!ending) {
            ending = closing;
            urgent = false;
            if (isBackingOff() && !ending) {
                disappoint();
            } else {
                write();
            }
            if (!ending) {
                sleep();
            }
        }
        while (written < head.getAsLong() && !failing) {
            write();
        }
        closed = true;
        disappoint();
        store.close();
    }

    private void disappoint() {
        confirmations.disappoint();
        tell(stateWaiting(), false);
    }

    private boolean isBackingOff() {
        return failing && nanoClock.getAsLong() - failedAtNanos < RETRY_NANOS;
    }

    /** Lets some time pass, so that more goes into one batch, and then waits until there is something to do. */
    private void sleep() {
        if (!urgent) {
            LockSupport.parkNanos(this, PACE_NANOS);
        }
        asleep = true;
        long nanos = idleNanos();
        if (!urgent && nanos > 0) {
            LockSupport.parkNanos(this, nanos);
        }
        asleep = false;
    }

    private long idleNanos() {
        if (failing) {
            return RETRY_NANOS;
        }
        if (written < head.getAsLong() || !state.isEmpty() || !stateWaiters.isEmpty() || !forgotten.isEmpty()) {
            return 0;
        }
        long dueNanos = isDirty && sync instanceof Sync.Within within ? within.period().toNanos() - (nanoClock.getAsLong() - dirtySinceNanos) : MINUTE_NANOS;
        return Math.min(dueNanos, MINUTE_NANOS);
    }

    /** Writes what has come since the last time. */
    private void write() {
        long now = nanoClock.getAsLong();
        long before = written;
        List<Consumer<Boolean>> waiting = stateWaiting(); // before the records: what they wait for is among those, or has been written
        StoreBatch batch = new StoreBatch();
        long last = transcript.copy(before, batch);
        Map<String, Optional<byte[]>> changes = Map.copyOf(state);
        changes.forEach(batch::state);
        Set<String> names = Set.copyOf(forgotten);
        names.forEach(name -> batch.newest(name, Optional.empty()));
        transcript.trim(last, now, batch);
        boolean isAwaited = confirmations.confirm(synced);
        boolean syncs = sync instanceof Sync.Within within && (isAwaited || isSyncDue(batch, within, now));
        if (batch.isEmpty() && !syncs) {
            tell(waiting, true);
            return;
        }
        try {
            store.write(batch, syncs);
        } catch (IOException | RuntimeException e) {
            failed(e, now);
            tell(waiting, false);
            return;
        }
        changes.forEach(state::remove);
        forgotten.removeAll(names);
        int events = batch.events().stream().mapToInt(StoredEvents::count).sum();
        eventsWritten.add(events);
        eventsPassedOver.add(last - before - events);
        written = last;
        transcript.trimmed(batch, now);
        if (syncs) {
            syncCount.increment();
        }
        dirtySinceNanos = isDirty ? dirtySinceNanos : now;
        isDirty = !syncs;
        if (syncs || sync instanceof Sync.Never) {
            synced = last;
        }
        recovered();
        confirmations.confirm(synced);
        tell(waiting, true);
    }

    private boolean isSyncDue(StoreBatch batch, Sync.Within within, long now) {
        boolean isDirtyNow = isDirty || !batch.events().isEmpty();
        long dirtyNanos = isDirty ? now - dirtySinceNanos : 0;
        // What is no event is not kept for another try.
        return !batch.state().isEmpty() || !batch.newest().isEmpty() || (isDirtyNow && (closing || dirtyNanos >= within.period().toNanos()));
    }

    private void failed(Exception reason, long now) {
        failures.increment();
        if (!failing && complaints.ask() != LogAllowance.SILENT) {
            LOG.log(
                    Level.WARNING,
                    "events are not stored: {0}; streams go on from memory, durable publishing is refused, and the disk is tried again every second",
                    reason.getMessage());
        }
        failing = true;
        failedAtNanos = now;
        written = synced;
        disappoint();
    }

    private void recovered() {
        if (!failing) {
            return;
        }
        failing = false;
        if (complaints.ask() != LogAllowance.SILENT) {
            LOG.log(Level.INFO, "events are stored again, from number {0} on", Long.toString(written));
        }
    }

    /** Writes what has been published, and lets the store go; waits for the disk, but not for long. */
    @Override
    public void close() {
        closing = true;
        urge();
        try {
            thread.join(CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
