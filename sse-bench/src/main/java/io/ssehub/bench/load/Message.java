package io.ssehub.bench.load;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;

/** What testers that share a run tell each other. */
@JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME)
sealed interface Message {
    /** The leader's first word: what is to be done, and which part of it. */
    record Task(List<String> args, int tester, int testers, int run) implements Message {}

    /** What the leader said last has been done: each stream of the part has begun, or failed to; or the beginning has been taken down. */
    record Ready() implements Message {}

    /** The leader publishes once all are ready again; what is due from then on is measured. */
    record Begin(long measuredFromMicros) implements Message {}

    /** What was counted in a second. */
    record Counted(Counts counts) implements Message {}

    /** The leader has published so many events, and ends once all have come or so much time has passed. */
    record End(long published, long drainMillis) implements Message {}

    /**
     * What the streams have come to.
     *
     * @param arrivals as {@link Readers#arrivalMicros} has them, for each slot
     */
    record Result(Counts counts, Totals totals, List<Long> arrivals) implements Message {}
}
