package io.ssehub.netty.fanout;

import io.ssehub.core.log.Frame;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Bytes that go to a subscriber ahead of what comes from its log, and which of them end published events.
 *
 * <p>Confined to one thread; but for the place in them that has been reached, any number of subscribers {@linkplain #share share} the same.
 */
final class Ahead {
    private final ByteBuffer bytes;
    private final int[] eventEnds;
    private int ended;

    private Ahead(ByteBuffer bytes, int... eventEnds) {
        this.bytes = bytes;
        this.eventEnds = eventEnds;
    }

    /** Returns bytes of a stream that are no event that was published. */
    static Ahead of(byte[] bytes) {
        return new Ahead(ByteBuffer.wrap(bytes));
    }

    /** Returns the rest of the frame of a published event. */
    static Ahead ofRest(byte[] bytes) {
        return new Ahead(ByteBuffer.wrap(bytes), bytes.length);
    }

    /** Returns frames of published events, one behind the other. */
    static Ahead ofEvents(List<byte[]> frames) {
        int[] ends = new int[frames.size()];
        int end = 0;
        for (int i = 0; i < ends.length; i++) {
            end += frames.get(i).length;
            ends[i] = end;
        }
        return new Ahead(ByteBuffer.wrap(Frame.join(frames)), ends);
    }

    /** Returns the same from its beginning, for one subscriber. */
    Ahead share() {
        return new Ahead(bytes.duplicate().position(0), eventEnds);
    }

    /** Returns the bytes, of which those from the position to the limit are left. */
    ByteBuffer bytes() {
        return bytes;
    }

    /** Moves over {@code count} bytes and returns how many published events end in them. */
    int advance(int count) {
        bytes.position(bytes.position() + count);
        int before = ended;
        while (ended < eventEnds.length && eventEnds[ended] <= bytes.position()) {
            ended++;
        }
        return ended - before;
    }
}
