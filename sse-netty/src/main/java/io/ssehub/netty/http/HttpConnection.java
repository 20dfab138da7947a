package io.ssehub.netty.http;

/** A connection of an {@link HttpService}, which ends with it. Thread-safe. */
interface HttpConnection {
    /** Ends the connection as soon as the requests that have begun are answered; one that is turned away, by its answer. */
    void drain();

    /** Closes the connection. */
    void cut();
}
