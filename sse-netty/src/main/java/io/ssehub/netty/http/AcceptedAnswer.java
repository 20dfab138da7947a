package io.ssehub.netty.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.ssehub.core.hub.EventId;

/** The answer to an event that was taken: the same bytes each time, but for its id. */
final class AcceptedAnswer {
    private static final String POSITION = Publishing.POSITION + ": ";
    private static final String CONTENT = "{\"id\":\"";
    private static final String ID = "0".repeat(EventId.LENGTH);

    private static final byte[] BODY = (CONTENT + ID + "\"}").getBytes(US_ASCII);
    private static final byte[] FIELDS = (POSITION + ID + "\r\nContent-Type: application/json\r\nContent-Length: " + BODY.length + "\r\n").getBytes(US_ASCII);

    private AcceptedAnswer() {}

    static Answer of(EventId id) {
        byte[] fields = FIELDS.clone();
        id.put(fields, POSITION.length());
        byte[] body = BODY.clone();
        id.put(body, CONTENT.length());
        return Answer.encoded(fields, body);
    }
}
