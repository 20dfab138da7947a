package io.ssehub.core.hub;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.ssehub.core.log.Log;
import io.ssehub.core.log.Reader;
import io.ssehub.core.log.Segment;
import io.ssehub.core.store.NewestValue;
import io.ssehub.core.store.StoreBatch;
import io.ssehub.core.store.StoredEvents;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * What a store is to hold of a hub: a copy of the base log as far as history reaches, and the newest values of topics that have left it. Confined to the
 * recorder's thread.
 */
final class Transcript {
    /** The name in the state of the newest epoch, kept as the id of sequence 0. */
    static final String EPOCH = "hub/epoch";
    /** The name in the state of the id up to which events have been let go. */
    static final String TRIMMED = "hub/trimmed";

    private static final int TURN_BYTES = 4 << 20;
    private static final int RUN_BYTES = 8 << 10;
    private static final int TRIM_SHARE = 8;
    private static final long TRIM_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final History history;
    private final TopicTable topics;
    private final Epochs epochs;
    private final long trimStep;
    private final Reader reader = new Reader() {
        @Override
        public void wake() {
            // The copying between two announcements is short, and nothing is held in between.
        }
    };

    private long trimmed;
    private long trimmedAtNanos;

    /**
     * Makes a transcript that has been let go up to {@code trimmed}.
     *
     * @param epochs the newest of which gives the ids from here on
     */
    Transcript(History history, TopicTable topics, Epochs epochs, long trimmed, HubOptions options) {
        this.history = history;
        this.topics = topics;
        this.epochs = epochs;
        this.trimmed = trimmed;
        this.trimStep = Math.max(1, options.historyEvents() / TRIM_SHARE);
        this.trimmedAtNanos = options.nanoClock().getAsLong();
    }

    /** Returns the newest epoch as a record of the state. */
    byte[] epoch() {
        return text(new EventId(epochs.newest(), 0));
    }

    private static byte[] text(EventId id) {
        return id.toString().getBytes(US_ASCII);
    }

    /** Adds some of the events after {@code sequence}, or after a gap if history has gone past it; returns the last one, {@code sequence} if there is none. */
    long copy(long sequence, StoreBatch batch) {
        history.memory().register(reader);
        try {
            return copyWithinTurn(sequence, batch);
        } finally {
            history.memory().unregister(reader);
        }
    }

    private long copyWithinTurn(long sequence, StoreBatch batch) {
        Log base = history.base();
        long last = sequence;
        long left = TURN_BYTES;
        StoredEvents run = null;
        long position = base.positionAfter(sequence);
        for (Segment segment = base.at(position); segment != null && left > 0; segment = base.at(position)) {
            int count = segment.count();
            int record = segment.recordAt(position);
            for (; record < count && left > 0; record++) {
                long next = segment.sequence(record);
                if (run == null || next != last + 1 || run.bytes() >= RUN_BYTES) {
                    run = new StoredEvents(epochs.newest(), next);
                    batch.add(run);
                }
                int start = segment.index(segment.start(record));
                int length = segment.index(segment.start(record + 1)) - start;
                run.add(Topic.names(History.topics(segment, record)), segment.memory(), start, length);
                left -= length;
                last = next;
            }
            position = segment.start(record);
        }
        return last;
    }

    /** Lets go, now and then, what has left history and is not after {@code last}. */
    void trim(long last, long nowNanos, StoreBatch batch) {
        long gone = Math.min(history.oldest() - 1, last);
        if (gone - trimmed < trimStep && (gone <= trimmed || nowNanos - trimmedAtNanos < TRIM_NANOS)) {
            return;
        }
        int known = topics.size();
        for (int i = 0; i < known; i++) {
            Topic topic = topics.get(i);
            if (topic != null) {
                keepNewest(topic, gone, batch);
            }
        }
        batch.trim(gone);
        batch.state(TRIMMED, Optional.of(text(epochs.id(gone))));
    }

    private void keepNewest(Topic topic, long gone, StoreBatch batch) {
        long newest = topic.newest();
        NewestValue retained = topic.retained();
        if (retained != null && retained.sequence() > trimmed && retained.sequence() <= gone) {
            batch.newest(topic.name, Optional.of(retained));
        } else if (newest > trimmed && newest <= gone) {
            batch.newest(topic.name, Optional.empty()); // there was no room to keep it, and an older one would be wrong
        }
    }

    /** Takes note that what was to be let go is gone. */
    void trimmed(StoreBatch batch, long nowNanos) {
        if (batch.trimmed() > 0) {
            trimmed = batch.trimmed();
            trimmedAtNanos = nowNanos;
        }
    }
}
