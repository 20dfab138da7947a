package io.ssehub.netty.client;

/** The state of a client's connection, in the words and the order of WHATWG HTML 9.2.2 (the-eventsource-interface). */
public enum ReadyState {
    /** There is no stream yet, or the last one ended and another attempt is under way or due. */
    CONNECTING,
    /** A stream is being read. */
    OPEN,
    /** The client has ended and makes no further attempt. */
    CLOSED
}
