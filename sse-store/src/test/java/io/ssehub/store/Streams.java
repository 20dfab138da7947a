package io.ssehub.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.ssehub.core.hub.Hub;
import io.ssehub.core.hub.Walk;
import io.ssehub.core.log.Framing;
import io.ssehub.core.topic.Selection;
import java.nio.ByteBuffer;

/** Reads what a hub would send, and what it counts. */
final class Streams {
    private Streams() {}

    /** Returns all of history as a stream. */
    static String all(Hub hub) {
        Walk walk = hub.feeds().walk(Selection.all(), Framing.PLAIN, 0);
        StringBuilder text = new StringBuilder();
        ByteBuffer out = ByteBuffer.allocate(1 << 20);
        while (!walk.isAtHead()) {
            out.clear();
            walk.fill(out);
            walk.advance(out.position());
            text.append(new String(out.array(), 0, out.position(), UTF_8));
        }
        return text.toString();
    }

    static long counter(Hub hub, String name) {
        return hub.counters().counter(name, "").value();
    }
}
