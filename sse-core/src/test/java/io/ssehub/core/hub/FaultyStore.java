package io.ssehub.core.hub;

import io.ssehub.core.store.EventStore;
import io.ssehub.core.store.NewestValue;
import io.ssehub.core.store.Recovery;
import io.ssehub.core.store.StoreBatch;
import io.ssehub.core.store.StoredEvents;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A store in memory that fails and forgets as it is told, for several hubs one after the other. */
final class FaultyStore implements EventStore {
    private final TreeMap<Long, StoredEvents> events = new TreeMap<>();
    private final Map<String, NewestValue> newest = new HashMap<>();
    private final Map<String, byte[]> state = new HashMap<>();
    private boolean failing;
    private int syncs;

    synchronized void fail(boolean fails) {
        failing = fails;
    }

    /** Loses the events from {@code from} to {@code to}. */
    synchronized void lose(long from, long to) {
        events.subMap(from, true, to, true).clear();
    }

    synchronized int syncs() {
        return syncs;
    }

    synchronized int count() {
        return events.size();
    }

    synchronized long last() {
        return events.isEmpty() ? 0 : events.lastKey();
    }

    /** Returns a record of the state, null for none. */
    synchronized byte @Nullable [] state(String name) {
        return state.get(name);
    }

    @Override
    public synchronized void recover(Recovery recovery) {
        state.forEach(recovery::state);
        newest.forEach(recovery::newest);
        events.values().forEach(recovery::events);
    }

    @Override
    public synchronized void write(StoreBatch batch, boolean sync) throws IOException {
        if (failing) {
            throw new IOException("no space left, as the test says");
        }
        for (StoredEvents run : batch.events()) {
            for (int i = 0; i < run.count(); i++) {
                long sequence = run.first() + i;
                StoredEvents one = new StoredEvents(run.epoch(), sequence);
                one.add(run.topics(i), ByteBuffer.wrap(run.frames()), run.start(i), run.start(i + 1) - run.start(i));
                events.put(sequence, one);
            }
        }
        batch.newest().forEach((topic, value) -> set(newest, topic, value));
        batch.state().forEach((name, value) -> set(state, name, value));
        events.headMap(batch.trimmed(), true).clear();
        syncs += sync ? 1 : 0;
    }

    private static <T> void set(Map<String, T> map, String key, Optional<T> value) {
        value.ifPresentOrElse(present -> map.put(key, present), () -> map.remove(key));
    }

    @Override
    public void close() {
        // The next hub opens it again.
    }
}
