package io.ssehub.netty.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a connection's bytes into requests: for each a {@link RequestHead}, its body in pieces ({@link ByteBuf}, owned by the receiver) and {@link BodyEnd};
 * or, once, a {@link Refusal}, after which every byte is ignored.
 *
 * <p>It takes the grammar of RFC 9112 and nothing else, where Netty's own decoder forgives: bare line feeds, folded lines, control characters before a request,
 * several spaces between the parts of its first line, text behind a chunk's size. Two parsers that forgive differently are how requests are smuggled.
 *
 * <p>Confined to the event loop of its channel.
 */
final class RequestDecoder extends ByteToMessageDecoder {
    private static final int MAX_FIELDS = 128;
    private static final int MAX_CHUNK_LINE_BYTES = 256;
    private static final DefaultHttpHeadersFactory HEADERS = DefaultHttpHeadersFactory.headersFactory().withValidation(false);

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

    private final int headLimitBytes;
    private State state = State.START;
    private boolean paused;
    private int headBytes;
    private int searchedBytes;
    private long missingBytes;
    private @Nullable RequestLine requestLine;
    private HttpHeaders headers = HEADERS.newEmptyHeaders();
    private @Nullable ChannelHandlerContext ctx;

    /** Makes a decoder that takes heads, and trailers, of up to {@code headLimitBytes} each. */
    RequestDecoder(int headLimitBytes) {
        this.headLimitBytes = headLimitBytes;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        this.ctx = ctx;
    }

    /** Whether the first bytes of a head have come and its end has not. */
    boolean insideHead() {
        return state == State.REQUEST_LINE || state == State.FIELDS || (state == State.START && actualReadableBytes() > 0);
    }

    boolean isPaused() {
        return paused;
    }

    /** Stops decoding behind the message that was just given. */
    void pause() {
        paused = true;
    }

    /** Goes on with what has been read already; not to be called from within a message's delivery. */
    void resume() throws Exception {
        paused = false;
        if (ctx != null && !ctx.isRemoved()) {
            channelRead(ctx, Unpooled.EMPTY_BUFFER);
            channelReadComplete(ctx);
        }
    }

    /** Drops whatever comes from here on. */
    void ignoreRest() {
        state = State.IGNORING;
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        try {
            switch (state) {
                case START, REQUEST_LINE, FIELDS -> {
                    if (!paused) {
                        readHead(in, out);
                    }
                }
                case BODY, CHUNK -> readBody(in, out);
                case CHUNK_SIZE -> readChunkSize(in);
                case CHUNK_END -> readChunkEnd(in);
                case TRAILERS -> readTrailers(in, out);
                case IGNORING -> in.skipBytes(in.readableBytes());
            }
        } catch (RefusedException e) {
            state = State.IGNORING;
            in.skipBytes(in.readableBytes());
            out.add(e.refusal());
        }
    }

    private void readHead(ByteBuf in, List<Object> out) throws RefusedException {
        byte @Nullable [] line;
        while ((line = readLine(in, headLimitBytes - headBytes)) != null) {
            headBytes += line.length + 2;
            if (state == State.FIELDS) {
                if (line.length == 0) {
                    endHead(out);
                    return;
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
    }

    private void addField(byte[] line) throws RefusedException {
        FieldLine field = FieldLine.parse(line);
        if (headers.size() == MAX_FIELDS) {
            throw new RefusedException(new Refusal(431, "head_too_large", "The request has more than " + MAX_FIELDS + " headers."));
        }
        headers.add(field.name(), field.value());
    }

    private void endHead(List<Object> out) throws RefusedException {
        RequestHead head = RequestHead.check(Objects.requireNonNull(requestLine, "fields come after the request line"), headers);
        requestLine = null;
        headBytes = 0;
        out.add(head);
        if (head.bodyLength() == 0) {
            end(out);
        } else if (head.bodyLength() == RequestHead.CHUNKED) {
            state = State.CHUNK_SIZE;
        } else {
            state = State.BODY;
            missingBytes = head.bodyLength();
        }
    }

    private void end(List<Object> out) {
        state = State.START;
        headBytes = 0;
        out.add(BodyEnd.INSTANCE);
    }

    private void readBody(ByteBuf in, List<Object> out) {
        int length = (int) Math.min(in.readableBytes(), missingBytes);
        out.add(in.readRetainedSlice(length));
        missingBytes -= length;
        if (missingBytes == 0) {
            if (state == State.CHUNK) {
                state = State.CHUNK_END;
            } else {
                end(out);
            }
        }
    }

    private void readChunkSize(ByteBuf in) throws RefusedException {
        byte @Nullable [] line = readLine(in, MAX_CHUNK_LINE_BYTES);
        if (line != null) {
            missingBytes = ChunkSize.parse(line);
            state = missingBytes == 0 ? State.TRAILERS : State.CHUNK;
        }
    }

    private void readChunkEnd(ByteBuf in) throws RefusedException {
        if (in.readableBytes() < 2) {
            return;
        }
        if (in.readShort() != (('\r' << 8) | '\n')) {
            throw Refusal.malformed("A chunk is not followed by CRLF where its size says it ends.");
        }
        state = State.CHUNK_SIZE;
    }

    private void readTrailers(ByteBuf in, List<Object> out) throws RefusedException {
        byte @Nullable [] line;
        while ((line = readLine(in, headLimitBytes - headBytes)) != null) {
            headBytes += line.length + 2;
            if (line.length == 0) {
                end(out);
                return;
            }
            FieldLine.parse(line);
        }
    }

    /** Returns the next line without its CRLF, or null while that has not come; {@code limit} in bytes, CRLF included. */
    private byte @Nullable [] readLine(ByteBuf in, int limit) throws RefusedException {
        int lineFeed = in.indexOf(in.readerIndex() + searchedBytes, in.writerIndex(), (byte) '\n');
        int length = lineFeed < 0 ? in.readableBytes() : lineFeed + 1 - in.readerIndex();
        if (length > limit) {
            throw tooLong();
        }
        if (lineFeed < 0) {
            searchedBytes = length;
            return null;
        }
        searchedBytes = 0;
        if (length == 1 || in.getByte(lineFeed - 1) != '\r') {
            throw Refusal.malformed("A line ends in a bare line feed instead of CRLF.");
        }
        byte[] line = new byte[length - 2];
        in.readBytes(line).skipBytes(2);
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
