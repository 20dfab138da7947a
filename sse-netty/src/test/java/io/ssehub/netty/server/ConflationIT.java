package io.ssehub.netty.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.ssehub.core.event.ServerSentEvent;
import io.ssehub.core.hub.Hub;
import io.ssehub.core.hub.HubOptions;
import io.ssehub.core.hub.Pace;
import io.ssehub.core.hub.Publication;
import io.ssehub.core.topic.Selection;
import io.ssehub.test.RawClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Streams that want no more than so many events of a topic at a time. */
class ConflationIT {
    private static final long INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private final Hub hub = Hub.open(HubOptions.defaults().withConflations(1));
    private final SseServer server = SseServer.builder().port(0).hub(hub).keepAlive(Duration.ofMillis(400)).build().start();

    @AfterEach
    void stop() {
        server.stop();
        hub.close();
    }

    private RawClient listen(String query, String... headers) {
        RawClient client = RawClient.connect(server.port()).request("GET /events?" + query, headers);
        client.readThrough("\r\n\r\n");
        client.readThrough("\n\n\r\n");
        return client;
    }

    private String publish(String topic, String data) {
        return ((Publication.Accepted) hub.publish(topic, ServerSentEvent.of(data))).id().toString();
    }

    /** Returns the events that come, without keep-alives, up to one with that data. */
    private static List<String> eventsThrough(RawClient client, String data) {
        List<String> events = new ArrayList<>();
        while (events.isEmpty() || !events.get(events.size() - 1).startsWith("data: " + data + "\n")) {
            String chunk = client.chunk();
            if (!chunk.startsWith(":")) {
                events.add(chunk);
            }
        }
        return events;
    }

    @ParameterizedTest
    @CsvSource({"max-rate=5/s", "min-interval=200ms", "max-rate=300/m"})
    void givesNoMoreOfATopicThanAskedForAndTheNewestInTheEnd(String rate) {
        long startNanos = System.nanoTime();
        try (RawClient client = listen("topic=a&topic=b&" + rate);
                RawClient same = listen("topic=b&topic=a&min-interval=151ms");
                RawClient http10 = RawClient.connect(server.port()).send("GET /events?topic=a&topic=b&" + rate + " HTTP/1.0\r\n\r\n")) {
            http10.readThrough("retry: ");
            http10.readThrough("\n\n");
            int published = 0;
            while (System.nanoTime() - startNanos < 5 * INTERVAL_NANOS) {
                publish("a", "a" + published++);
                publish("c", "c");
            }
            publish("b", "b");
            String last = publish("a", "last");
            List<String> events = eventsThrough(client, "last");
            long most = (System.nanoTime() - startNanos) / INTERVAL_NANOS + 1;
            assertThat(events).contains("data: last\nid: " + last + "\n\n").anyMatch(event -> event.startsWith("data: b\n")).noneMatch(event -> event.startsWith("data: c\n"));
            assertThat(events.size() - 1L).isLessThanOrEqualTo(most).isLessThan(published);
            assertThat(eventsThrough(same, "last")).isEqualTo(events);
            assertThat(http10.readThrough("id: " + last + "\n\n").replaceAll("(?m)^:.*\n(id: .*\n)?\n", "")).isEqualTo(String.join("", events));
        }
    }

    @Test
    void resumesWithTheNewestOfWhatHasChangedSince() {
        publish("a", "1");
        String seen = publish("b", "2");
        String c = publish("c", "3");
        publish("d", "4");
        String d = publish("d", "5");
        try (RawClient client = listen("topic=*&min-interval=100ms", "Last-Event-ID: " + seen)) {
            assertThat(eventsThrough(client, "5")).containsExactly("data: 3\nid: " + c + "\n\n", "data: 5\nid: " + d + "\n\n");
            String next = publish("a", "6");
            assertThat(eventsThrough(client, "6")).containsExactly("data: 6\nid: " + next + "\n\n");
        }
        try (RawClient client = listen("topic=*&min-interval=100ms&last=1")) {
            assertThat(eventsThrough(client, "6")).hasSize(1);
        }
    }

    @Test
    void resumesAlsoFromWhatHistoryHoldsNoMore() {
        try (Hub small = Hub.open(HubOptions.defaults().withHistory(10, 1 << 18, Duration.ofHours(1))); SseServer other = SseServer.builder().port(0).hub(small).build().start()) {
            String seen = ((Publication.Accepted) small.publish("a", ServerSentEvent.of("seen"))).id().toString();
            small.publish("quiet", ServerSentEvent.of("missed"));
            for (int i = 0; i < 100; i++) {
                small.publish("busy", ServerSentEvent.of("" + i));
            }
            try (RawClient client = RawClient.connect(other.port()).request("GET /events?min-interval=100ms&lastEventId=" + seen)) {
                client.readThrough("\r\n\r\n");
                client.chunk();
                assertThat(client.chunk()).startsWith("data: missed\n");
                assertThat(client.chunk()).startsWith("data: 99\n");
            }
        }
    }

