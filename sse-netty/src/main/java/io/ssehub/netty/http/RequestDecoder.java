package io.ssehub.netty.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a connection's bytes into requests: for each a {@link Request}, its body in pieces and an end.
 *
 * <p>It takes the grammar of RFC 9112 and nothing else, where Netty's own decoder forgives: bare line feeds, folded lines, control characters before a request,
 * several spaces between the parts of its first line, text behind a chunk's size. Two parsers that forgive differently are how requests are smuggled.
 *
 * <p>Where a client sends a head once more, as publishers do, it is not parsed again: see {@link KeptHead}. A connection that sends one request, or becomes a stream,
 * has nothing kept for it.
 *
 * <p>Confined to the event loop of its channel.
 */
final class RequestDecoder {
    /** What has come. */
    enum Part {
        /** Nothing whole: more bytes are needed. */
        NONE,
        /** See {@link #request()}. */
        HEAD,
        /** See {@link #takePiece()}. */
        PIECE,
        /** Follows the last piece of a body, also where there is none. */
        END
    }

    private enum State {
        START,
        REQUEST_LINE,
        FIELDS,
        BODY,
        CHUNK_SIZE,
        CHUNK,
        CHUNK_END,
        TRAILERS,
        IGNORING
    }

    private static final int MAX_FIELDS = 128;
    private static final int MAX_CHUNK_LINE_BYTES = 256;
    private static final int MAX_KEPT_HEAD_BYTES = 1024;
    static final DefaultHttpHeadersFactory HEADERS = DefaultHttpHeadersFactory.headersFactory().withValidation(false);

    private final ByteBufAllocator allocator;
    private final int headLimitBytes;
    private final Scheme scheme;
    private final Function<RequestHead, Request> requests;

    private ByteBuf unread = Unpooled.EMPTY_BUFFER;
    private State state = State.START;
    private boolean paused;
    private int headBytes;
    private int searchedBytes;
    private long missingBytes;
    private @Nullable RequestLine requestLine;
    private HttpHeaders headers = EmptyHttpHeaders.INSTANCE;

    private @Nullable Request request;
    private @Nullable KeptHead kept;
    private boolean keeping;

    /**
     * Makes a decoder.
     *
     * @param headLimitBytes how long a head, and trailers, may be
     * @param scheme how the client reaches the server
     * @param requests what makes a request of a head
     */
    RequestDecoder(ByteBufAllocator allocator, int headLimitBytes, Scheme scheme, Function<RequestHead, Request> requests) {
        this.allocator = allocator;
        this.headLimitBytes = headLimitBytes;
        this.scheme = scheme;
        this.requests = requests;
    }

    /** Takes over bytes as they come. */
    void add(ByteBuf bytes) {
        unread = ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(allocator, unread, bytes);
    }

    /** Whether the first bytes of a head have come and its end has not. */
    boolean insideHead() {
        return state == State.REQUEST_LINE || state == State.FIELDS || (state == State.START && unread.isReadable());
    }

    boolean isPaused() {
        return paused;
    }

    /** Begins no further request until {@link #resume}. */
    void pause() {
        paused = true;
    }

    void resume() {
        paused = false;
    }

    /** Drops whatever is left and comes from here on. */
    void ignoreRest() {
        state = State.IGNORING;
    }

    /** Drops everything for good. */
    void release() {
        ignoreRest();
        releaseUnread();
    }

    private void releaseUnread() {
        unread.release();
        unread = Unpooled.EMPTY_BUFFER;
    }

    /** Returns the request whose head came last. */
    Request request() {
        return Objects.requireNonNull(request, "a head comes first");
    }

    /** Gives the next piece of the body to the caller, who releases it. */
    ByteBuf takePiece() {
        int length = (int) Math.min(unread.readableBytes(), missingBytes);
        missingBytes -= length;
        return unread.readRetainedSlice(length);
    }

    /**
     * Returns what comes next.
     *
     * @throws RefusedException once, if it is no request; whatever follows is ignored then
     */
    Part next() throws RefusedException {
        try {
            Part part = decode();
            if (!unread.isReadable()) {
                releaseUnread();
            }
            return part;
        } catch (RefusedException e) {
            ignoreRest();
            throw e;
        }
    }

    private Part decode() throws RefusedException {
        while (true) {
            switch (state) {
                case START, REQUEST_LINE, FIELDS -> {
                    return paused || !readHead() ? Part.NONE : Part.HEAD;
                }
                case BODY -> {
                    return missingBytes == 0 ? end() : piece();
                }
                case CHUNK -> {
                    if (missingBytes > 0) {
                        return piece();
                    }
                    state = State.CHUNK_END;
                }
                case CHUNK_SIZE -> {
                    if (!readChunkSize()) {
                        return Part.NONE;
                    }
                }
                case CHUNK_END -> {
                    if (!readChunkEnd()) {
                        return Part.NONE;
                    }
                }
                case TRAILERS -> {
                    return readTrailers() ? end() : Part.NONE;
                }
                case IGNORING -> {
                    unread.skipBytes(unread.readableBytes());
                    return Part.NONE;
                }
            }
        }
    }

