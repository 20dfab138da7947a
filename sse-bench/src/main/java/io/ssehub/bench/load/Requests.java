package io.ssehub.bench.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The requests that ask for streams.
 *
 * @param fields lines of the head that every one carries, each with its line end
 */
record Requests(String fields) {
    /** Returns requests with the fields that the command line gives, {@code NAME: VALUE} each. */
    static Requests of(@Nullable List<String> headers, @Nullable String token) {
        return new Requests(lines(headers, token));
    }

    /** Returns the fields of a head as its lines. */
    static String lines(@Nullable List<String> headers, @Nullable String token) {
        StringBuilder lines = new StringBuilder();
        if (headers != null) {
            headers.forEach(header -> lines.append(header).append("\r\n"));
        }
        if (token != null) {
            lines.append("Authorization: Bearer ").append(token).append("\r\n");
        }
        return lines.toString();
    }

    /** Returns a request for a stream that goes on after {@code lastEventId}, unless that is empty: WHATWG HTML 9.2.4. */
    byte[] stream(Endpoint endpoint, int topic, String lastEventId) {
        String position = lastEventId.isEmpty() ? "" : "Last-Event-ID: " + lastEventId + "\r\n";
        return request(endpoint, topic, "Accept: text/event-stream\r\nCache-Control: no-cache\r\n" + position);
    }

    /** Returns a request for a channel to listen on. */
    byte[] subscribe(Endpoint endpoint, int topic) {
        return request(endpoint, topic, "Accept: */*\r\nConnection: close\r\n");
    }

    private byte[] request(Endpoint endpoint, int topic, String more) {
        return ("GET " + endpoint.path(topic) + " HTTP/1.1\r\nHost: " + endpoint.authority() + "\r\n" + more + fields + "\r\n").getBytes(UTF_8);
    }
}