    @Test
    void resetsWhoPresentsAnIdOfNoUse() {
        String a = publish("a", "1");
        try (RawClient client = listen("topic=*&min-interval=100ms", "Last-Event-ID: nonsense")) {
            assertThat(client.chunk()).contains("event: reset\n", "\"cause\":\"unknown\"");
            assertThat(client.chunk()).isEqualTo("data: 1\nid: " + a + "\n\n");
            publish("a", "2");
            assertThat(eventsThrough(client, "2")).hasSize(1);
        }
    }

    @Test
    void aKeepAliveNamesNoEventThatIsStillToCome() {
        String before = publish("a", "before");
        try (RawClient client = listen("topic=a&min-interval=1m")) {
            publish("a", "to come");
            assertThat(client.chunk()).isEqualTo(":\nid: " + before + "\n\n");
        }
        Awaitility.await().until(() -> hub.feeds().hasRoom(Selection.all(), Pace.EVERY_MINUTE));
        try (RawClient client = listen("topic=a&min-interval=1m", "Last-Event-ID: " + before)) {
            assertThat(client.chunk()).startsWith("data: to come\n");
        }
    }

    @Test
    void endsWithTheNewestWhenTheServerStops() {
        SseServer own = SseServer.builder().port(0).build().start();
        try (RawClient client = RawClient.connect(own.port()).request("GET /events?min-interval=1m")) {
            client.readThrough("\r\n\r\n");
            client.chunk();
            own.hub().publish("a", ServerSentEvent.of("1"));
            own.hub().publish("a", ServerSentEvent.of("last"));
            own.stop();
            assertThat(client.readToEnd()).contains("data: last\n").doesNotContain("data: 1\n").containsPattern("retry: \\d+\n\n\r\n0\r\n\r\n$");
        }
    }

    @Test
    void endsWithTheNewestWhenItsTopicIsPaused() {
        try (RawClient client = listen("topic=a&min-interval=1m")) {
            publish("a", "last");
            hub.pause("a", Duration.ofMinutes(1));
            assertThat(client.readToEnd()).containsSubsequence("data: last\n", "event: pause\n", "\r\n0\r\n\r\n");
        }
    }

    @Test
    void tellsWhoMakesOneChoiceTooMany() {
        try (RawClient client = listen("topic=a&max-rate=5/s"); RawClient same = listen("topic=a&max-rate=6/s")) {
            try (RawClient browser = RawClient.connect(server.port()).request("GET /events?topic=a&max-rate=1/s", "Accept: text/event-stream", "Connection: close");
                    RawClient other = RawClient.connect(server.port()).request("GET /events?topic=a&max-rate=1/s")) {
                assertThat(browser.readToEnd()).startsWith("HTTP/1.1 200 OK\r\n").containsPattern("\r\n\r\nretry: [123][0-9]{3}\n\n$");
                assertThat(other.answer()).startsWith("HTTP/1.1 503 ").contains("Retry-After: ", "conflates");
            }
            assertThat(hub.counters().counter("subscribers_turned_away", "full", "").value()).isEqualTo(2);
            publish("a", "1");
            assertThat(eventsThrough(client, "1")).isEqualTo(eventsThrough(same, "1"));
        }
        Awaitility.await().untilAsserted(() -> {
            try (RawClient client = RawClient.connect(server.port()).request("GET /events?topic=a&max-rate=1/s")) {
                assertThat(client.readThrough("\r\n\r\n")).startsWith("HTTP/1.1 200 ");
            }
        });
    }

    @ParameterizedTest
    @CsvSource({
        "max-rate=5, 'max-rate is \\\"5\\\"; a rate such as 5/s or 12/m is allowed'",
        "max-rate=0/s, 'max-rate is \\\"0/s\\\"'",
        "max-rate=1/h, 'max-rate is \\\"1/h\\\"'",
        "min-interval=2m, 'min-interval is \\\"2m\\\"; a time such as 200ms or 2s is allowed'",
        "min-interval=0s, 'min-interval is \\\"0s\\\"'",
        "min-interval=fast, 'min-interval is \\\"fast\\\"'",
        "max-rate=5/s&min-interval=1s, 'both'"
    })
    void refusesARateThatIsNone(String query, String reason) {
        try (RawClient client = RawClient.connect(server.port()).request("GET /events?" + query)) {
            assertThat(client.answer()).startsWith("HTTP/1.1 400 ").contains(reason);
        }
    }

    @Test
    void anEmptyRateIsNone() {
        try (RawClient client = listen("topic=a&max-rate=&min-interval=")) {
            publish("a", "1");
            publish("a", "2");
            assertThat(eventsThrough(client, "2")).hasSize(2);
        }
    }
}
