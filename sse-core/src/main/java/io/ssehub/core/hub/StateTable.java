package io.ssehub.core.hub;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Small records that outlive the hub if it has a store; without one, nothing is kept. What is put is on disk a moment later, in no order with events.
 *
 * <p>Thread-safe; never waits for the disk.
 */
public final class StateTable {
    private final String prefix;
    private final Map<String, byte[]> restored;
    private final @Nullable Recorder recorder;

    StateTable(String name, Map<String, byte[]> state, @Nullable Recorder recorder) {
        this.prefix = name + "/";
        this.recorder = recorder;
        Map<String, byte[]> own = new HashMap<>();
        state.forEach((key, value) -> {
            if (key.startsWith(prefix)) {
                own.put(key.substring(prefix.length()), value);
            }
        });
        this.restored = Map.copyOf(own);
    }

    /** Returns the records as they were when the hub was opened, by key. */
    public Map<String, byte[]> restored() {
        return restored;
    }

    /** Sets a record. */
    public void put(String key, byte[] value) {
        change(key, Optional.of(value));
    }

    /**
     * Sets a record, and says when it is as safe as the hub's store makes what is published durably.
     *
     * @param stored told true once it is, or false if it did not get there, as the disk fails, the hub closes, or there is no store; then it may get there later.
     *     Told once, on the calling thread or on one that must not be held up
     */
    public void put(String key, byte[] value, Consumer<Boolean> stored) {
        if (recorder == null) {
            stored.accept(false);
        } else {
            recorder.state(prefix + key, Optional.of(value));
            recorder.confirmState(stored);
        }
    }

    /** Removes a record. */
    public void remove(String key) {
        change(key, Optional.empty());
    }

    private void change(String key, Optional<byte[]> value) {
        if (recorder != null) {
            recorder.state(prefix + key, value);
        }
    }
}
