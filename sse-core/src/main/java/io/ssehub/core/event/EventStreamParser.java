package io.ssehub.core.event;

import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * Reads an event stream in pieces of any size, cut anywhere, as WHATWG HTML 9.2.5 (parsing-an-event-stream) and 9.2.6 (event-stream-interpretation) say, and
 * shows what it finds to an {@link EventStreamListener}.
 *
 * <p>One parser reads one stream, from its first byte. At the stream's end it is simply dropped, and with it an event whose empty line has not come: that
 * is what the standard asks. A {@code retry} takes effect with its line, an {@code id} with the empty line at the end of its block, data or none.
 *
 * <p>Not thread-safe. The cost is linear in the bytes fed, however they are cut. Memory grows to one line and one event, both limited.
 */
public final class EventStreamParser {
    /** The longest line allowed when nothing else is said: {@value} bytes. */
    public static final int DEFAULT_MAX_LINE_BYTES = 2 * 1024 * 1024;

    /** The longest data of one event allowed when nothing else is said: {@value} bytes. */
    public static final int DEFAULT_MAX_DATA_BYTES = 8 * 1024 * 1024;

    private static final int COPY_BYTES = 8192;

    private enum State {
        /** Before the stream's first line end: the first line may begin with a byte order mark. */
        FIRST_LINE,
        LINE,
        /** Directly after CR: an LF belongs to the same line end. */
        CARRIAGE_RETURN
    }

    private final EventStreamInterpreter interpreter;
    private final int maxLineBytes;
    private final ByteAccumulator line = new ByteAccumulator();
    private State state = State.FIRST_LINE;
    private boolean broken;

    /** Makes a parser of a stream that is the first of its source, with the default limits. */
    public EventStreamParser(EventStreamListener listener) {
        this(listener, "", DEFAULT_MAX_LINE_BYTES, DEFAULT_MAX_DATA_BYTES);
    }

    /**
     * Makes a parser.
     *
     * @param lastEventId the last event ID that earlier streams of the same source left, empty if none. The standard starts each stream with an empty one, so
     *     that a reconnection to a source whose events have no ids of their own would lose it; browsers keep it, and so does this parser
     * @param maxLineBytes the longest line allowed, without its end, 1 or more
     * @param maxDataBytes the longest data of one event allowed, counting an LF for each of its lines, 1 or more
     * @throws IllegalArgumentException if a limit is less than 1
     */
    public EventStreamParser(EventStreamListener listener, String lastEventId, int maxLineBytes, int maxDataBytes) {
        this.interpreter = new EventStreamInterpreter(
                Objects.requireNonNull(listener), Objects.requireNonNull(lastEventId), checkLimit("maxDataBytes", maxDataBytes));
        this.maxLineBytes = checkLimit("maxLineBytes", maxLineBytes);
    }

    private static int checkLimit(String name, int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException(name + " is " + limit + "; 1 or more is allowed");
        }
        return limit;
    }

    /** Returns the last event ID string: what a client that reconnects now sends as {@code Last-Event-ID}; empty if there is none. */
    public String lastEventId() {
        return interpreter.lastEventId();
    }

    /**
     * Reads what remains in {@code piece} and leaves it with nothing remaining. The buffer is not kept.
     *
     * @throws EventStreamLimitException as {@link #parse(byte[], int, int)} does
     * @throws IllegalStateException as {@link #parse(byte[], int, int)} does
     */
    public void parse(ByteBuffer piece) {
        if (piece.hasArray()) {
            int start = piece.arrayOffset() + piece.position();
            int length = piece.remaining();
            piece.position(piece.limit());
            parse(piece.array(), start, length);
            return;
        }
        byte[] copy = new byte[Math.min(piece.remaining(), COPY_BYTES)];
        while (piece.hasRemaining()) {
            int length = Math.min(piece.remaining(), copy.length);
            piece.get(copy, 0, length);
            parse(copy, 0, length);
        }
    }

    /**
     * Reads the next bytes of the stream, {@code [offset, offset + length)} of {@code piece}. The array is not kept.
     *
     * @throws EventStreamLimitException if a line or an event's data is longer than allowed; what came before it has been shown. After this, or after an
     *     exception of the listener, which is passed on, the parser takes nothing more
     * @throws IllegalStateException if an earlier call failed, or the listener makes this one
     * @throws IndexOutOfBoundsException if the range is not within {@code piece}
     */
    public void parse(byte[] piece, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, piece.length);
        if (length == 1 && gatherByte(piece[offset])) {
            return;
        }
        if (broken) {
            throw new IllegalStateException("the parser is in use or has failed; another stream needs another parser");
        }
        broken = true;
        parseLines(piece, offset, offset + length);
        broken = false;
    }

    /** Takes a byte in the midst of a line by the shortest way, for streams that dribble in; returns whether it was one. */
    private boolean gatherByte(byte b) {
        if (b == '\n' || b == '\r' || state == State.CARRIAGE_RETURN || line.length() == maxLineBytes || broken) {
            return false;
        }
        line.append(b);
        return true;
    }

    private void parseLines(byte[] piece, int offset, int end) {
        int start = offset;
        while (start < end) {
            if (state == State.CARRIAGE_RETURN) {
                state = State.LINE;
                if (piece[start] == '\n') {
                    start++;
                    continue;
                }
            }
            int at = lineEnd(piece, start, end);
            if (at == end) {
                gather(piece, start, end);
                return;
            }
            endLine(piece, start, at);
            state = piece[at] == '\r' ? State.CARRIAGE_RETURN : State.LINE;
            start = at + 1;
        }
    }

    private static int lineEnd(byte[] bytes, int start, int end) {
        int at = start;
        while (at < end && bytes[at] != '\n' && bytes[at] != '\r') {
            at++;
        }
        return at;
    }

    private void gather(byte[] piece, int start, int end) {
        checkLine(line.length(), end - start);
        line.append(piece, start, end);
    }

    private void endLine(byte[] piece, int start, int end) {
        if (line.length() == 0) {
            checkLine(0, end - start);
            interpret(piece, start, end);
        } else {
            gather(piece, start, end);
            interpret(line.array(), 0, line.length());
            line.clear();
        }
    }

    private void checkLine(int gathered, int more) {
        if (more > maxLineBytes - gathered) {
            throw new EventStreamLimitException("a line", maxLineBytes);
        }
    }

    private void interpret(byte[] bytes, int start, int end) {
        boolean marked = state == State.FIRST_LINE && startsWithByteOrderMark(bytes, start, end);
        interpreter.line(bytes, marked ? start + 3 : start, end);
    }

    private static boolean startsWithByteOrderMark(byte[] bytes, int start, int end) {
        return end - start >= 3 && bytes[start] == (byte) 0xEF && bytes[start + 1] == (byte) 0xBB && bytes[start + 2] == (byte) 0xBF;
    }
}
