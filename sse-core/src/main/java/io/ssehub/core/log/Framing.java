package io.ssehub.core.log;

/** How an event's text stands on a connection. */
public enum Framing {
    /** Each event is one chunk of HTTP/1.1's chunked coding: RFC 9112 section 7.1. Frames stand in the log in this form. */
    CHUNKED,
    /** The text alone: HTTP/1.0, whose stream ends with the connection, and protocols with frames of their own. */
    PLAIN
}
