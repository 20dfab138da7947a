package io.ssehub.bench.load;

import java.util.Arrays;

/**
 * Takes the responses of one connection apart, cut anywhere: RFC 9112 section 6 and 7. The content of the chunks of a piece is put together before it goes to the
 * listener, so that a stream in many small chunks costs little more than one without. Confined to one thread.
 */
final class ResponseDecoder {
    /** The longest head taken: {@value} bytes. */
    static final int MAX_HEAD = 32 * 1024;

    private static final byte[] NONE = {};
    private static final int MAX_SIZE_DIGITS = 15;
    private static final int MAX_WHOLE_SIZE_DIGITS = 7;

    /** Takes what is found. */
    interface Listener {
        void head(ResponseHead head);

        void content(byte[] bytes, int at, int length);

        /** Takes a response's end; the next one may follow. */
        void end();
    }

    private enum State {
        HEAD,
        CHUNK_SIZE,
        CHUNK_EXTENSION,
        CHUNK_CONTENT,
        CHUNK_END,
        TRAILER,
        LENGTH,
        UNTIL_CLOSE
    }

    private final Listener listener;
    private State state = State.HEAD;
    private byte[] head = NONE;
    private int headLength;
    private long remaining;
    private int sizeDigits;
    private boolean lineEmpty;
    private boolean stopped;
    // Content that has been found in the piece at hand, and not been handed on.
    private int runStart;
    private int runEnd;

    ResponseDecoder(Listener listener) {
        this.listener = listener;
    }

    /** Takes no more: what remains of the piece at hand is left out. For a listener that has seen enough. */
    void stop() {
        stopped = true;
    }

    /** Takes the connection's end and returns whether it may end here: between responses, or where its end is the response's. */
    boolean close() {
        if (state == State.UNTIL_CLOSE && !stopped) {
            stopped = true;
            listener.end();
            return true;
        }
        return state == State.HEAD && headLength == 0;
    }

    /**
     * Takes the next bytes, {@code [at, end)}, which are not what they were afterwards; the array is not kept.
     *
     * @throws BrokenResponseException if they are no response
     */
    void read(byte[] bytes, int at, int end) throws BrokenResponseException {
        try {
            int next = at;
            while (next < end && !stopped) {
                next = switch (state) {
                    case HEAD -> head(bytes, next, end);
                    case CHUNK_SIZE -> size(bytes, sizeDigits == 0 ? wholeChunks(bytes, next, end) : next, end);
                    case CHUNK_EXTENSION -> extension(bytes, next, end);
                    case CHUNK_CONTENT, LENGTH -> content(bytes, next, end);
                    case CHUNK_END -> chunkEnd(bytes, next, end);
                    case TRAILER -> trailer(bytes, next, end);
                    case UNTIL_CLOSE -> {
                        found(bytes, next, end - next);
                        yield end;
                    }
                };
            }
        } finally {
            handOn(bytes); // also what came before something broken
        }
    }

    private void found(byte[] bytes, int at, int length) {
        if (runStart == runEnd) {
            runStart = at;
            runEnd = at;
        } else {
            System.arraycopy(bytes, at, bytes, runEnd, length);
        }
        runEnd += length;
    }

    private void handOn(byte[] bytes) {
        int start = runStart;
        int length = runEnd - start;
        runStart = 0;
        runEnd = 0;
        if (length > 0 && !stopped) {
            listener.content(bytes, start, length);
        }
    }

    private void end(byte[] bytes) {
        handOn(bytes);
        listener.end();
    }

    private int head(byte[] bytes, int at, int end) throws BrokenResponseException {
        for (int next = at; next < end; next++) {
            if (headLength == head.length) {
                if (headLength == MAX_HEAD) {
                    throw new BrokenResponseException("the head is longer than " + MAX_HEAD + " bytes");
                }
                head = Arrays.copyOf(head, Math.max(512, 2 * headLength));
            }
            head[headLength++] = bytes[next];
            if (bytes[next] == '\n' && endsWithEmptyLine()) {
                begin(ResponseHead.parse(head, headLength));
                return next + 1;
            }
        }
        if (headLength >= 5 && !(head[0] == 'H' && head[1] == 'T' && head[2] == 'T' && head[3] == 'P' && head[4] == '/')) {
            throw new BrokenResponseException("the answer is not HTTP/1.1");
        }
        return end;
    }

