package io.ssehub.core.log;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.ssehub.core.event.EventStreamEncoder;
import io.ssehub.core.event.ServerSentEvent;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The layout of a frame, an event as it goes to a subscriber: one chunk (RFC 9112 section 7.1) that holds one block of an event stream.
 *
 * <pre>
 *   size in hex | CR LF | field lines | "id: " 19 characters LF | LF | CR LF
 *   '--- head ---------' '--- text ---------------------------------'
 * </pre>
 *
 * The id line comes last and has a fixed length, so that a frame is made before its place in the order is known, and the sequence put in later.
 */
public final class Frame {
    /** The chunk that ends a stream. */
    public static final byte[] LAST_CHUNK = "0\r\n\r\n".getBytes(US_ASCII);

    private static final byte[] ID = "id: ".getBytes(US_ASCII);
    private static final byte[] DIGITS = "0123456789abcdef".getBytes(US_ASCII);
    static final int CRLF_BYTES = 2;
    /** The longest head: an array's length in hex. */
    static final int MOST_HEAD_BYTES = Integer.SIZE / 4 + CRLF_BYTES;
    /** What stands behind the id: the end of its line, the blank line and the end of the chunk. */
    static final int BEHIND_ID_BYTES = 1 + 1 + CRLF_BYTES;

    private static final int BLANK_LINE_BYTES = 1;

    private Frame() {}

    /** Returns what ends every frame with the id {@code id}: the id line, and what stands behind it. */
    public static byte[] end(String id) {
        return (new String(ID, US_ASCII) + id + "\n\n\r\n").getBytes(US_ASCII);
    }

    /** Returns {@code event} as it stands, with its own id or none, for a stream of that framing. */
    public static byte[] of(ServerSentEvent event, Framing framing) {
        byte[] text = EventStreamEncoder.encode(event);
        return switch (framing) {
            case PLAIN -> text;
            case CHUNKED -> {
                byte[] frame = chunk(text.length);
                System.arraycopy(text, 0, frame, textStart(frame), text.length);
                yield frame;
            }
        };
    }

    /** Returns a block of field lines that are already encoded, with an id line unless {@code id} is empty. */
    public static byte[] of(byte[] fields, String id, Framing framing) {
        int length = fields.length + (id.isEmpty() ? 0 : idLineBytes(id)) + BLANK_LINE_BYTES;
        byte[] frame = framing == Framing.CHUNKED ? chunk(length) : new byte[length];
        int start = framing == Framing.CHUNKED ? textStart(frame) : 0;
        System.arraycopy(fields, 0, frame, start, fields.length);
        int end = start + fields.length;
        if (!id.isEmpty()) {
            end = putIdLine(id, frame, end);
        }
        frame[end] = '\n';
        return frame;
    }

    /** Returns where the text begins of the frame that starts at {@code start}. */
    public static int textStart(ByteBuffer memory, int start) {
        int at = start;
        while (memory.get(at) != '\n') {
            at++;
        }
        return at + 1;
    }

    /** Returns where the text ends of the frame that ends before {@code end}. */
    public static int textEnd(int end) {
        return end - CRLF_BYTES;
    }

    /** Returns a copy of the field lines, but for the id line of {@code idBytes} characters, of the frame {@code [start, end)}. */
    public static byte[] fieldsWithoutId(ByteBuffer memory, int start, int end, int idBytes) {
        int from = textStart(memory, start);
        byte[] fields = new byte[textEnd(end) - BLANK_LINE_BYTES - idLineBytes(idBytes) - from];
        memory.get(from, fields);
        return fields;
    }

    private static int textStart(byte[] frame) {
        int at = 0;
        while (frame[at] != '\n') {
            at++;
        }
        return at + 1;
    }

    private static int idLineBytes(String id) {
        return idLineBytes(id.length());
    }

    private static int idLineBytes(int idBytes) {
        return ID.length + idBytes + 1;
    }

    private static int putIdLine(String id, byte[] out, int offset) {
        System.arraycopy(ID, 0, out, offset, ID.length);
        int at = offset + ID.length;
        for (int i = 0; i < id.length(); i++) {
            out[at++] = (byte) id.charAt(i);
        }
        out[at++] = '\n';
        return at;
    }

    /** Returns a chunk for {@code length} bytes of text, which are still to be put in. */
    private static byte[] chunk(int length) {
        int digits = Math.max(1, (Integer.SIZE - Integer.numberOfLeadingZeros(length) + 3) / 4);
        byte[] frame = new byte[digits + CRLF_BYTES + length + CRLF_BYTES];
        putHead(length, frame, digits + CRLF_BYTES);
        frame[frame.length - 2] = '\r';
        frame[frame.length - 1] = '\n';
        return frame;
    }

    /** Puts the head of a chunk with {@code length} bytes of text before {@code textStart}, and returns where it begins. */
    static int putHead(int length, byte[] out, int textStart) {
        int at = textStart;
        out[--at] = '\n';
        out[--at] = '\r';
        int rest = length;
        do {
            out[--at] = DIGITS[rest & 0xf];
            rest >>>= 4;
        } while (rest != 0);
        return at;
    }

    /** Returns the frames one behind the other. */
    public static byte[] join(Iterable<byte[]> frames) {
        byte[] all = new byte[0];
        int length = 0;
        for (byte[] frame : frames) {
            if (length + frame.length > all.length) {
                all = Arrays.copyOf(all, Math.max(length + frame.length, 2 * all.length));
            }
            System.arraycopy(frame, 0, all, length, frame.length);
            length += frame.length;
        }
        return length == all.length ? all : Arrays.copyOf(all, length);
    }
}
