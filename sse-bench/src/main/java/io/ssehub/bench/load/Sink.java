package io.ssehub.bench.load;

/** Where events are published to. Confined to the publisher's loop. */
interface Sink {
    /** What becomes of what was sent. */
    interface Listener {
        /** Takes the news that {@link #isReady} holds again. */
        void ready();

        void accepted();

        void refused(String cause, long events);
    }

    /** Begins. */
    void open();

    /** Returns whether an event can be sent now. */
    boolean isReady();

    void send(long number, long dueMicros);

    /** Hands what was sent to the system. */
    void flush();

    /** Returns how many events were sent whose fate is open. */
    long unanswered();

    /** Ends; what is unanswered is refused. */
    void close();
}
