package io.ssehub.core.hub;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.ssehub.core.count.Counter;
import io.ssehub.core.count.Counters;
import io.ssehub.core.store.NewestValue;
import io.ssehub.core.store.Recovery;
import io.ssehub.core.store.StoreBatch;
import io.ssehub.core.store.StoredEvents;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Puts what a store holds back into a hub that is being opened. History begins anew behind a gap, as nobody can be told what was in it; from before only the
 * newest values stay.
 */
final class Restoration implements Recovery {
    private final History history;
    private final TopicTable topics;
    private final Map<String, byte[]> state = new HashMap<>();
    private final Counter restored;
    private final Counter missing;
    private final Counter damaged;

    private Epochs epochs = Epochs.none();
    private boolean begun;
    private long last;
    private long trimmed;

    private @Nullable List<String> names;
    private Topic @Nullable [] named;

    Restoration(History history, TopicTable topics, Counters counters) {
        this.history = history;
        this.topics = topics;
        this.restored = counters.counter("store_events_restored", "Events that were read back from disk at the start");
        this.missing = counters.counter("store_events_missing", "Events that were not on disk at the start, between others that were");
        this.damaged = counters.counter("store_records_damaged", "Records on disk that were damaged, and therefore not read");
    }

    Map<String, byte[]> state() {
        return state;
    }

    /** Returns the newest epoch that there has been, or a number less than any. */
    long newestEpoch() {
        byte[] kept = state.get(Transcript.EPOCH);
        EventId id = kept == null ? null : EventId.parse(new String(kept, US_ASCII));
        return Math.max(epochs.newest(), id == null ? -1 : id.epoch());
    }

    /** Returns the runs that gave what has been restored. */
    Epochs epochs() {
        return epochs;
    }

    /** Returns the newest number on disk, 0 if there is none. */
    long last() {
        return last;
    }

    /** Returns the number up to which the events on disk have been let go, 0 if none have. */
    long trimmed() {
        return trimmed;
    }

    @Override
    public void state(String name, byte[] value) {
        state.put(name, value);
    }

    @Override
    public void newest(String topic, NewestValue value) {
        Topic[] found = find(List.of(topic));
        if (found != null) {
            history.restore(found[0], value);
        }
    }

    @Override
    public void events(StoredEvents events) {
        begin();
        if (events.epoch() < epochs.newest()) {
            damaged(1); // what a later run has not seen cannot come after it
            return;
        }
        int count = 0;
        for (int i = 0; i < events.count(); i++) {
            long sequence = events.first() + i;
            if (sequence > last) { // or it was written twice
                count += event(events, i, sequence);
            }
        }
        restored.add(count);
    }

    /** Returns how many events there are more, 1 or 0. */
    private int event(StoredEvents events, int index, long sequence) {
        Topic[] found = topicsOf(events, index);
        if (sequence > last + 1 || found == null) {
            missing.add(last == 0 ? 0 : sequence - last - (found == null ? 0 : 1));
            history.startAfter(found == null ? sequence : sequence - 1);
        }
        if (events.epoch() != epochs.newest()) {
            epochs = epochs.with(events.epoch(), sequence - 1);
        }
        last = sequence;
        if (found != null) {
            int start = events.start(index);
            history.append(found, events.frames(), start, events.start(index + 1) - start, sequence);
            return 1;
        }
        return 0;
    }

    /** Looks topics up once for events of the same ones that follow one another: a store gives those of a record the same list. */
    private Topic @Nullable [] topicsOf(StoredEvents events, int index) {
        List<String> now = events.topics(index);
        if (now != names) {
            named = find(now);
            names = now;
        }
        return named;
    }

    /** Begins where the last run left off letting go. */
    private void begin() {
        if (begun) {
            return;
        }
        begun = true;
        byte[] kept = state.get(Transcript.TRIMMED);
        EventId id = kept == null ? null : EventId.parse(new String(kept, US_ASCII));
        if (id != null) {
            epochs = epochs.with(id.epoch(), 0);
            history.startAfter(id.sequence());
            last = id.sequence();
            trimmed = last;
        }
    }

    /** To be called when everything has been told. */
    void end() {
        begin();
    }

    private Topic @Nullable [] find(List<String> names) {
        try {
            return topics.of(names);
        } catch (IllegalArgumentException notATopic) {
            damaged(1);
            return null;
        }
    }

    @Override
    public void damaged(int records) {
        damaged.add(records);
    }
}
