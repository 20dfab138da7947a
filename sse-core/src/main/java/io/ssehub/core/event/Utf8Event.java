package io.ssehub.core.event;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * An event whose data came as bytes, in a request's body or a datagram, and goes to the clients without being made a string: on the wire it is the same as the
 * {@link ServerSentEvent} with the text of those bytes.
 *
 * <p>That the bytes are UTF-8 is for the caller to check: nobody does so later, and clients put U+FFFD in place of what is not. Line breaks are the encoder's
 * doing, as for any event.
 *
 * <p>The bytes are not copied and stay the caller's: they must not change until whatever is given the event returns. Thread-safe as far as they are.
 *
 * @param event the event's type, without CR or LF; an empty one is taken as absent, for both mean {@code message} to a client
 * @param data the payload, from position to limit, neither of which is ever moved; its lines may end in CR, LF or CRLF
 * @param retryMillis the client's new reconnection time in milliseconds, 0 or more
 */
public record Utf8Event(@Nullable String event, ByteBuffer data, @Nullable Long retryMillis) {
    /**
     * Checks what a stream cannot carry, but for the data.
     *
     * @throws IllegalArgumentException naming the field, if {@code event} holds a line break or {@code retryMillis} is negative
     */
    public Utf8Event {
        event = ServerSentEvent.checkedType(event);
        ServerSentEvent.checkRetry(retryMillis);
    }

    /** Returns an event of the default type {@code message}. */
    public static Utf8Event of(ByteBuffer data) {
        return new Utf8Event(null, data, null);
    }
}
