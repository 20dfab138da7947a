package io.ssehub.demo.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.ssehub.test.RawClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may listen where, and for how long. */
class ChannelLeaseIT {
    private static final Duration NANO = Duration.ofNanos(1);
    private static final String OTHER = "127.0.0.2";

    private final ChannelServer server = new ChannelServer(4, 3);

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void twoSubscribesGiveTwoChannelsTheLowestFirst() {
        assertThat(server.subscribe()).isEqualTo("/rest/events/0");
        assertThat(server.subscribe()).isEqualTo("/rest/events/1");
        assertThat(server.ask("DELETE", "/rest/events/0")).startsWith("HTTP/1.1 204 ");
        assertThat(server.subscribe()).isEqualTo("/rest/events/0");
    }

    /** The firmware could use seven of its eight. */
    @Test
    void everyChannelCanBeListenedOn() {
        List<RawClient> listeners = new ArrayList<>();
        for (int channel = 0; channel < 4; channel++) {
            String from = "127.0.0." + (1 + channel % 2);
            assertThat(server.subscribe(from)).isEqualTo("/rest/events/" + channel);
            listeners.add(server.listenFrom(from, "/rest/events/" + channel));
        }
        server.publish("sensorA", 1, 0);
        for (RawClient listener : listeners) {
            assertThat(listener.chunk()).startsWith("event: event\n");
            listener.close();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aClientThatComesBackInTimeFindsItsChannelAgain(boolean crashes) {
        String path = server.subscribe();
        RawClient first = server.listen(path);
        if (crashes) {
            first.resetOnClose();
        }
        first.close();
        server.awaitListening(0);
        server.clock.advance(ChannelServer.LEASE.minus(NANO));
        try (RawClient second = server.listen(path)) {
            server.publish("sensorA", 1, 0);
            assertThat(second.chunk()).startsWith("event: event\n");
        }
    }

    @Test
    void aClientThatComesBackTooLateSubscribesAnew() {
        String path = server.subscribe();
        server.listen(path).close();
        server.awaitListening(0);
        server.clock.advance(ChannelServer.LEASE);
        assertThat(server.ask("GET", path)).startsWith("HTTP/1.1 404 ").contains("Handle Not Found");
        assertThat(server.subscribe()).isEqualTo(path);
        server.listen(path).close();
    }

    @Test
    void aSubscriberThatNeverListensLosesItsChannel() {
        String path = server.subscribe();
        server.clock.advance(ChannelServer.LEASE);
        assertThat(server.ask("GET", path)).startsWith("HTTP/1.1 404 ");
    }

    @Test
    void aFinIsSeenAtOnce() {
        String path = server.subscribe();
        RawClient listener = server.listen(path);
        listener.endOutput();
        server.awaitListening(0);
        listener.close();
    }

    @Test
    void anotherAddressIsToldNothing() {
        String path = server.subscribe();
        try (RawClient listener = server.listen(path)) {
            String ofAFreeOne = server.ask(OTHER, "GET", "/rest/events/3").replace("events/3", "events/0");
            assertThat(server.ask(OTHER, "GET", path).replaceAll("Date: .*", "")).isEqualTo(ofAFreeOne.replaceAll("Date: .*", "")).startsWith("HTTP/1.1 404 ");
            assertThat(server.ask(OTHER, "DELETE", path)).startsWith("HTTP/1.1 404 ").contains("Method: DELETE\n");
            server.publish("sensorA", 1, 0);
            assertThat(listener.chunk()).startsWith("event: event\n");
        }
    }

    @Test
    void theNewestConnectionTakesOver() {
        String path = server.subscribe();
        try (RawClient older = server.listen(path);
                RawClient newer = server.listen(path)) {
            assertThat(older.readToEnd()).isEqualTo("0\r\n\r\n");
            server.clock.advance(ChannelServer.LEASE.plus(NANO));
            server.publish("sensorA", 1, 0);
            assertThat(newer.chunk()).startsWith("event: event\n");
            assertThat(server.listening()).isEqualTo(1);
        }
    }

    @Test
    void deleteGivesTheChannelBackAndEndsItsStream() {
        String path = server.subscribe();
        assertThat(server.ask("DELETE", path)).startsWith("HTTP/1.1 204 ").endsWith("\r\n\r\n");
        assertThat(server.ask("DELETE", path)).startsWith("HTTP/1.1 404 ");
        assertThat(server.ask("GET", path)).startsWith("HTTP/1.1 404 ");

        String again = server.subscribe();
        try (RawClient listener = server.listen(again)) {
            assertThat(server.ask("DELETE", again)).startsWith("HTTP/1.1 204 ");
            assertThat(listener.readToEnd()).isEqualTo("0\r\n\r\n");
        }
        assertThat(server.channels.allocator().statuses()).isEmpty();
    }

    @Test
    void whenAllAreTakenTheReportSaysSoAndWhenToComeBack() {
        for (int i = 0; i < 3; i++) {
            server.subscribe();
        }
        String reason = "Handle Not Found\n\nURI: /rest/events/subscribe\nMethod: GET\nArguments: 0\nReason: all channels taken\n";
        assertThat(server.ask("GET", "/rest/events/subscribe")).startsWith("HTTP/1.1 404 ").contains("\r\nRetry-After: 61\r\n").endsWith(reason);
        server.clock.advance(Duration.ofSeconds(50));
        assertThat(server.subscribe(OTHER)).isEqualTo("/rest/events/3");
        assertThat(server.ask(OTHER, "GET", "/rest/events/subscribe")).startsWith("HTTP/1.1 404 ").contains("\r\nRetry-After: 11\r\n").endsWith(reason);
        assertThat(counted("address_limit")).isEqualTo(1);
        assertThat(counted("all_taken")).isEqualTo(1);

        server.clock.advance(Duration.ofSeconds(10));
        assertThat(server.subscribe(OTHER)).isEqualTo("/rest/events/0");
    }

    @Test
    void aUrlWithATokenIsOneThatNobodyCanGuess() {
        try (ChannelServer server = ChannelServer.withTokens()) {
            String path = server.subscribe();
            assertThat(path).matches("/rest/events/0\\?t=[0-9A-Za-z_-]{22}");
            assertThat(server.ask("GET", "/rest/events/0")).startsWith("HTTP/1.1 404 ");
            assertThat(server.ask("GET", "/rest/events/0?t=AAAAAAAAAAAAAAAAAAAAAA")).startsWith("HTTP/1.1 404 ");
            assertThat(server.ask("DELETE", "/rest/events/0?t=")).startsWith("HTTP/1.1 404 ");
            assertThat(server.ask(OTHER, "GET", path)).startsWith("HTTP/1.1 404 ");
            server.listen(path).close();
            assertThat(server.ask("DELETE", path)).startsWith("HTTP/1.1 204 ");
        }
    }

    private long counted(String cause) {
        return server.counters().counter("channels_refused", cause, "").value();
    }
}
