package io.ssehub.core.hub;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.ssehub.core.event.ServerSentEvent;
import io.ssehub.core.log.Framing;
import io.ssehub.core.log.Log;
import io.ssehub.core.log.Segment;
import io.ssehub.core.topic.Selection;
import java.nio.ByteBuffer;
import java.util.List;

/** Reads logs and walks as text, and takes publications apart. */
final class Streams {
    private Streams() {}

    static long publish(Hub hub, String topic, String data) {
        return sequence(hub.publish(topic, ServerSentEvent.of(data)));
    }

    static long sequence(Publication publication) {
        if (publication instanceof Publication.Accepted accepted) {
            return accepted.id().sequence();
        }
        throw new AssertionError("not accepted: " + publication);
    }

    static Selection selection(String... patterns) {
        return Selection.of(List.of(patterns));
    }

    /** Everything that a plain walk after {@code sequence} finds. */
    static String walk(Hub hub, Selection selection, long sequence) {
        return drain(hub.feeds().walk(selection, Framing.PLAIN, sequence), 1 << 16);
    }

    static String drain(Walk walk, int stepBytes) {
        StringBuilder text = new StringBuilder();
        ByteBuffer out = ByteBuffer.allocate(stepBytes);
        while (!walk.isAtHead()) {
            out.clear();
            walk.fill(out);
            walk.advance(out.position());
            text.append(new String(out.array(), 0, out.position(), UTF_8));
        }
        return text.toString();
    }

    static String text(Log log) {
        StringBuilder text = new StringBuilder();
        for (Segment segment = log.oldest(); segment != null; segment = log.at(segment.end())) {
            byte[] bytes = new byte[(int) (segment.end() - segment.base())];
            segment.memory().get(0, bytes);
            text.append(new String(bytes, UTF_8));
        }
        return text.toString();
    }
}
