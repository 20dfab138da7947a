package io.ssehub.bench.jmh;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * One subscriber's response. It looks at no more than it takes to count the events and see that none is missing, doubled or out of order, as the reading side
 * is not what is measured. Not thread-safe.
 */
final class CheckedStream {
    private static final String DATA = "data: ";

    private final int number;
    private byte[] rest = {};
    private int expected;
    private boolean headSeen;
    private boolean begun;

    CheckedStream(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }

    /** Returns whether the first chunk has come. */
    boolean hasBegun() {
        return begun;
    }

    /** Puts what the last call left over where the next bytes are to follow. */
    void putRest(ByteBuffer buffer) {
        buffer.put(rest);
    }

    /**
     * Takes every chunk that is complete and keeps the rest.
     *
     * @return how many of them were events
     * @throws IOException if they were not those that come next
     */
    int take(ByteBuffer bytes) throws IOException {
        int events = 0;
        if (headSeen || takeHead(bytes)) {
            int start = bytes.position();
            for (int content = content(bytes, start); content > 0; content = content(bytes, start)) {
                int end = content + size(bytes, start) + 2;
                if (end > bytes.limit()) {
                    break;
                }
                begun = true;
                events += check(bytes, content, end);
                start = end;
            }
            bytes.position(start);
        }
        if (rest.length != bytes.remaining()) {
            rest = new byte[bytes.remaining()];
        }
        bytes.get(rest);
        return events;
    }

    private boolean takeHead(ByteBuffer bytes) throws IOException {
        String text = StandardCharsets.ISO_8859_1.decode(bytes.duplicate()).toString();
        int end = text.indexOf("\r\n\r\n");
        if (end < 0) {
            return false;
        }
        if (!text.startsWith("HTTP/1.1 200 ")) {
            throw new IOException("subscriber " + number + " was answered: " + text);
        }
        bytes.position(end + "\r\n\r\n".length());
        headSeen = true;
        return true;
    }

    /** Returns where the content of the chunk at {@code start} begins, or 0 if that has not come yet. */
    private static int content(ByteBuffer bytes, int start) {
        for (int i = start; i + 1 < bytes.limit(); i++) {
            if (bytes.get(i) == '\r') {
                return i + 2;
            }
        }
        return 0;
    }

    private static int size(ByteBuffer bytes, int start) {
        int size = 0;
        for (int i = start; bytes.get(i) != '\r'; i++) {
            size = 16 * size + Character.digit(bytes.get(i), 16);
        }
        return size;
    }

    /** Returns 1 if the chunk is the next event, 0 if it is none. */
    private int check(ByteBuffer bytes, int content, int end) throws IOException {
        byte first = bytes.get(content);
        if (first == 'r' || first == ':') {
            return 0; // the reconnection time, or a keep-alive
        }
        int came = first == 'd' ? EventNumbers.at(bytes, content + DATA.length()) : -1;
        if (came != expected) {
            String text = StandardCharsets.UTF_8.decode(bytes.duplicate().limit(end).position(content)).toString();
            throw new IOException("subscriber " + number + " got, where event " + expected + " comes next (lost, doubled or out of order): " + text);
        }
        expected = EventNumbers.after(expected);
        return 1;
    }
}
