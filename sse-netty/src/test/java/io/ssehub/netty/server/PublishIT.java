package io.ssehub.netty.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.ssehub.test.RawClient;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PublishIT {
    private static final Pattern ID = Pattern.compile("\\{\"id\":\"([0-9A-Za-z_-]{1,20})\"}");

    private final SseServer server = SseServer.builder().port(0).build().start();
    private final RawClient stream = RawClient.connect(server.port()).send("GET /events?topic=**&topic=$x HTTP/1.0\r\n\r\n");
    private final RawClient publisher = RawClient.connect(server.port());

    @BeforeEach
    void listen() {
        stream.readThrough("\r\n\r\n");
        stream.readThrough("\n\n");
    }

    @AfterEach
    void stop() {
        stream.close();
        publisher.close();
        server.stop();
    }

    private static String post(String target, String type, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        String asBytes = new String(bytes, StandardCharsets.ISO_8859_1);
        return "POST " + target + " HTTP/1.1\r\nHost: localhost\r\n" + (type.isEmpty() ? "" : "Content-Type: " + type + "\r\n") + "Content-Length: " + bytes.length + "\r\n\r\n" + asBytes;
    }

    private String publish(String target, String type, String body) {
        return publisher.send(post(target, type, body)).answer();
    }

    private static String id(String answer) {
        Matcher matcher = ID.matcher(answer);
        assertThat(matcher.find()).as(answer).isTrue();
        return matcher.group(1);
    }

    @Test
    void answersWithTheIdThatSubscribersSee() {
        String answer = publish("/events?topic=a/b", "text/plain", "hello");
        String id = id(answer);
        assertThat(answer).startsWith("HTTP/1.1 200 OK\r\n").contains("Content-Type: application/json\r\n", "SSE-Last-Event-ID: " + id + "\r\n").endsWith("\r\n\r\n{\"id\":\"" + id + "\"}").doesNotContain("Access-Control");
        assertThat(stream.readThrough("\n\n")).isEqualTo("data: hello\nid: " + id + "\n\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "text/plain; charset=UTF-8", "text/plain;charset=\"utf-8\"", "application/json", "Application/JSON; charset=utf-8", ""})
    void takesTextAndJsonAsTheyAre(String type) {
        String id = id(publish("/events?topic=a", type, "{not json \u00e4\u20ac\ud83d\ude00\ufffd}"));
        assertThat(stream.readThrough("\n\n")).isEqualTo("data: {not json \u00e4\u20ac\ud83d\ude00\ufffd}\nid: " + id + "\n\n");
    }

    @Test
    void takesTypeAndReconnectionTimeFromTheQuery() {
        String id = id(publish("/events?topic=a&event=new+readings&retry=5000", "text/plain", "x"));
        assertThat(stream.readThrough("\n\n")).contains("event: new readings\n", "data: x\n", "retry: 5000\n", "id: " + id + "\n");
    }

    @Test
    void keepsEveryLineOfTheBody() {
        String id = id(publish("/events?topic=a", "text/plain", " one\r\ntwo\rthree\n"));
        assertThat(stream.readThrough("\n\n")).isEqualTo("data:  one\ndata: two\ndata: three\ndata: \nid: " + id + "\n\n");
    }

    @Test
    void publishesAnEmptyBody() {
        String id = id(publish("/events?topic=a", "text/plain", ""));
        assertThat(stream.readThrough("\n\n")).matches("data:? ?\nid: " + id + "\n\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "/events", "/events?topic=", "/events?topic=a&topic=b", "/events?topic=*", "/events?topic=a/**", "/events?topic=a//b", "/events?topic=/a", "/events?topic=a/",
        "/events?topic=$x", "/events?topic=%24x", "/events?topic=a%00", "/events?topic=a%0a", "/events?topic=%ff", "/events?topic=a&event=x%0Ay", "/events?topic=a&event=x%0Dy",
        "/events?topic=a&retry=-1", "/events?topic=a&retry=1.5", "/events?topic=a&retry=9999999999"
    })
    void refusesWhatIsNoTopicTypeOrTime(String target) {
        assertThat(publish(target, "text/plain", "x")).startsWith("HTTP/1.1 400 ").contains("application/problem+json");
        nothingWasPublished();
    }

    @Test
    void refusesATopicOfMoreThan255Bytes() {
        id(publish("/events?topic=" + "a".repeat(255), "text/plain", "x"));
        assertThat(publish("/events?topic=" + "a".repeat(256), "text/plain", "x")).startsWith("HTTP/1.1 400 ");
        assertThat(publish("/events?topic=" + "%C3%A4".repeat(128), "text/plain", "x")).startsWith("HTTP/1.1 400 ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain; charset=iso-8859-1", "application/json; charset=utf-16", "application/octet-stream", "application/x-www-form-urlencoded", "text/html", "nonsense"})
    void refusesOtherTypesAndCharsets(String type) {
        assertThat(publish("/events?topic=a", type, "x")).startsWith("HTTP/1.1 415 ").contains("Accept: text/plain, application/json, application/x-ndjson\r\n", "problem+json");
        nothingWasPublished();
    }

    @Test
    void refusesWhatIsNotUtf8() {
        String head = "POST /events?topic=a HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n\r\n";
        assertThat(publisher.send(head + "a\u00ffb").answer()).startsWith("HTTP/1.1 400 ").contains("not UTF-8");
        assertThat(publisher.send(head + "\u00ed\u00a0\u0080").answer()).startsWith("HTTP/1.1 400 ").contains("not UTF-8");
        nothingWasPublished();
    }

    private void nothingWasPublished() {
        String id = id(publish("/events?topic=end", "text/plain", "end"));
        assertThat(stream.readThrough("\n\n")).isEqualTo("data: end\nid: " + id + "\n\n");
    }

    @Test
    void publishesEachLineOfNdjson() {
        String answer = publish("/events?topic=a&event=line", "application/x-ndjson", "{\"a\":1}\r\n\n{\"b\":2}\n3");
        String[] results = answer.substring(answer.indexOf("\r\n\r\n") + 4).split("\n", -1);
        assertThat(answer).startsWith("HTTP/1.1 200 ").contains("Content-Type: application/x-ndjson\r\n", "SSE-Last-Event-ID: " + id(results[3]) + "\r\n");
        assertThat(results).hasSize(5);
        assertThat(results[1]).isEqualTo("{\"error\":\"the line is empty\"}");
        assertThat(stream.readThrough("id: " + id(results[3]) + "\n\n")).isEqualTo("event: line\ndata: {\"a\":1}\nid: " + id(results[0]) + "\n\nevent: line\ndata: {\"b\":2}\nid: "
                + id(results[2]) + "\n\nevent: line\ndata: 3\nid: " + id(results[3]) + "\n\n");
    }

    @Test
    void tellsOfTheOneLineThatIsWrong() {
        String answer = publisher.send("POST /events?topic=a HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-ndjson\r\nContent-Length: 6\r\n\r\n1\n\u00ff\n2\n").answer();
        assertThat(answer).contains("{\"error\":\"the line is not UTF-8\"}");
        assertThat(ID.matcher(answer).results()).hasSize(2);
    }

    @Test
    void publishesManyLinesAndBoundsThem() {
        assertThat(publish("/events?topic=a", "application/x-ndjson", "1\n".repeat(10_000)).split("\"id\"", -1)).hasSize(10_001);
        assertThat(publish("/events?topic=a", "application/x-ndjson", "1\n".repeat(10_001))).startsWith("HTTP/1.1 413 ");
        assertThat(publish("/events?topic=a", "application/x-ndjson", "")).startsWith("HTTP/1.1 400 ");
        assertThat(publish("/events?topic=a&event=%0A", "application/x-ndjson", "1\n")).startsWith("HTTP/1.1 400 ");
    }

    @Test
    void keepsTheOrderOfPipelinedRequests() {
        StringBuilder requests = new StringBuilder();
        StringBuilder events = new StringBuilder();
        for (int i = 0; i < 2_000; i++) {
            requests.append(post("/events?topic=a", "text/plain", Integer.toString(i)));
        }
        publisher.send(requests.toString());
        String id = "";
        for (int i = 0; i < 2_000; i++) {
            String next = id(publisher.answer());
            assertThat(next).isGreaterThan(id);
            id = next;
            events.append("data: ").append(i).append("\nid: ").append(id).append("\n\n");
        }
        assertThat(stream.readThrough("id: " + id + "\n\n")).isEqualTo(events.toString());
    }

    @Test
    void takesAChunkedBody() {
        String id = id(publisher.send("POST /events?topic=a HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n").answer());
        assertThat(stream.readThrough("\n\n")).isEqualTo("data: abcde\nid: " + id + "\n\n");
    }

    @Test
    void takesABodyOfOneMebibyteAndNoMore() {
        String big = "x".repeat(1 << 20);
        String id = id(publish("/events?topic=a", "text/plain", big));
        assertThat(stream.readThrough("id: " + id + "\n\n")).isEqualTo("data: " + big + "\nid: " + id + "\n\n");
        assertThat(publisher.send("POST /events?topic=a HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1048577\r\n\r\n" + big + "x").answer()).startsWith("HTTP/1.1 413 ");
    }
}
