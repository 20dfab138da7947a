package io.ssehub.demo.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.ssehub.core.event.ServerSentEvent;
import io.ssehub.test.RawClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a listening client reads, byte by byte. */
class ChannelStreamIT {
    private static final String KEEP_ALIVE = "event: event\ndata: { \"TYPE\":\"KEEP-ALIVE\" }\n\n";

    @Test
    void aChangeIsOneChunkToEachListener() {
        try (ChannelServer server = new ChannelServer(8, 8);
                RawClient one = server.listen(server.subscribe());
                RawClient other = server.listen(server.subscribe())) {
            String id = server.publish("sensorB", 12408, 13502);
            String event = "event: event\ndata: {\"TYPE\":\"STATE\", \"sensorB\":{\"state\":12408, \"prevState\":13502}}\nid: " + id + "\n\n";
            assertThat(one.chunk()).isEqualTo(event);
            assertThat(other.chunk()).isEqualTo(event);
        }
    }

    @Test
    void anHttp10ListenerReadsTheSameWithoutChunks() {
        try (ChannelServer server = new ChannelServer(8, 8);
                RawClient listener = server.connect()) {
            String path = server.subscribe();
            assertThat(listener.send("GET " + path + " HTTP/1.0\r\n\r\n").readThrough("\r\n\r\n")).doesNotContain("Transfer-Encoding").contains("text/event-stream");
            // The head goes out before the stream has begun: what is published upon that may be too early.
            String greeting = listener.readThrough("\n\n");
            String id = server.publish("sensorA", 7, 0);
            String text = "event: event\ndata: {\"TYPE\":\"STATE\", \"sensorA\":{\"state\":7, \"prevState\":0}}\nid: " + id + "\n\n";
            assertThat(greeting).matches(": listening\nid: \\S+\n\n");
            assertThat(listener.readThrough("\nid: " + id + "\n\n")).isEqualTo(text);
            server.ask("DELETE", path);
            assertThat(listener.readToEnd()).isEmpty();
        }
    }

    @Test
    void onlyChangesOfStateGoToChannels() {
        try (ChannelServer server = new ChannelServer(8, 8);
                RawClient listener = server.listen(server.subscribe())) {
            server.hub.publish(List.of("sensors/sim/sensorA"), ServerSentEvent.of("new_readings", "{}"));
            String id = server.publish("sensorA", 1, 0);
            assertThat(listener.chunk()).endsWith("\nid: " + id + "\n\n");
        }
    }

    @Test
    void aReturningListenerGetsWhatItMissed() {
        try (ChannelServer server = new ChannelServer(8, 8)) {
            String path = server.subscribe();
            String seen = server.publish("sensorA", 1, 0);
            String missed = server.publish("sensorA", 2, 1);
            String missedToo = server.publish("sensorB", 3, 0);
            for (String how : List.of("header", "parameter")) {
                boolean header = how.equals("header");
                try (RawClient listener =
                        header ? server.listen(path, "Last-Event-ID: " + seen + "\r\n") : server.listen(path + "?lastEventId=" + seen)) {
                    assertThat(listener.chunk()).as(how).endsWith("\nid: " + missed + "\n\n");
                    assertThat(listener.chunk()).as(how).endsWith("\nid: " + missedToo + "\n\n");
                }
            }
            try (RawClient live = server.listen(path, "Last-Event-ID: \r\n")) {
                String next = server.publish("sensorA", 4, 2);
                assertThat(live.chunk()).endsWith("\nid: " + next + "\n\n");
            }
        }
    }

    /** The firmware sent as many in a period as it had clients. */
    @Test
    void eachOfManyClientsHearsOneKeepAliveAPeriod() {
        int clients = 6;
        Duration period = Duration.ofMillis(500);
        long begin = System.nanoTime();
        try (ChannelServer server = new ChannelServer(8, 8, period)) {
            List<RawClient> listeners = new ArrayList<>();
            for (int i = 0; i < clients; i++) {
                listeners.add(server.listen(server.subscribe()));
            }
            for (int heard = 1; heard <= 4; heard++) {
                for (RawClient listener : listeners) {
                    assertThat(listener.chunk()).isEqualTo(KEEP_ALIVE);
                }
                assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(period.multipliedBy(heard - 1));
            }
            for (RawClient listener : listeners) {
                listener.close();
            }
        }
    }
}
