package io.ssehub.core.event;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;

/**
 * Reads an event stream in pieces of any size, cut anywhere, as WHATWG HTML 9.2.5 (parsing-an-event-stream) and 9.2.6 (event-stream-interpretation) say, and
 * shows what it finds to an {@link EventStreamListener}.
 *
 * <p>One parser reads one stream, from its first byte. At the stream's end it is simply dropped, and with it an event whose empty line has not come: that
 * is what the standard asks. A {@code retry} takes effect with its line, an {@code id} with the empty line at the end of its block, data or none.
 *
 * <p>Not thread-safe. The cost is linear in the bytes fed, however they are cut. What lies whole in a piece is shown there and never copied. Between two pieces
 * a parser holds a copy of the unfinished line, of the unfinished event and of the last event ID, all limited; the memory of the first two goes with the event's
 * end.
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
    private byte[] line = Utf8Slice.NONE;
    private int lineBytes;
    private State state = State.FIRST_LINE;
    private boolean broken;
    /** A single byte may be added without a further look to a line shorter than this, for streams that dribble in; 0 directly after CR and while broken. */
    private int addableUpTo;

    /** Makes a parser of a stream that is the first of its source, with the default limits. */
    public EventStreamParser(EventStreamListener listener) {
        this(listener, "", DEFAULT_MAX_LINE_BYTES, DEFAULT_MAX_DATA_BYTES);
    }

    /** Makes a parser of a stream that is the first of its source, with the default limits, that makes no strings and allocates nothing for an event. */
    public EventStreamParser(Utf8EventListener listener) {
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
        this(new DecodedEvents(Objects.requireNonNull(listener)), lastEventId, maxLineBytes, maxDataBytes);
    }

    /** Makes a parser that makes no strings and allocates nothing for an event; the rest is as with an {@link EventStreamListener}. */
    public EventStreamParser(Utf8EventListener listener, String lastEventId, int maxLineBytes, int maxDataBytes) {
        this.interpreter = new EventStreamInterpreter(
                Objects.requireNonNull(listener), Objects.requireNonNull(lastEventId), checkLimit("maxDataBytes", maxDataBytes));
        this.maxLineBytes = checkLimit("maxLineBytes", maxLineBytes);
        this.addableUpTo = maxLineBytes;
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
     * Reads what remains in {@code piece} and leaves it with nothing remaining. The buffer is not kept. One without an array is copied, part by part.
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
     * Reads the next bytes of the stream, {@code [offset, offset + length)} of {@code piece}. The array is neither kept nor written to.
     *
     * @throws EventStreamLimitException if a line or an event's data is longer than allowed; what came before it has been shown. After this, or after an
     *     exception of the listener, which is passed on, the parser takes nothing more
     * @throws IllegalStateException if an earlier call failed, or the listener makes this one
     * @throws IndexOutOfBoundsException if the range is not within {@code piece}
     */
    public void parse(byte[] piece, int offset, int length) {
        if (length == 1 && lineBytes < addableUpTo) {
            parseByte(piece[offset]);
            return;
        }
        Objects.checkFromIndexSize(offset, length, piece.length);
        if (broken) {
            throw new IllegalStateException("the parser is in use or has failed; another stream needs another parser");
        }
        begin();
        int end = offset + length;
        int start = lineBytes > 0 ? endGathered(piece, offset, end) : afterCarriageReturn(piece, offset, end);
        if (lineBytes == 0 && start < end) {
            start = parseLines(piece, start, end);
        }
        gather(piece, start, end);
        finish();
    }

    /** Takes the shortest way, for streams that dribble in. */
    private void parseByte(byte b) {
        if (b != '\n' && b != '\r') {
            if (lineBytes >= line.length) {
                line = Arrays.copyOf(line, Utf8Slice.roomy(lineBytes + 1));
            }
            line[lineBytes++] = b;
            return;
        }
        begin();
        parseGathered();
        if (b == '\r') {
            state = State.CARRIAGE_RETURN;
        }
        finish();
    }

    private void begin() {
        broken = true;
        addableUpTo = 0;
    }

    private void finish() {
        if (lineBytes == 0 && !interpreter.isInBlock()) {
            line = Utf8Slice.NONE;
        }
        addableUpTo = state == State.CARRIAGE_RETURN ? 0 : maxLineBytes;
        broken = false;
    }

    /** Ends the gathered line if the piece does, and returns where the next one begins. */
    private int endGathered(byte[] piece, int start, int end) {
        int at = ByteSearch.lineEnd(piece, start, end);
        if (at == end) {
            return start;
        }
        gather(piece, start, at);
        parseGathered();
        return afterLineEnd(piece, at, end);
    }

    private void parseGathered() {
        interpreter.begin(line);
        interpreter.line(line, afterByteOrderMark(line, 0, lineBytes), lineBytes);
        interpreter.end();
        lineBytes = 0;
    }

    private int afterCarriageReturn(byte[] piece, int start, int end) {
        if (state != State.CARRIAGE_RETURN || start == end) {
            return start;
        }
        state = State.LINE;
        return piece[start] == '\n' ? start + 1 : start;
    }

    /** Reads the lines that end in {@code [from, end)}, and returns where the unfinished one begins. */
    private int parseLines(byte[] bytes, int from, int end) {
        interpreter.begin(bytes);
        try {
            int start = from;
            for (int at; (at = ByteSearch.lineEnd(bytes, start, end)) < end; start = afterLineEnd(bytes, at, end)) {
                checkLine(0, at - start);
                interpreter.line(bytes, afterByteOrderMark(bytes, start, at), at);
            }
            return start;
        } finally {
            interpreter.end();
        }
    }

    private int afterLineEnd(byte[] bytes, int at, int end) {
        if (bytes[at] == '\n') {
            return at + 1;
        }
        if (at + 1 == end) {
            state = State.CARRIAGE_RETURN;
            return end;
        }
        return bytes[at + 1] == '\n' ? at + 2 : at + 1;
    }

    private void gather(byte[] piece, int start, int end) {
        int length = end - start;
        checkLine(lineBytes, length);
        if (length > line.length - lineBytes) {
            line = Arrays.copyOf(line, Utf8Slice.roomy(lineBytes + length));
        }
        System.arraycopy(piece, start, line, lineBytes, length);
        lineBytes += length;
    }

    private void checkLine(int gathered, int more) {
        if (more > maxLineBytes - gathered) {
            throw new EventStreamLimitException("a line", maxLineBytes);
        }
    }

    private int afterByteOrderMark(byte[] bytes, int start, int end) {
        if (state == State.LINE) {
            return start;
        }
        state = State.LINE;
        boolean marked = end - start >= 3 && bytes[start] == (byte) 0xEF && bytes[start + 1] == (byte) 0xBB && bytes[start + 2] == (byte) 0xBF;
        return marked ? start + 3 : start;
    }
}
