package io.ssehub.core.event;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;

/**
 * Turns the lines of one stream into events, as WHATWG HTML 9.2.6 (event-stream-interpretation) says and in its words. Not thread-safe.
 */
final class EventStreamInterpreter {
    private static final byte[] DATA = "data".getBytes(US_ASCII);
    private static final byte[] EVENT = "event".getBytes(US_ASCII);
    private static final byte[] ID = "id".getBytes(US_ASCII);
    private static final byte[] RETRY = "retry".getBytes(US_ASCII);
    private static final String DEFAULT_TYPE = "message";

    private final EventStreamListener listener;
    private final int maxDataBytes;

    private final ByteAccumulator dataBuffer = new ByteAccumulator();
    private String eventTypeBuffer = "";
    private String lastEventIdBuffer;
    private String lastEventId;

    EventStreamInterpreter(EventStreamListener listener, String lastEventId, int maxDataBytes) {
        this.listener = listener;
        this.lastEventIdBuffer = lastEventId;
        this.lastEventId = lastEventId;
        this.maxDataBytes = maxDataBytes;
    }

    String lastEventId() {
        return lastEventId;
    }

    /** Takes the line {@code [start, end)}, without its end; the array is not kept. */
    void line(byte[] bytes, int start, int end) {
        if (start == end) {
            dispatchEvent();
            return;
        }
        int colon = start;
        while (colon < end && bytes[colon] != ':') {
            colon++;
        }
        int value = Math.min(colon + 1, end);
        if (value < end && bytes[value] == ' ') {
            value++;
        }
        if (colon == start) {
            listener.comment(Utf8Decoder.decode(bytes, value, end));
        } else {
            processField(bytes, start, colon, value, end);
        }
    }

    private void processField(byte[] bytes, int name, int nameEnd, int value, int end) {
        if (equal(bytes, name, nameEnd, DATA)) {
            appendData(bytes, value, end);
        } else if (equal(bytes, name, nameEnd, EVENT)) {
            eventTypeBuffer = Utf8Decoder.decode(bytes, value, end);
        } else if (equal(bytes, name, nameEnd, ID)) {
            String id = Utf8Decoder.decode(bytes, value, end);
            if (id.indexOf('\0') < 0) {
                lastEventIdBuffer = id;
            }
        } else if (equal(bytes, name, nameEnd, RETRY)) {
            retry(bytes, value, end);
        }
    }

    private static boolean equal(byte[] bytes, int start, int end, byte[] name) {
        return Arrays.equals(bytes, start, end, name, 0, name.length);
    }

    private void appendData(byte[] bytes, int value, int end) {
        if (end - value >= maxDataBytes - dataBuffer.length()) {
            throw new EventStreamLimitException("the data of an event", maxDataBytes);
        }
        dataBuffer.append(bytes, value, end);
        dataBuffer.append((byte) '\n');
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
        lastEventId = lastEventIdBuffer;
        String type = eventTypeBuffer.isEmpty() ? DEFAULT_TYPE : eventTypeBuffer;
        eventTypeBuffer = "";
        if (dataBuffer.length() > 0) {
            String data = Utf8Decoder.decode(dataBuffer.array(), 0, dataBuffer.length() - 1);
            dataBuffer.clear();
            listener.event(type, data, lastEventId);
        }
    }
}