    private Part piece() {
        return unread.isReadable() ? Part.PIECE : Part.NONE;
    }

    private Part end() {
        state = State.START;
        headBytes = 0;
        request = null;
        return Part.END;
    }

    private boolean readHead() throws RefusedException {
        Request again = kept != null && state == State.START ? kept.readFrom(unread) : null;
        if (again != null) {
            searchedBytes = 0;
            begin(again);
            return true;
        }
        int start = state == State.START ? unread.readerIndex() : -1;
        byte @Nullable [] line;
        while ((line = readLine(headLimitBytes - headBytes)) != null) {
            headBytes += line.length + 2;
            if (state == State.FIELDS) {
                if (line.length == 0) {
                    endHead(start);
                    return true;
                }
                addField(line);
            } else if (line.length == 0 && state == State.START) {
                state = State.REQUEST_LINE; // RFC 9112 section 2.2: one empty line before a request is forgiven
            } else {
                requestLine = RequestLine.parse(line);
                headers = HEADERS.newHeaders();
                state = State.FIELDS;
            }
        }
        return false;
    }

    private void addField(byte[] line) throws RefusedException {
        FieldLine field = FieldLine.parse(line);
        if (headers.size() == MAX_FIELDS) {
            throw new RefusedException(new Refusal(431, "head_too_large", "The request has more than " + MAX_FIELDS + " headers."));
        }
        headers.add(field.name(), field.value());
    }

    /** Begins the request whose head has come; {@code start} is where, or -1 if not at once. */
    private void endHead(int start) throws RefusedException {
        Request made = requests.apply(RequestHead.check(Objects.requireNonNull(requestLine, "fields come after the request line"), headers, scheme));
        requestLine = null;
        headers = EmptyHttpHeaders.INSTANCE;
        int length = unread.readerIndex() - start;
        if (keeping && start >= 0 && length <= MAX_KEPT_HEAD_BYTES && length <= headLimitBytes - RequestHead.MAX_LENGTH_DIGITS) {
            byte[] bytes = new byte[length];
            unread.getBytes(start, bytes);
            kept = new KeptHead(bytes, made);
        }
        keeping = true;
        begin(made);
    }

    private void begin(Request next) {
        request = next;
        headBytes = 0;
        missingBytes = Math.max(0, next.head().bodyLength());
        state = next.head().bodyLength() == RequestHead.CHUNKED ? State.CHUNK_SIZE : State.BODY;
    }

    private boolean readChunkSize() throws RefusedException {
        byte @Nullable [] line = readLine(MAX_CHUNK_LINE_BYTES);
        if (line == null) {
            return false;
        }
        missingBytes = ChunkSize.parse(line);
        state = missingBytes == 0 ? State.TRAILERS : State.CHUNK;
        return true;
    }

    private boolean readChunkEnd() throws RefusedException {
        if (unread.readableBytes() < 2) {
            return false;
        }
        if (unread.readShort() != (('\r' << 8) | '\n')) {
            throw Refusal.malformed("A chunk is not followed by CRLF where its size says it ends.");
        }
        state = State.CHUNK_SIZE;
        return true;
    }

    private boolean readTrailers() throws RefusedException {
        byte @Nullable [] line;
        while ((line = readLine(headLimitBytes - headBytes)) != null) {
            headBytes += line.length + 2;
            if (line.length == 0) {
                return true;
            }
            FieldLine.parse(line);
        }
        return false;
    }

    /** Returns the next line without its CRLF, or null while that has not come; {@code limit} in bytes, CRLF included. */
    private byte @Nullable [] readLine(int limit) throws RefusedException {
        int start = unread.readerIndex();
        int lineFeed = unread.indexOf(start + searchedBytes, unread.writerIndex(), (byte) '\n');
        int length = lineFeed < 0 ? unread.readableBytes() : lineFeed + 1 - start;
        if (length > limit) {
            throw tooLong();
        }
        if (lineFeed < 0) {
            searchedBytes = length;
            return null;
        }
        searchedBytes = 0;
        if (length == 1 || unread.getByte(lineFeed - 1) != '\r') {
            throw Refusal.malformed("A line ends in a bare line feed instead of CRLF.");
        }
        byte[] line = new byte[length - 2];
        unread.readBytes(line).skipBytes(2);
        return line;
    }

    private RefusedException tooLong() {
        return switch (state) {
            case START, REQUEST_LINE -> new RefusedException(new Refusal(414, "line_too_long", "The request line is longer than " + headLimitBytes + " bytes."));
            case FIELDS -> new RefusedException(new Refusal(431, "head_too_large", "The request's head is longer than " + headLimitBytes + " bytes."));
            default -> Refusal.malformed("A chunk's size or the trailers are longer than any that make sense.");
        };
    }
}