    private boolean endsWithEmptyLine() {
        int before = headLength - 2;
        return before >= 0 && (head[before] == '\n' || (head[before] == '\r' && before >= 1 && head[before - 1] == '\n'));
    }

    private void begin(ResponseHead found) throws BrokenResponseException {
        head = NONE;
        headLength = 0;
        if (found.status() < 200) {
            return;
        }
        long length = found.contentLength();
        if (!found.hasBody()) {
            listener.head(found);
            listener.end();
        } else if (found.isChunked()) {
            beginChunk();
            listener.head(found);
        } else if (length < 0) {
            state = State.UNTIL_CLOSE;
            listener.head(found);
        } else {
            remaining = length;
            listener.head(found);
            if (length == 0) {
                listener.end();
            } else {
                state = State.LENGTH;
            }
        }
    }

    private void beginChunk() {
        state = State.CHUNK_SIZE;
        remaining = 0;
        sizeDigits = 0;
    }

    /** Takes the chunks that lie whole in {@code [at, end)} and are written as nearly all are, and returns where the first other one begins. */
    private int wholeChunks(byte[] bytes, int at, int end) {
        int start = at;
        while (true) {
            int next = start;
            int size = 0;
            int most = Math.min(end, start + MAX_WHOLE_SIZE_DIGITS);
            for (int digit; next < most && (digit = hexDigit(bytes[next])) >= 0; next++) {
                size = size << 4 | digit;
            }
            int content = next + 2;
            if (size == 0 || size > end - content - 2 || !isLineEnd(bytes, next) || !isLineEnd(bytes, content + size)) {
                return start;
            }
            found(bytes, content, size);
            start = content + size + 2;
        }
    }

    private static boolean isLineEnd(byte[] bytes, int at) {
        return bytes[at] == '\r' && bytes[at + 1] == '\n';
    }

    private int size(byte[] bytes, int at, int end) throws BrokenResponseException {
        for (int next = at; next < end; next++) {
            int digit = hexDigit(bytes[next]);
            if (digit < 0) {
                if (sizeDigits == 0 || "\r\n; \t".indexOf(bytes[next]) < 0) {
                    throw new BrokenResponseException("the chunked coding is broken");
                }
                state = State.CHUNK_EXTENSION;
                return next;
            }
            if (++sizeDigits > MAX_SIZE_DIGITS) {
                throw new BrokenResponseException("the chunked coding is broken");
            }
            remaining = remaining << 4 | digit;
        }
        return end;
    }

    private static int hexDigit(byte b) {
        int digit = b - '0';
        if (digit >= 0 && digit <= 9) {
            return digit;
        }
        int letter = (b | 0x20) - 'a';
        return letter >= 0 && letter <= 5 ? letter + 10 : -1;
    }

    private int extension(byte[] bytes, int at, int end) {
        for (int next = at; next < end; next++) {
            if (bytes[next] == '\n') {
                state = remaining == 0 ? State.TRAILER : State.CHUNK_CONTENT;
                lineEmpty = true;
                return next + 1;
            }
        }
        return end;
    }

    private int content(byte[] bytes, int at, int end) {
        int length = (int) Math.min(remaining, end - at);
        remaining -= length;
        boolean last = remaining == 0;
        boolean chunked = state == State.CHUNK_CONTENT;
        if (last) {
            state = chunked ? State.CHUNK_END : State.HEAD;
        }
        found(bytes, at, length);
        if (last && !chunked) {
            end(bytes);
        }
        return at + length;
    }

    private int chunkEnd(byte[] bytes, int at, int end) throws BrokenResponseException {
        if (bytes[at] == '\n') {
            beginChunk();
        } else if (bytes[at] != '\r') {
            throw new BrokenResponseException("the chunked coding is broken");
        } else if (at + 1 < end && bytes[at + 1] == '\n') {
            beginChunk();
            return at + 2;
        }
        return at + 1;
    }

    private int trailer(byte[] bytes, int at, int end) {
        for (int next = at; next < end; next++) {
            if (bytes[next] == '\n') {
                if (lineEmpty) {
                    state = State.HEAD;
                    end(bytes);
                    return next + 1;
                }
                lineEmpty = true;
            } else if (bytes[next] != '\r') {
                lineEmpty = false;
            }
        }
        return end;
    }
}
