package io.ssehub.core.event;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CodingErrorAction;

/**
 * Writes text as UTF-8, half a surrogate pair as U+FFFD. A piece at a time, in memory of its own, which the JDK's encoder goes through many characters at once;
 * a loop over {@code charAt} takes five times as long.
 *
 * <p>Confined to one thread.
 */
final class Utf8Encoder {
    private static final int PIECE_CHARS = 1 << 10;
    private static final byte[] REPLACEMENT = "\uFFFD".getBytes(UTF_8);
    private static final ThreadLocal<Utf8Encoder> OF_THREAD = ThreadLocal.withInitial(Utf8Encoder::new);

    private final CharsetEncoder encoder = UTF_8.newEncoder().onMalformedInput(CodingErrorAction.REPLACE).replaceWith(REPLACEMENT);
    private final CharBuffer chars = CharBuffer.wrap(new char[PIECE_CHARS]);
    private final ByteBuffer bytes = ByteBuffer.wrap(new byte[PIECE_CHARS * REPLACEMENT.length]);

    private Utf8Encoder() {}

    /** Returns the encoder of the current thread. */
    static Utf8Encoder ofThread() {
        return OF_THREAD.get();
    }

    /** Returns how many bytes {@link #encode} writes. */
    long length(String text) {
        long length = 0;
        for (int at = 0; at < text.length(); at += chars.position()) {
            length += encodePiece(text, at);
        }
        return length;
    }

    /**
     * Writes {@code text} into {@code out} from {@code offset} on, and returns the offset behind it.
     *
     * @throws ArrayIndexOutOfBoundsException if {@code out} is too short; what was written until then stays
     */
    int encode(String text, byte[] out, int offset) {
        int end = offset;
        for (int at = 0; at < text.length(); at += chars.position()) {
            int length = encodePiece(text, at);
            System.arraycopy(bytes.array(), 0, out, end, length);
            end += length;
        }
        return end;
    }

    /** Encodes what comes next, as many characters as {@link #chars} then says, into {@link #bytes}; leaves half a pair at the end to the next piece. */
    private int encodePiece(String text, int at) {
        int end = Math.min(text.length(), at + PIECE_CHARS);
        text.getChars(at, end, chars.array(), 0);
        bytes.clear();
        encoder.reset().encode(chars.clear().limit(end - at), bytes, end == text.length());
        return bytes.position();
    }
}
