package io.ssehub.core.log;

import io.ssehub.core.event.EventStreamEncoder;
import io.ssehub.core.event.ServerSentEvent;
import io.ssehub.core.event.Utf8Event;
import java.util.Arrays;

/**
 * An event as a {@linkplain Frame frame} whose id is still to come, in memory that a thread uses for one event after the other.
 *
 * <p>Confined to one thread, and until that thread makes the next frame; a {@link #copy} lives longer.
 */
public final class FrameBuffer {
    private static final int FIRST_BYTES = 1 << 10;
    /** The most memory that a thread keeps. */
    private static final int MOST_KEPT_BYTES = 64 << 10;

    private static final int TEXT_START = Frame.MOST_HEAD_BYTES;
    private static final ThreadLocal<FrameBuffer> OF_THREAD = ThreadLocal.withInitial(() -> new FrameBuffer(new byte[FIRST_BYTES]));

    private byte[] bytes;
    private int start;
    private int end;

    private FrameBuffer(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * Returns {@code event} as a frame that ends with {@code frameEnd}.
     *
     * @param frameEnd see {@link Frame#end}
     */
    public static FrameBuffer of(ServerSentEvent event, byte[] frameEnd) {
        long most = EventStreamEncoder.mostFieldsLength(event);
        FrameBuffer frame = withRoom(most <= MOST_KEPT_BYTES ? (int) most : EventStreamEncoder.fieldsLength(event), frameEnd);
        return frame.complete(EventStreamEncoder.encodeFields(event, frame.bytes, TEXT_START), frameEnd);
    }

    /**
     * Returns {@code event} as a frame that ends with {@code frameEnd}.
     *
     * @param frameEnd see {@link Frame#end}
     */
    public static FrameBuffer of(Utf8Event event, byte[] frameEnd) {
        long most = EventStreamEncoder.mostFieldsLength(event);
        FrameBuffer frame = withRoom(most <= MOST_KEPT_BYTES ? (int) most : EventStreamEncoder.fieldsLength(event), frameEnd);
        return frame.complete(EventStreamEncoder.encodeFields(event, frame.bytes, TEXT_START), frameEnd);
    }

    private static FrameBuffer withRoom(int fieldsLength, byte[] frameEnd) {
        int length = Math.addExact(TEXT_START + frameEnd.length, fieldsLength);
        if (length > MOST_KEPT_BYTES) {
            return new FrameBuffer(new byte[length]);
        }
        FrameBuffer frame = OF_THREAD.get();
        if (frame.bytes.length < length) {
            frame.bytes = new byte[Integer.highestOneBit(length - 1) * 2];
        }
        return frame;
    }

    private FrameBuffer complete(int fieldsEnd, byte[] frameEnd) {
        System.arraycopy(frameEnd, 0, bytes, fieldsEnd, frameEnd.length);
        end = fieldsEnd + frameEnd.length;
        start = Frame.putHead(end - TEXT_START - Frame.CRLF_BYTES, bytes, TEXT_START);
        return this;
    }

    /** Returns a frame of its own with the same bytes. */
    public FrameBuffer copy() {
        FrameBuffer copy = new FrameBuffer(Arrays.copyOfRange(bytes, start, end));
        copy.end = end - start;
        return copy;
    }

    /** Returns the array with the frame, to put the id in. */
    public byte[] bytes() {
        return bytes;
    }

    /** Returns where in {@link #bytes} the frame starts. */
    public int start() {
        return start;
    }

    /** Returns how many bytes the frame has. */
    public int length() {
        return end - start;
    }

    /** Returns the index into {@link #bytes} behind the last digit of the id. */
    public int idEnd() {
        return end - Frame.BEHIND_ID_BYTES;
    }
}
