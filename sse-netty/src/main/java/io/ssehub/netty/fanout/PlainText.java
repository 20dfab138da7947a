package io.ssehub.netty.fanout;

import io.ssehub.core.log.Framing;
import io.ssehub.core.log.Segment;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A copy of what frames hold without the chunks around it, for connections that have frames of their own, or none. Made once for all subscribers that stand at the
 * same place.
 *
 * <p>Confined to the event loop, and used within its shard's turns.
 */
final class PlainText {
    private final ByteBuffer text = ByteBuffer.allocateDirect(64 << 10);
    private @Nullable Segment segment;
    private int from;
    private int to;

    /** Returns the text of {@code [start, end)} of a segment, or as much of its beginning as there is room for: from 0 to the position of what is returned. */
    ByteBuffer of(Segment wanted, int start, int end) {
        if (wanted != segment || start != from || end != to) {
            segment = wanted;
            from = start;
            to = end;
            text.clear();
            pass(wanted, text.capacity(), text);
        }
        return text;
    }

    /** Returns the index into the segment behind the first {@code length} bytes of the text that was returned last. */
    int indexBehind(int length) {
        return segment == null ? 0 : pass(segment, length, null);
    }

    private int pass(Segment of, int length, @Nullable ByteBuffer out) {
        int left = length;
        int at = from;
        for (int record = of.recordAt(of.base() + from); at < to; record++) {
            int start = of.sendStart(record, of.base() + at, Framing.PLAIN);
            int end = of.sendEnd(record, Framing.PLAIN);
            int taken = Math.min(left, end - start);
            if (out != null) {
                out.put(out.position(), of.memory(), start, taken).position(out.position() + taken);
            }
            left -= taken;
            if (taken < end - start) {
                return taken == 0 ? at : start + taken;
            }
            at = of.index(of.start(record + 1));
        }
        return at;
    }

    /** Forgets the segment, so that it does not outlive its use. */
    void forget() {
        segment = null;
    }
}
