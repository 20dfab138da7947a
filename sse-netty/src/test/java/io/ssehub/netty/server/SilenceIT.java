package io.ssehub.netty.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.ssehub.core.event.ServerSentEvent;
import io.ssehub.core.hub.Hub;
import io.ssehub.core.hub.HubOptions;
import io.ssehub.core.hub.Publication;
import io.ssehub.test.RawClient;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Topics that are paused and closed while clients listen. */
class SilenceIT {
    private static final Pattern LAST_WORD = Pattern.compile("retry: (\\d+)\nevent: pause\ndata: \\{\"topic\":\"(\\w+)\",\"retryMillis\":(\\d+)}\n\n\r\n0\r\n\r\n$");
    private static final Duration PAUSE = Duration.ofMinutes(10);

    private final AtomicLong clock = new AtomicLong();
    private final Hub hub = Hub.open(HubOptions.defaults().withNanoClock(clock::get));
    private final SseServer server = SseServer.builder().port(0).hub(hub).build().start();

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

    private String answer(String query, String... headers) {
        try (RawClient client = RawClient.connect(server.port()).request("GET /events?" + query, headers)) {
            return client.answer();
        }
    }

    private long ended(String cause) {
        return hub.counters().counter("subscribers_ended", cause, "").value();
    }

    /** Returns the reconnection time that a stream ends with, which its pause names as well. */
    private static long lastWord(String stream, String topic) {
        Matcher word = LAST_WORD.matcher(stream);
        assertThat(word.find()).as(stream).isTrue();
        assertThat(word.group(2)).isEqualTo(topic);
        assertThat(word.group(3)).isEqualTo(word.group(1));
        return Long.parseLong(word.group(1));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void endsStreamsThatWaitForNothingElse(int streams) {
        List<RawClient> clients = IntStream.range(0, streams).mapToObj(i -> listen("topic=a")).toList();
        publish("a", "before");
        hub.pause("a", PAUSE);
        for (RawClient client : clients) {
            String stream = client.readToEnd();
            assertThat(stream).contains("data: before\n");
            assertThat(lastWord(stream, "a")).isBetween(601_000L, 603_000L);
            client.close();
        }
        assertThat(ended("paused")).isEqualTo(streams);
    }

    @Test
    void spreadsHundredsOfClientsThatComeBack() {
        List<RawClient> clients = IntStream.range(0, 600).mapToObj(i -> listen("topic=a")).toList();
        hub.pause("a", PAUSE);
        Set<Long> retries = new HashSet<>();
        clients.forEach(client -> retries.add(lastWord(client.readToEnd(), "a")));
        clients.forEach(RawClient::close);
        assertThat(retries).hasSizeGreaterThan(200).allMatch(millis -> millis >= 601_000 && millis <= 603_000);
    }

    @Test
    void endsStreamsOfHttp10() {
        try (RawClient client = RawClient.connect(server.port()).send("GET /events?topic=a HTTP/1.0\r\n\r\n")) {
            client.readThrough("\r\n\r\n");
            client.readThrough("\n\n");
            hub.pause("a", PAUSE);
            assertThat(client.readToEnd()).matches("retry: (60[123]\\d{3})\nevent: pause\ndata: \\{\"topic\":\"a\",\"retryMillis\":\\1}\n\n");
        }
    }

    @Test
    void givesWhoComesBackEarlyWhatItMissedAndTheRestOfThePause() {
        String seen = publish("a", "seen");
        publish("a", "missed");
        hub.pause("a", PAUSE);
        clock.addAndGet(Duration.ofMinutes(4).toNanos());
        try (RawClient client = listen("topic=a", "Last-Event-ID: " + seen)) {
            String stream = client.readToEnd();
            assertThat(stream).contains("data: missed\n").doesNotContain("data: seen\n");
            assertThat(lastWord(stream, "a")).isBetween(361_000L, 363_000L);
        }
    }

    @Test
    void streamsAgainOnceThePauseIsOver() {
        hub.pause("a", PAUSE);
        clock.addAndGet(PAUSE.toNanos());
        try (RawClient client = listen("topic=a")) {
            String id = publish("a", "1");
            assertThat(client.readThrough("\n\n\r\n")).contains("data: 1\nid: " + id + "\n");
        }
    }

    @Test
    void streamsAgainOnceSomebodyPublishes() {
        hub.pause("a", PAUSE);
        publish("a", "1");
        try (RawClient client = listen("topic=a")) {
            publish("a", "2");
            assertThat(client.readThrough("\n\n\r\n")).contains("data: 2\n");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"topic=a&topic=b", "topic=*", "topic=**"})
    void tellsStreamsThatWaitForMoreAndLeavesThemOpen(String query) {
        try (RawClient client = listen(query); RawClient same = listen(query)) {
            String id = publish("a", "1");
            hub.pause("a", PAUSE);
            for (RawClient each : List.of(client, same)) {
                assertThat(each.chunk()).isEqualTo("data: 1\nid: " + id + "\n\n");
                assertThat(each.chunk()).isEqualTo("event: pause\ndata: {\"topic\":\"a\",\"retryMillis\":600000}\n\n");
            }
            String next = publish("b", "2");
            assertThat(client.chunk()).isEqualTo("data: 2\nid: " + next + "\n\n");
            assertThat(same.chunk()).isEqualTo("data: 2\nid: " + next + "\n\n");
        }
    }

    @Test
    void endsAStreamOfSeveralTopicsWhenTheLastOfThemIsPaused() {
        try (RawClient client = listen("topic=a&topic=b")) {
            hub.pause("a", Duration.ofMinutes(1));
            assertThat(client.chunk()).contains("\"topic\":\"a\"");
            hub.pause("b", PAUSE);
            String stream = client.readToEnd();
            assertThat(stream).containsPattern("retry: 6[123]\\d{3}\nevent: pause\ndata: \\{\"topic\":\"b\",\"retryMillis\":60[123]\\d{3}}\n\n");
        }
    }

    @Test
    void endsStreamsOfAClosedTopicAndTurnsClientsAwayThatHaveSeenItAll() {
        String first = publish("a", "1");
        try (RawClient client = listen("topic=a"); RawClient more = listen("topic=a&topic=b")) {
            String last = publish("a", "last");
            hub.close("a");
            assertThat(client.readToEnd()).contains("data: last\n").containsPattern("d\r\nretry: [123][0-9]{3}\n\n\r\n0\r\n\r\n$");
            assertThat(ended("closed")).isEqualTo(1);
            assertThat(answer("topic=a")).startsWith("HTTP/1.1 204 No Content\r\n").contains("Cache-Control: no-store\r\n").endsWith("\r\n\r\n").doesNotContain("Content-");
            assertThat(answer("topic=a", "Last-Event-ID: " + last)).startsWith("HTTP/1.1 204 ");
            assertThat(hub.counters().counter("subscribers_turned_away", "closed", "").value()).isEqualTo(2);
            more.chunk();
            publish("b", "2");
            assertThat(more.chunk()).startsWith("data: 2\n");
        }
        for (String missed : List.of("lastEventId=" + first, "last=1")) {
            try (RawClient client = listen("topic=a&" + missed)) {
                assertThat(client.readToEnd()).startsWith("2").contains("data: last\n").endsWith("\n\n\r\n0\r\n\r\n");
            }
        }
    }

    @Test
    void tellsWhoComesBackToAClosedTopicWithAnIdOfNoUse() {
        publish("a", "1");
        hub.close("a");
        try (RawClient client = listen("topic=a&lastEventId=nonsense")) {
            assertThat(client.readToEnd()).contains("event: reset\n", "data: 1\nid: " + hub.head() + "\n").endsWith("\r\n0\r\n\r\n");
        }
        assertThat(answer("topic=a&lastEventId=" + hub.head())).startsWith("HTTP/1.1 204 ");
    }

    @Test
    void opensAClosedTopicWhenSomebodyPublishes() {
        hub.close("a");
        assertThat(answer("topic=a")).startsWith("HTTP/1.1 204 ");
        publish("a", "1");
        try (RawClient client = listen("topic=a")) {
            publish("a", "2");
            assertThat(client.readThrough("\n\n\r\n")).contains("data: 2\n");
        }
    }
}
