package io.ssehub.core.event;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Writes events as the UTF-8 bytes of an event stream, WHATWG HTML 9.2.5 (parsing-an-event-stream).
 *
 * <p>A block is its field lines, in the order comment, retry, event, data, id, each as name, colon, space, value and LF, then an empty line:
 *
 * <pre>
 * : a comment
 * retry: 2000
 * event: new_readings
 * data: first line
 * data: second line
 * id: 17
 *
 * </pre>
 *
 * <p>Data is cut at CR, LF and CRLF alike, so that no value starts a field of its own; the space after the colon keeps a value's own leading space, and a
 * line break at the end of the data is kept as one more, empty, line. Every event comes back from {@link EventStreamParser} as it was, but for what the format
 * cannot say: line breaks of data come back as LF, each line of a comment is a comment of its own, an absent type is {@code message}, and half a surrogate
 * pair is U+FFFD.
 *
 * <p>Thread-safe; the methods that are given their output allocate nothing.
 */
public final class EventStreamEncoder {
    private static final byte[] COMMENT = ": ".getBytes(US_ASCII);
    private static final byte[] RETRY = "retry: ".getBytes(US_ASCII);
    private static final byte[] EVENT = "event: ".getBytes(US_ASCII);
    private static final byte[] DATA = "data: ".getBytes(US_ASCII);
    private static final byte[] ID = "id: ".getBytes(US_ASCII);
    private static final int LARGEST_ARRAY = Integer.MAX_VALUE - 8;
    private static final long EACH_BYTE = 0x0101_0101_0101_0101L;
    private static final long EACH_HIGHEST_BIT = 0x8080_8080_8080_8080L;
    /** What a character may take: a line break does, as it ends a line and makes the next one's name. */
    private static final int MOST_BYTES_OF_A_CHAR = 1 + DATA.length;

    private EventStreamEncoder() {}

    /** Returns the whole block. */
    public static byte[] encode(ServerSentEvent event) {
        byte[] out = new byte[encodedLength(event)];
        encode(event, out, 0);
        return out;
    }

    /**
     * Writes the whole block into {@code out} from {@code offset} on, {@link #encodedLength} bytes, and returns the offset behind it.
     *
     * @throws ArrayIndexOutOfBoundsException if {@code out} is too short; what was written until then stays
     */
    public static int encode(ServerSentEvent event, byte[] out, int offset) {
        int end = encodeFields(event, out, offset);
        out[end] = '\n';
        return end + 1;
    }

    /**
     * Returns the exact number of bytes that {@link #encode(ServerSentEvent, byte[], int)} writes.
     *
     * @throws IllegalArgumentException if no array is that long
     */
    public static int encodedLength(ServerSentEvent event) {
        return fieldsLength(event) + 1;
    }

    /**
     * Writes the block without the empty line at its end, so that the caller can add lines of its own, such as an {@code id: } line whose value is known only
     * later. Writes {@link #fieldsLength} bytes into {@code out} from {@code offset} on and returns the offset behind them.
     *
     * @throws ArrayIndexOutOfBoundsException if {@code out} is too short; what was written until then stays
     */
    public static int encodeFields(ServerSentEvent event, byte[] out, int offset) {
        int at = offset;
        if (event.comment() != null) {
            at = encodeLines(COMMENT, event.comment(), out, at);
        }
        if (event.retryMillis() != null) {
            at = encodeNumber(RETRY, event.retryMillis(), out, at);
        }
        if (event.event() != null) {
            at = encodeLines(EVENT, event.event(), out, at);
        }
        if (event.data() != null) {
            at = encodeLines(DATA, event.data(), out, at);
        }
        if (event.id() != null) {
            at = encodeLines(ID, event.id(), out, at);
        }
        return at;
    }

    /**
     * Writes the block of an event whose data is UTF-8 already, without the empty line at its end, like {@link #encodeFields(ServerSentEvent, byte[], int)}.
     *
     * @throws IndexOutOfBoundsException if {@code out} is too short; what was written until then stays
     */
    public static int encodeFields(Utf8Event event, byte[] out, int offset) {
        int at = offset;
        if (event.retryMillis() != null) {
            at = encodeNumber(RETRY, event.retryMillis(), out, at);
        }
        if (event.event() != null) {
            at = encodeLines(EVENT, event.event(), out, at);
        }
        return encodeLines(DATA, event.data(), out, at);
    }

    /**
     * Returns the exact number of bytes that {@link #encodeFields(ServerSentEvent, byte[], int)} writes.
     *
     * @throws IllegalArgumentException if no array is that long
     */
    public static int fieldsLength(ServerSentEvent event) {
        long length = numberLength(RETRY, event.retryMillis());
        if (event.comment() != null) {
            length += linesLength(COMMENT, event.comment());
        }
        if (event.event() != null) {
            length += linesLength(EVENT, event.event());
        }
        if (event.data() != null) {
            length += linesLength(DATA, event.data());
        }
        if (event.id() != null) {
            length += linesLength(ID, event.id());
        }
        return arrayLength(length);
    }

    /**
     * Returns the exact number of bytes that {@link #encodeFields(Utf8Event, byte[], int)} writes.
     *
     * @throws IllegalArgumentException if no array is that long
     */
    public static int fieldsLength(Utf8Event event) {
        long length = numberLength(RETRY, event.retryMillis());
        if (event.event() != null) {
            length += linesLength(EVENT, event.event());
        }
        return arrayLength(length + linesLength(DATA, event.data()));
    }

