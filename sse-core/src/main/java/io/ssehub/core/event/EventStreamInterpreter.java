package io.ssehub.core.event;

import static java.nio.charset.StandardCharsets.US_ASCII;

/**
 * Turns the lines of one stream into events, as WHATWG HTML 9.2.6 (event-stream-interpretation) says and in its words. A field's value stays where its line is
 * as long as that is being read; only what is unfinished then is copied. Not thread-safe.
 */
final class EventStreamInterpreter {
    private static final byte[] COMMENT = {};
    private static final byte[] DATA = "data".getBytes(US_ASCII);
    private static final byte[] EVENT = "event".getBytes(US_ASCII);
    private static final byte[] ID = "id".getBytes(US_ASCII);
    private static final byte[] RETRY = "retry".getBytes(US_ASCII);
    private static final Utf8Slice DEFAULT_TYPE = new Utf8Slice(new Piece(), "message");

    private final Utf8EventListener listener;
    private final int maxDataBytes;

    private final Piece piece = new Piece();
    private final Utf8Slice comment = new Utf8Slice(piece);
    private final Utf8Slice dataBuffer = new Utf8Slice(piece);
    private final Utf8Slice eventTypeBuffer = new Utf8Slice(piece);
    private final Utf8Slice lastEventIdBuffer = new Utf8Slice(piece);
    private final Utf8Slice lastEventId;
    /** Whether the block has left anything so far that its end needs. */
    private boolean inBlock;
    /** Counts an LF for each line of data: 0 where there is none. */
    private int dataBytes;
    /** Whether the block has an id of its own so far. */
    private boolean identified;

    EventStreamInterpreter(Utf8EventListener listener, String lastEventId, int maxDataBytes) {
        this.listener = listener;
        this.lastEventId = new Utf8Slice(piece, lastEventId);
        this.maxDataBytes = maxDataBytes;
    }

    String lastEventId() {
        return lastEventId.toString();
    }

    boolean isInBlock() {
        return inBlock;
    }

    /** Says where the lines up to the next {@link #end} lie. */
    void begin(byte[] bytes) {
        piece.bytes = bytes;
    }

    /** Copies what is still needed and lets the rest go; the array is needed no more. */
    void end() {
        lastEventId.keep();
        lastEventIdBuffer.keepIf(identified);
        dataBuffer.keepIf(dataBytes > 0);
        eventTypeBuffer.keepIf(eventTypeBuffer.length() > 0);
        comment.keepIf(false);
        piece.bytes = null;
    }

    /** Takes the line {@code [start, end)}, without its end, of the array that {@link #begin} named. */
    void line(byte[] bytes, int start, int end) {
        if (start == end) {
            if (inBlock) {
                dispatchEvent();
            }
            return;
        }
        switch (bytes[start]) {
            case 'd' -> {
                if (isNamed(DATA, bytes, start, end)) {
                    appendData(bytes, value(DATA, bytes, start, end), end);
                }
            }
            case 'i' -> {
                if (isNamed(ID, bytes, start, end)) {
                    setId(bytes, value(ID, bytes, start, end), end);
                }
            }
            case 'e' -> {
                if (isNamed(EVENT, bytes, start, end)) {
                    eventTypeBuffer.set(value(EVENT, bytes, start, end), end);
                    inBlock = true;
                }
            }
            case 'r' -> {
                if (isNamed(RETRY, bytes, start, end)) {
                    retry(bytes, value(RETRY, bytes, start, end), end);
                }
            }
            case ':' -> {
                comment.set(value(COMMENT, bytes, start, end), end);
                listener.comment(comment);
            }
            default -> {}
        }
    }

    private static boolean isNamed(byte[] name, byte[] bytes, int start, int end) {
        int nameEnd = start + name.length;
        if (nameEnd > end || (nameEnd < end && bytes[nameEnd] != ':')) {
            return false;
        }
        for (int i = 1; i < name.length; i++) {
            if (bytes[start + i] != name[i]) {
                return false;
            }
        }
        return true;
    }

    private static int value(byte[] name, byte[] bytes, int start, int end) {
        int value = Math.min(start + name.length + 1, end);
        return value < end && bytes[value] == ' ' ? value + 1 : value;
    }

    private void appendData(byte[] bytes, int value, int end) {
        if (end - value >= maxDataBytes - dataBytes) {
            throw new EventStreamLimitException("the data of an event", maxDataBytes);
        }
        if (dataBytes == 0) {
            dataBuffer.set(value, end);
        } else {
            dataBuffer.appendLine(bytes, value, end);
        }
        dataBytes += end - value + 1;
        inBlock = true;
    }

    private void setId(byte[] bytes, int value, int end) {
        if (!ByteSearch.hasNul(bytes, value, end)) {
            lastEventIdBuffer.set(value, end);
            identified = true;
            inBlock = true;
        }
    }

    private void retry(byte[] bytes, int value, int end) {
        long millis = 0;
        for (int at = value; at < end; at++) {
            int digit = bytes[at] - '0';
            if (digit < 0 || digit > 9) {
                return;
            }
            millis = millis > (Long.MAX_VALUE - digit) / 10 ? Long.MAX_VALUE : millis * 10 + digit;
        }
        if (value < end) {
            listener.retry(millis);
        }
    }

    private void dispatchEvent() {
        if (identified) {
            lastEventId.set(lastEventIdBuffer);
            identified = false;
        }
        if (dataBytes > 0) {
            listener.event(eventTypeBuffer.length() > 0 ? eventTypeBuffer : DEFAULT_TYPE, dataBuffer, lastEventId);
            dataBytes = 0;
        }
        eventTypeBuffer.clear();
        inBlock = false;
    }
}
