package io.ssehub.core.hub;

import java.util.Locale;

/** What became of a published event. */
public sealed interface Publication {
    /** The event has its place in the order and goes to every subscriber that selects one of its topics. */
    record Accepted(EventId id) implements Publication {}

    /**
     * The event has its place and goes to every subscriber, but the disk did not take it: it may be gone after a restart of the hub. Only what is published durably
     * comes to this.
     */
    record Unstored(EventId id) implements Publication {}

    /** The event was not taken, is counted by {@code cause}, and may be offered again later. */
    record Refused(Cause cause) implements Publication {}

    /** Why an event was refused. */
    enum Cause {
        /** Its topic would be one more than the hub may know. */
        TOPICS_FULL("the hub knows as many topics as it may"),
        /** Too many events wait for their place. */
        QUEUE_FULL("too many events wait to be taken"),
        /** History that readers still hold fills twice its budget. */
        HISTORY_FULL("readers still hold twice the history that is allowed"),
        /** The event is larger than the hub allows. */
        EVENT_TOO_LARGE("the event is larger than the hub allows"),
        /** It was to be stored, and the hub has no store. */
        NO_STORE("the hub keeps no events on disk"),
        /** It was to be stored, and the disk takes nothing at the moment. */
        STORE_FAILING("the disk takes no events at the moment"),
        /** The hub is closed. */
        CLOSED("the hub is closed");

        private final String reason;

        Cause(String reason) {
            this.reason = reason;
        }

        /** Returns the cause as counters name it: {@code topics_full}. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Returns the cause in words, a part of a sentence. */
        public String reason() {
            return reason;
        }
    }
}
