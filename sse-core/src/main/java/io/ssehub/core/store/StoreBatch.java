package io.ssehub.core.store;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is to be written together. Not thread-safe.
 */
public final class StoreBatch {
    private final List<StoredEvents> events = new ArrayList<>();
    private final Map<String, Optional<NewestValue>> newest = new HashMap<>();
    private final Map<String, Optional<byte[]>> state = new HashMap<>();
    private long trimmed;

    /** Makes an empty batch. */
    public StoreBatch() {}

    /** Adds events that come after all before. */
    public void add(StoredEvents more) {
        events.add(more);
    }

    /** Sets the newest value of a topic; empty removes it. */
    public void newest(String topic, Optional<NewestValue> value) {
        newest.put(topic, value);
    }

    /** Sets a record of the state; empty removes it. */
    public void state(String name, Optional<byte[]> value) {
        state.put(name, value);
    }

    /** Lets go the events up to {@code sequence}; some of the last may stay. */
    public void trim(long sequence) {
        trimmed = sequence;
    }

    /** Returns the events to be added, in order. */
    public List<StoredEvents> events() {
        return events;
    }

    /** Returns the newest values to be set, by topic, or removed. */
    public Map<String, Optional<NewestValue>> newest() {
        return newest;
    }

    /** Returns the state to be set, by name, or removed. */
    public Map<String, Optional<byte[]>> state() {
        return state;
    }

    /** Returns the sequence up to which events are to be let go, 0 if there is none. */
    public long trimmed() {
        return trimmed;
    }

    /** Returns whether there is nothing to write. */
    public boolean isEmpty() {
        return events.isEmpty() && newest.isEmpty() && state.isEmpty() && trimmed == 0;
    }
}
