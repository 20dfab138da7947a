package io.ssehub.netty.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.ssehub.core.count.Counter;
import io.ssehub.core.count.Counters;
import io.ssehub.core.event.ServerSentEvent;
import io.ssehub.core.hub.Publication;
import io.ssehub.test.RawClient;
import java.util.List;
import java.util.function.LongSupplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventStreamIT {
    private final SseServer server = SseServer.builder().port(0).build().start();

    @AfterEach
    void stop() {
        server.stop();
    }

    private RawClient connect() {
        return RawClient.connect(server.port());
    }

    private String publish(String topic, String data) {
        return ((Publication.Accepted) server.hub().publish(topic, ServerSentEvent.of(data))).id().toString();
    }

    /** Returns the greeting and with it the proof that the stream has begun. */
    private static String begin(RawClient client) {
        return client.readThrough("\r\n\r\n") + client.readThrough("\n\n\r\n");
    }

    private static String chunk(String id, String data) {
        String text = "data: " + data + "\nid: " + id + "\n\n";
        return Integer.toHexString(text.length()) + "\r\n" + text + "\r\n";
    }

    @Test
    void beginsWithTheHeadThatBrowsersAndProxiesNeed() {
        try (RawClient client = connect().request("GET /events")) {
            assertThat(client.readThrough("\r\n\r\n").replaceAll("Date: [^\r]*\r\n", "")).isEqualTo("""
                    HTTP/1.1 200 OK\r
                    Cache-Control: no-cache, no-transform\r
                    X-Accel-Buffering: no\r
                    Access-Control-Allow-Origin: *\r
                    Content-Type: text/event-stream\r
                    Transfer-Encoding: chunked\r
                    \r
                    """);
            assertThat(client.readThrough("\n\n\r\n")).matches("25\r\nretry: [123][0-9]{3}\nid: [0-9A-Za-z_-]{19}\n\n\r\n");
        }
    }

    @Test
    void deliversEventsOfAllTopics() {
        try (RawClient client = connect().request("GET /events")) {
            begin(client);
            String a = publish("a", "1");
            String b = publish("b/c", "2");
            publish("$state/a", "hidden");
            String d = publish("d", "3");
            assertThat(client.readThrough("3\nid: " + d + "\n\n\r\n")).isEqualTo(chunk(a, "1") + chunk(b, "2") + chunk(d, "3"));
        }
    }

    @Test
    void deliversEventsOfTheSelectedTopics() {
        try (RawClient client = connect().request("GET /events?topic=a&topic=b%2F*")) {
            begin(client);
            String a = publish("a", "1");
            publish("c", "2");
            publish("b", "3");
            String b = publish("b/x", "4");
            assertThat(client.readThrough("4\nid: " + b + "\n\n\r\n")).isEqualTo(chunk(a, "1") + chunk(b, "4"));
        }
    }

    @Test
    void resumesAfterLastEventId() {
        String first = publish("a", "1");
        String second = publish("a", "2");
        try (RawClient client = connect().request("GET /events", "Last-Event-ID: " + first)) {
            begin(client);
            assertThat(client.readThrough("2\nid: " + second + "\n\n\r\n")).isEqualTo(chunk(second, "2"));
        }
    }

    @Test
    void resumesAClientThatWasCutOffBeforeItsFirstEvent() {
        publish("a", "1");
        String greeting;
        try (RawClient client = connect().request("GET /events")) {
            greeting = begin(client);
        }
        String missed = publish("a", "2");
        String position = greeting.replaceAll("(?s).*\\nid: (\\S+)\\n.*", "$1");
        try (RawClient client = connect().request("GET /events", "Last-Event-ID: " + position)) {
            assertThat(begin(client)).doesNotContain("id: ");
            assertThat(client.readThrough("2\nid: " + missed + "\n\n\r\n")).isEqualTo(chunk(missed, "2"));
        }
    }

    @Test
    void prefersTheHeaderToTheParameterAndThatToTheNumber() {
        String first = publish("a", "1");
        String second = publish("a", "2");
        String third = publish("a", "3");
        try (RawClient header = connect().request("GET /events?lastEventId=" + first + "&last=3", "Last-Event-ID: " + second);
                RawClient parameter = connect().request("GET /events?lastEventId=" + second + "&last=3");
                RawClient number = connect().request("GET /events?last=1")) {
            for (RawClient client : new RawClient[] {header, parameter, number}) {
                begin(client);
                assertThat(client.readThrough("3\nid: " + third + "\n\n\r\n")).isEqualTo(chunk(third, "3"));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/events?lastEventId=&last=&topic=", "/events?last=0", "/events?_=1234"})
    void takesAnEmptyValueAsAbsent(String target) {
        publish("a", "1");
        try (RawClient client = connect().request("GET " + target, "Last-Event-ID:")) {
            begin(client);
            String second = publish("b", "2");
            assertThat(client.readThrough("2\nid: " + second + "\n\n\r\n")).isEqualTo(chunk(second, "2"));
        }
    }

    @Test
    void tellsAClientWhoseIdIsUnknown() {
        for (String sent : List.of("Last-Event-ID: caf\u00c3\u00a9", "Last-Event-ID: caf\u00e9")) { // UTF-8 as it should be, and bytes that are none
            try (RawClient client = connect().request("GET /events", sent)) {
                begin(client);
                String understood = sent.endsWith("\u00a9") ? "caf\u00e9" : "caf\ufffd";
                assertThat(client.readThrough("\n\n\r\n")).contains("event: reset\n", "\"cause\":\"unknown\",\"lastEventId\":\"" + understood + "\"");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"last=-1", "last=x", "last=1234567890", "topic=/a", "topic=a//b", "topic=a%0Ab", "topic=%zz"})
    void refusesWhatItCannotUnderstand(String query) {
        try (RawClient client = connect().request("GET /events?" + query)) {
            assertThat(client.answer()).startsWith("HTTP/1.1 400 ").contains("application/problem+json", "\"status\":400");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/event-stream", "*/*", "text/*", "text/html, */*;q=0.1", "TEXT/Event-Stream", "", "text/html, text/event-stream;q=0.5", "text/*;q=0, text/event-stream"})
    void servesThoseWhoAcceptIt(String accept) {
        try (RawClient client = connect().request("GET /events", "Accept: " + accept)) {
            assertThat(begin(client)).startsWith("HTTP/1.1 200 ");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "text/html", "text/event-stream;q=0", "text/event-stream;q=0.000, */*", "*/*;q=0", "image/*, text/*;q=0.0"})
    void refusesThoseWhoDoNot(String accept) {
        try (RawClient client = connect().request("GET /events", "Accept: " + accept)) {
            assertThat(client.answer()).startsWith("HTTP/1.1 406 ").contains("application/problem+json", "Access-Control-Allow-Origin: *\r\n");
        }
    }

    @Test
    void sendsHttp10NoChunksAndEndsByClosing() {
        try (RawClient client = connect().send("GET /events HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")) {
            assertThat(client.readThrough("\r\n\r\n")).startsWith("HTTP/1.1 200 OK\r\n").contains("Connection: close\r\n").doesNotContain("Transfer-Encoding", "Content-Length");
            assertThat(client.readThrough("\n\n")).matches("retry: [123][0-9]{3}\nid: [0-9A-Za-z_-]{19}\n\n");
            String id = publish("a", "1");
            assertThat(client.readThrough("id: " + id + "\n\n")).isEqualTo("data: 1\nid: " + id + "\n\n");
            server.stop();
            assertThat(client.readToEnd()).matches("retry: [123][0-9]{3}\n\n");
        }
    }

    @Test
    void answersHeadWithTheHeadAlone() {
        try (RawClient client = connect().request("HEAD /events").request("GET /events?last=x")) {
            assertThat(client.readThrough("\r\n\r\n")).contains("200 OK", "text/event-stream", "Transfer-Encoding: chunked");
            assertThat(client.answer()).startsWith("HTTP/1.1 400 ");
        }
    }

    @Test
    void letsOtherOriginsReadButNotPublish() {
        try (RawClient client = connect().request("OPTIONS /events", "Origin: http://example.com", "Access-Control-Request-Method: POST")) {
            assertThat(client.answer()).startsWith("HTTP/1.1 204 ").contains("Allow: GET, HEAD, OPTIONS, POST\r\n", "Access-Control-Allow-Origin: *\r\n", "Access-Control-Allow-Methods: GET, HEAD\r\n");
            assertThat(client.request("DELETE /events").answer()).startsWith("HTTP/1.1 405 ").contains("Allow: GET, HEAD, OPTIONS, POST\r\n");
        }
    }

    @Test
    void ignoresWhatIsSentBehindTheRequest() {
        try (RawClient client = connect().request("GET /events").request("GET /events").send("garbage\0")) {
            begin(client);
            client.send("more garbage");
            String id = publish("a", "1");
            assertThat(client.readThrough("\n\n\r\n")).isEqualTo(chunk(id, "1"));
        }
    }

    @Test
    void comesBehindTheAnswersToEarlierRequests() {
        try (RawClient client = connect().request("GET /nowhere").request("GET /events")) {
            assertThat(client.answer()).startsWith("HTTP/1.1 404 ");
            assertThat(begin(client)).startsWith("HTTP/1.1 200 ");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"FIN", "RST", "FIN of one half"})
    void noticesAtOnceThatAClientLeaves(String how) {
        RawClient client = connect().request("GET /events");
        begin(client);
        switch (how) {
            case "FIN" -> client.close();
            case "RST" -> {
                client.resetOnClose();
                client.close();
            }
            default -> client.endOutput();
        }
        Awaitility.await().until(() -> connections() == 0);
        client.close();
    }

    @Test
    void getsOverClientsThatAreGoneBeforeTheirStreamBegins() {
        try (RawClient client = connect().request("GET /events")) {
            begin(client);
            for (int i = 0; i < 300; i++) {
                RawClient gone = connect().request("GET /events?last=1");
                gone.resetOnClose();
                gone.close();
            }
            Awaitility.await().until(() -> connections() == 1);
            String id = publish("a", "1");
            assertThat(client.readThrough("\n\n\r\n")).isEqualTo(chunk(id, "1"));
        }
        for (int i = 0; i < 300; i++) {
            RawClient gone = connect().request("GET /events?last=1");
            gone.resetOnClose();
            gone.close();
        }
        Awaitility.await().until(() -> connections() == 0);
        assertThat(server.hub().counters().counter("http_handler_failures", "").value()).isZero();
    }

    private long connections() {
        long[] connections = {-1};
        server.hub().counters().visit(new Counters.Visitor() {
            @Override
            public void counter(String name, String cause, String help, Counter counter) {}

            @Override
            public void gauge(String name, String help, LongSupplier value) {
                if (name.equals("connections")) {
                    connections[0] = value.getAsLong();
                }
            }
        });
        return connections[0];
    }
}
