package io.ssehub.netty.http;

import io.netty.handler.codec.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Where a client resumes: what the header {@code Last-Event-ID} says (WHATWG HTML 9.2.4), or, for clients that cannot set it, the parameter {@code lastEventId}.
 */
final class LastEventId {
    private LastEventId() {}

    /** Returns the id; null if there is none, or an empty one. */
    static @Nullable String of(HttpHeaders headers, Query query) {
        String header = headers.get("Last-Event-ID");
        // Sent as UTF-8, and held by a head as ISO 8859-1.
        String id = header == null || header.isEmpty()
                ? query.first("lastEventId")
                : new String(header.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
        return id == null || id.isEmpty() ? null : id;
    }
}
