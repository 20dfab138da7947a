package io.ssehub.netty.readers;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Puts lines together to events as a short script would, which knows no more than what it reads by eye: field names, a colon and a space, an empty line. */
final class Fields {
    private final Consumer<Delivered> events;
    private String type = "message";
    private @Nullable String data;
    private String id = "";

    Fields(Consumer<Delivered> events) {
        this.events = events;
    }

    void line(String line) {
        if (line.startsWith("data: ")) {
            String more = line.substring("data: ".length());
            data = data == null ? more : data + "\n" + more;
        } else if (line.startsWith("event: ")) {
            type = line.substring("event: ".length());
        } else if (line.startsWith("id: ")) {
            id = line.substring("id: ".length());
        } else if (line.isEmpty()) {
            String complete = data;
            if (complete != null) {
                events.accept(new Delivered(type, complete, id));
            }
            type = "message";
            data = null;
        }
    }
}
