package io.ssehub.demo.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import io.ssehub.demo.Curl;
import io.ssehub.test.Needs;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A lease, to the nanosecond, with curl alone. */
@Needs("curl")
class CurlIT {
    private final ChannelServer server = new ChannelServer(8, 8);

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aChannelIsItsClientsUntilTheLeaseEndsAndNotLonger() {
        String url = Curl.run("http://127.0.0.1:" + server.port() + "/rest/events/subscribe");
        assertThat(url).isEqualTo("http://127.0.0.1:" + server.port() + "/rest/events/0");
        String seen;
        try (Curl listener = Curl.start(url)) {
            assertThat(listener.event()).startsWith(": listening").hasSize(2).last(STRING).startsWith("id: ");
            seen = server.publish("sensorB", 12408, 13502);
            assertThat(listener.event())
                    .containsExactly("event: event", "data: {\"TYPE\":\"STATE\", \"sensorB\":{\"state\":12408, \"prevState\":13502}}", "id: " + seen);
        }
        server.awaitListening(0);
        String missed = server.publish("sensorB", 5, 12408);
        server.clock.advance(ChannelServer.LEASE.minusNanos(1));
        try (Curl listener = Curl.start("--header", "Last-Event-ID: " + seen, url)) {
            assertThat(listener.event()).containsExactly(": listening");
            assertThat(listener.event())
                    .containsExactly("event: event", "data: {\"TYPE\":\"STATE\", \"sensorB\":{\"state\":5, \"prevState\":12408}}", "id: " + missed);
        }
        server.awaitListening(0);
        server.clock.advance(ChannelServer.LEASE);
        assertThat(Curl.run("--write-out", "%{http_code} %{content_type}", url))
                .isEqualTo("Handle Not Found\n\nURI: /rest/events/0\nMethod: GET\nArguments: 0\n404 text/plain; charset=utf-8");
        assertThat(Curl.run("http://127.0.0.1:" + server.port() + "/rest/events/subscribe")).isEqualTo(url);
    }
}
