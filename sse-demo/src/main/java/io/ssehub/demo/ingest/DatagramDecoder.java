package io.ssehub.demo.ingest;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads what boards send, JSON if the first character but white space is <code>{</code> or {@code [}, else InfluxDB line protocol.
 *
 * <p>A datagram that is not UTF-8 or not well formed as JSON is refused whole, so that half a message never counts. In one that can be read, a
 * value that is no number, or an object or line that cannot be placed, is left out alone and the rest counts. Thread-safe.
 */
final class DatagramDecoder {
    private DatagramDecoder() {}

    /** Reads {@code payload} from its position to its limit; {@code source} names a board that gives no name. */
    static Decoded decode(ByteBuffer payload, String source) {
        byte[] bytes = new byte[payload.remaining()];
        payload.get(bytes);
        String text = text(bytes);
        if (text == null) {
            return Decoded.refused(Refusal.Cause.NOT_UTF8, "not UTF-8");
        }
        ReportBuilder reports = new ReportBuilder(source);
        return isJson(text) ? JsonDecoder.decode(text, reports) : LineProtocolDecoder.decode(text, reports);
    }

    /** Returns the text that {@code bytes} are in UTF-8, or null if they are none. */
    private static @Nullable String text(byte[] bytes) {
        if (isAscii(bytes)) {
            return new String(bytes, StandardCharsets.ISO_8859_1);
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException notUtf8) {
            return null;
        }
    }

    private static boolean isAscii(byte[] bytes) {
        int all = 0;
        for (byte b : bytes) {
            all |= b;
        }
        return all >= 0;
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