    private static int arrayLength(long length) {
        if (length >= LARGEST_ARRAY) {
            throw new IllegalArgumentException("the event takes " + length + " bytes; less than " + LARGEST_ARRAY + " is possible");
        }
        return (int) length;
    }

    /** Returns a length that {@link #fieldsLength(ServerSentEvent)} does not exceed, without a look at the text. */
    public static long mostFieldsLength(ServerSentEvent event) {
        return mostLength(COMMENT, event.comment())
                + numberLength(RETRY, event.retryMillis())
                + mostLength(EVENT, event.event())
                + mostLength(DATA, event.data())
                + mostLength(ID, event.id());
    }

    /** Returns a length that {@link #fieldsLength(Utf8Event)} does not exceed, without a look at the text. */
    public static long mostFieldsLength(Utf8Event event) {
        return numberLength(RETRY, event.retryMillis())
                + mostLength(EVENT, event.event())
                + DATA.length + (long) MOST_BYTES_OF_A_CHAR * event.data().remaining() + 1;
    }

    private static long mostLength(byte[] name, @Nullable String value) {
        return value == null ? 0 : name.length + (long) MOST_BYTES_OF_A_CHAR * value.length() + 1;
    }

    private static int numberLength(byte[] name, @Nullable Long number) {
        return number == null ? 0 : name.length + digits(number) + 1;
    }

    private static long linesLength(byte[] name, String value) {
        long length = name.length + Utf8Encoder.ofThread().length(value) + 1;
        int chars = value.length();
        for (int i = isOneLine(value) ? chars : 0; i < chars; i++) {
            char c = value.charAt(i);
            if (c == '\n' && i > 0 && value.charAt(i - 1) == '\r') {
                length--;
            } else if (c == '\n' || c == '\r') {
                length += name.length;
            }
        }
        return length;
    }

    private static boolean isOneLine(String value) {
        return value.indexOf('\n') < 0 && value.indexOf('\r') < 0;
    }

    private static int encodeLines(byte[] name, String value, byte[] out, int offset) {
        int from = encodeName(name, out, offset);
        int to = Utf8Encoder.ofThread().encode(value, out, from);
        int end = isOneLine(value) ? to : cut(name, out, from, to);
        out[end] = '\n';
        return end + 1;
    }

    private static int encodeLines(byte[] name, ByteBuffer value, byte[] out, int offset) {
        int from = encodeName(name, out, offset);
        int to = from + value.remaining();
        value.get(value.position(), out, from, to - from);
        int end = lineEnd(value, value.position()) == value.limit() ? to : cut(name, out, from, to);
        out[end] = '\n';
        return end + 1;
    }

    /** Makes lines of {@code [from, to)}, each but the first behind a name. From the end on, as everything moves up. Returns where the last one ends. */
    private static int cut(byte[] name, byte[] out, int from, int to) {
        int end = (int) (to + cutLength(name, ByteBuffer.wrap(out, from, to - from)));
        int write = end;
        for (int read = to - 1; read >= from; read--) {
            byte b = out[read];
            if (b == '\n' || b == '\r') {
                read -= b == '\n' && read > from && out[read - 1] == '\r' ? 1 : 0;
                write -= name.length;
                encodeName(name, out, write);
                out[--write] = '\n';
            } else {
                out[--write] = b;
            }
        }
        return end;
    }

    /** Returns how many bytes {@code value} grows by as it is cut into lines. */
    private static long cutLength(byte[] name, ByteBuffer value) {
        long length = 0;
        for (int at = lineEnd(value, value.position()); at < value.limit(); at = lineEnd(value, at + 1)) {
            boolean crlf = value.get(at) == '\n' && at > value.position() && value.get(at - 1) == '\r';
            length += crlf ? -1 : name.length;
        }
        return length;
    }

    /** Returns the index of the first CR or LF from {@code from} on, the limit if there is none. Eight bytes at a time, which takes half as long. */
    private static int lineEnd(ByteBuffer value, int from) {
        int at = from;
        while (at <= value.limit() - Long.BYTES && !hasLineEnd(value.getLong(at))) {
            at += Long.BYTES;
        }
        while (at < value.limit() && value.get(at) != '\n' && value.get(at) != '\r') {
            at++;
        }
        return at;
    }

    private static boolean hasLineEnd(long eightBytes) {
        return hasZero(eightBytes ^ ('\n' * EACH_BYTE)) || hasZero(eightBytes ^ ('\r' * EACH_BYTE));
    }

    /** Returns whether one of eight bytes is 0: only then taking 1 from each sets a highest bit that was not set. */
    private static boolean hasZero(long eightBytes) {
        return ((eightBytes - EACH_BYTE) & ~eightBytes & EACH_HIGHEST_BIT) != 0;
    }

    private static long linesLength(byte[] name, ByteBuffer value) {
        return name.length + value.remaining() + cutLength(name, value) + 1;
    }

    private static int encodeName(byte[] name, byte[] out, int offset) {
        System.arraycopy(name, 0, out, offset, name.length);
        return offset + name.length;
    }

    private static int encodeNumber(byte[] name, long number, byte[] out, int offset) {
        int at = encodeName(name, out, offset);
        int end = at + digits(number);
        for (int i = end - 1; i >= at; i--, number /= 10) {
            out[i] = (byte) ('0' + number % 10);
        }
        out[end] = '\n';
        return end + 1;
    }

    private static int digits(long number) {
        int digits = 1;
        for (long rest = number / 10; rest > 0; rest /= 10) {
            digits++;
        }
        return digits;
    }
}
