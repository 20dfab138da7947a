package io.ssehub.core.event;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Shows a range of an event stream's bytes, well-formed UTF-8 or not, to a {@link Utf8EventListener}. It is valid until the listener returns: the parser shows
 * other bytes through the same object then.
 *
 * <p>Not thread-safe.
 */
public final class Utf8Slice {
    static final byte[] NONE = {};
    private static final int LEAST_BYTES = 64;
    private static final int MOST_SPARE_BYTES = 1024;

    private final Piece piece;
    private boolean inPiece;
    private byte[] own = NONE;
    private int start;
    private int end;
    private @Nullable String text;

    Utf8Slice(Piece piece) {
        this.piece = piece;
    }

    /** Makes a slice that shows the text and holds it itself. */
    Utf8Slice(Piece piece, String text) {
        this(piece);
        this.own = text.getBytes(UTF_8);
        this.end = own.length;
        this.text = text;
    }

    /** Returns the array that holds the bytes, among others: that given to the parser or one of the parser's own. It may be read only. */
    public byte[] array() {
        return inPiece ? Objects.requireNonNull(piece.bytes) : own;
    }

    /** Returns the index in {@link #array} of the first byte. */
    public int start() {
        return start;
    }

    /** Returns the index in {@link #array} after the last byte. */
    public int end() {
        return end;
    }

    /** Returns the number of bytes, 0 or more. */
    public int length() {
        return end - start;
    }

    /** Returns whether these are the bytes; allocates nothing. */
    public boolean contentEquals(byte[] bytes) {
        return Arrays.equals(array(), start, end, bytes, 0, bytes.length);
    }

    /** Returns the text, decoded as the WHATWG Encoding standard says (utf-8 decode without BOM): ill-formed bytes become U+FFFD. */
    @Override
    public String toString() {
        if (text == null) {
            text = Utf8Decoder.decode(array(), start, end);
        }
        return text;
    }

    /** Shows {@code [from, to)} of the piece. */
    void set(int from, int to) {
        inPiece = true;
        start = from;
        end = to;
        forgetText();
    }

    /** Shows the same bytes as {@code other}, of the piece without copying. */
    void set(Utf8Slice other) {
        if (other.inPiece) {
            set(other.start, other.end);
        } else {
            copy(other.own, other.start, other.end);
            forgetText();
        }
    }

    private void forgetText() {
        // Most have none, and a write of a reference costs more than a look.
        if (text != null) {
            text = null;
        }
    }

    /** Copies what it shows of the piece, if it does, so that the piece is needed no more. */
    void keep() {
        if (inPiece) {
            copy(array(), start, end);
        }
    }

    private void copy(byte[] bytes, int from, int to) {
        int length = to - from;
        if (length > own.length || own.length - length > MOST_SPARE_BYTES) {
            own = new byte[length];
        }
        System.arraycopy(bytes, from, own, 0, length);
        inPiece = false;
        start = 0;
        end = length;
    }

    /** Adds, to a copy of what it shows, a line feed and then {@code [from, to)} of {@code bytes}. */
    void appendLine(byte[] bytes, int from, int to) {
        keep();
        int length = to - from;
        if (length >= own.length - end) {
            own = Arrays.copyOf(own, roomy(Math.addExact(end + 1, length)));
        }
        own[end] = '\n';
        System.arraycopy(bytes, from, own, end + 1, length);
        end += 1 + length;
        forgetText();
    }

    /** Returns how long an array is made that has to hold {@code needed} bytes and may have to hold more. */
    static int roomy(int needed) {
        return (int) Math.max(LEAST_BYTES, Math.min(2L * needed, Integer.MAX_VALUE - 8));
    }

    /** Shows nothing. */
    void clear() {
        end = start;
    }

    /** Copies what it shows of the piece if that is needed longer; otherwise lets its memory go. */
    void keepIf(boolean needed) {
        if (needed) {
            keep();
            return;
        }
        forgetText();
        if (own != NONE) {
            own = NONE;
        }
    }
}
