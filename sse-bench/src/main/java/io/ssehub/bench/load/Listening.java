package io.ssehub.bench.load;

import io.netty.channel.ChannelHandlerContext;
import io.ssehub.core.event.EventStreamLimitException;
import io.ssehub.core.event.EventStreamParser;
import io.ssehub.core.event.Utf8EventListener;
import io.ssehub.core.event.Utf8Slice;

/** One connection of a stream: asks for it, and hands its events to the stream. */
final class Listening extends Connection implements Utf8EventListener {
    private static final int MOST_BYTES = 16 << 20;

    private final Stream stream;
    private final byte[] request;
    private final EventStreamParser parser;
    private boolean begun;

    Listening(Dialer dialer, Stream stream, byte[] request, String lastEventId) {
        super(dialer);
        this.stream = stream;
        this.request = request;
        this.parser = new EventStreamParser(this, lastEventId, MOST_BYTES, MOST_BYTES);
    }

    /** Returns whether the server has answered that here is a stream. */
    boolean begun() {
        return begun;
    }

    String lastEventId() {
        return parser.lastEventId();
    }

    @Override
    byte[] greeting() {
        return request;
    }

    @Override
    public void head(ResponseHead head) {
        beganInTime();
        String encoding = head.field("content-encoding");
        if (head.status() != 200) {
            String location = head.field("location");
            stream.refuse(this, "status " + head.status() + (location == null ? "" : ", which leads to " + shown(location)));
        } else if (!head.mediaType().equals("text/event-stream")) {
            stream.refuse(this, head.mediaType().isEmpty() ? "no content type" : "content type " + shown(head.mediaType()));
        } else if (encoding != null) {
            stream.refuse(this, "content encoding " + shown(encoding));
        } else {
            begun = true;
            stream.begun();
        }
    }

    @Override
    public void content(byte[] bytes, int at, int length) {
        if (!begun) {
            return;
        }
        stream.received(length);
        try {
            parser.parse(bytes, at, length);
        } catch (EventStreamLimitException e) {
            close("a line or an event of more than " + MOST_BYTES + " bytes");
        }
    }

    @Override
    public void end() {
        close("ended by the server");
    }

    @Override
    public void event(Utf8Slice type, Utf8Slice data, Utf8Slice lastEventId) {
        stream.event(type, data);
    }

    @Override
    public void retry(long millis) {
        stream.retry(millis);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        stream.readComplete();
    }

    @Override
    void ended(String cause) {
        stream.ended(this, cause);
    }
}
