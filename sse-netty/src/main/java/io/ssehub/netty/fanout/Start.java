package io.ssehub.netty.fanout;

/** Where in the order of events a subscriber begins. */
public sealed interface Start {
    /** With the next event that is published. */
    record Live() implements Start {}

    /**
     * With the event after the last one it saw.
     *
     * @param lastEventId as the client sent it: WHATWG HTML 9.2.4 (the-last-event-id-header)
     */
    record After(String lastEventId) implements Start {}

    /**
     * With the last events of its selection.
     *
     * @param events how many, 0 or more; all there are if they are fewer
     */
    record Back(int events) implements Start {
        /**
         * Checks the range.
         *
         * @throws IllegalArgumentException if {@code events} is negative
         */
        public Back {
            if (events < 0) {
                throw new IllegalArgumentException("events is " + events + "; 0 or more is allowed");
            }
        }
    }
}
