package io.ssehub.demo.ingest;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Reads what boards send, JSON if the first character but white space is <code>{</code> or {@code [}, else InfluxDB line protocol.
 *
 * <p>A datagram that is not UTF-8, not well formed as JSON or too large is refused whole, so that half a message never counts. In one that can be read, a
 * value that is no number, or an object or line that cannot be placed, is left out alone and the rest counts. Thread-safe.
 */
final class DatagramDecoder {
    /** The most bytes of a datagram: what an Ethernet frame carries over IPv4. */
    static final int MAX_BYTES = 1_472;

    private DatagramDecoder() {}

    /** Reads {@code payload} from its position to its limit; {@code source} names a board that gives no name. */
    static Decoded decode(ByteBuffer payload, String source) {
        if (payload.remaining() > MAX_BYTES) {
            return Decoded.refused(Refusal.Cause.TOO_LARGE, "longer than " + MAX_BYTES + " bytes");
        }
        String text;
        try {
            text = StandardCharsets.UTF_8.newDecoder().decode(payload).toString();
        } catch (CharacterCodingException notUtf8) {
            return Decoded.refused(Refusal.Cause.NOT_UTF8, "not UTF-8");
        }
        ReportBuilder reports = new ReportBuilder(source);
        return isJson(text) ? JsonDecoder.decode(text, reports) : LineProtocolDecoder.decode(text, reports);
    }

    private static boolean isJson(String text) {
        for (int i = 0; i < text.length(); i++) {
            switch (text.charAt(i)) {
                case ' ', '\t', '\r', '\n' -> {}
                case '{', '[' -> {
                    return true;
                }
                default -> {
                    return false;
                }
            }
        }
        return false;
    }
}
