package io.ssehub.demo.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.ssehub.test.RawClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What each path answers, byte by byte. */
class ClassicRoutesIT {
    private static final ChannelServer SERVER = new ChannelServer(200, 200);

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    @Test
    void subscribeAnswersTheUrlAndNothingElse() {
        String answer = SERVER.ask("GET", "/rest/events/subscribe");
        assertThat(answer)
                .startsWith("HTTP/1.1 200 OK\r\n")
                .contains("\r\nContent-Type: text/plain\r\n")
                .contains("\r\nCache-Control: no-store\r\n")
                .contains("\r\nAccess-Control-Allow-Origin: *\r\n")
                .containsPattern("\r\n\r\nhttp://127\\.0\\.0\\.1:" + SERVER.port() + "/rest/events/[0-9]+$");
    }

    @Test
    void theUrlNamesTheHostThatTheClientAskedFor() {
        try (RawClient connection = SERVER.connect()) {
            String answer = connection.send("GET /rest/events/subscribe HTTP/1.1\r\nHost: localhost:4711\r\n\r\n").answer();
            assertThat(answer).containsPattern("\r\n\r\nhttp://localhost:4711/rest/events/[0-9]+$");
        }
        try (RawClient connection = SERVER.connect()) {
            String answer = connection.send("GET /rest/events/subscribe HTTP/1.0\r\n\r\n").readToEnd();
            assertThat(answer).containsPattern("\r\n\r\nhttp://127\\.0\\.0\\.1:" + SERVER.port() + "/rest/events/[0-9]+$");
        }
    }

    @Test
    void aChannelIsAnEventStreamThatBeginsAtOnce() {
        String path = SERVER.subscribe();
        try (RawClient connection = SERVER.connect()) {
            String head = connection.send(SERVER.request("GET", path)).readThrough("\r\n\r\n");
            assertThat(head)
                    .startsWith("HTTP/1.1 200 OK\r\n")
                    .containsPattern("\r\nContent-Type: text/event-stream(; ?charset=utf-8)?\r\n")
                    .containsPattern("\r\nCache-Control: no-cache(, no-transform)?\r\n")
                    .contains("\r\nX-Accel-Buffering: no\r\n")
                    .contains("\r\nAccess-Control-Allow-Origin: *\r\n")
                    .contains("\r\nTransfer-Encoding: chunked\r\n")
                    .doesNotContain("Content-Length");
            assertThat(connection.chunk()).matches(": listening\nid: \\S+\n\n");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/rest/events/7777", "/rest/events/199", "/rest/events/200", "/rest/events/999999999", "/rest/events/99999999999999999999", "/rest/events/-1",
                "/rest/events/+1", "/rest/events/00", "/rest/events/1x", "/rest/events/0x1", "/rest/events/", "/rest/events/1/", "/rest/events/1/2",
                "/rest/events/subscribe/", "/rest/events/Subscribe", "/rest/events", "/rest", "/rest/", "/REST/events/subscribe", "/nowhere", "/rest/events/%31%31%31%31",
                "/rest/events/%zz", "/rest/events/%"
            })
    void everythingElseIsTheReport(String path) {
        assertThat(SERVER.ask("GET", path))
                .startsWith("HTTP/1.1 404 Not Found\r\n")
                .contains("\r\nContent-Type: text/plain; charset=utf-8\r\n")
                .contains("\r\nX-Content-Type-Options: nosniff\r\n")
                .endsWith("\r\n\r\nHandle Not Found\n\nURI: " + path + "\nMethod: GET\nArguments: 0\n");
    }

    /** The firmware ended them with a bare LF. */
    @ParameterizedTest
    @ValueSource(strings = {"/rest/events/subscribe", "/rest/events/7777", "/nowhere"})
    void headerLinesEndInCrLf(String path) {
        try (RawClient client = SERVER.connect()) {
            assertThat(client.send(SERVER.request("GET", path)).readThrough("\r\n\r\n").replace("\r\n", "")).doesNotContain("\n", "\r");
        }
    }

    @Test
    void theReportLeavesTheConnectionToTheNextRequest() {
        try (RawClient client = SERVER.connect()) {
            String withBody = "POST /nowhere HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\n\r\nGET ";
            assertThat(client.send(withBody).answer()).contains("Method: POST\n");
            assertThat(client.send(SERVER.request("GET", "/rest/events/7777")).answer()).contains("Method: GET\n");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH", "BREW", "OPTIONS"})
    void theReportAnswersAnyMethodOfAnUnknownPath(String method) {
        String report = "\r\n\r\nHandle Not Found\n\nURI: /nowhere\nMethod: " + method + "\nArguments: 2\n a: 1 2\n b: ü\n";
        assertThat(SERVER.ask(method, "/nowhere?a=1+2&b=%C3%BC")).startsWith("HTTP/1.1 404 ").endsWith(report);
        assertThat(SERVER.ask(method, "/rest/events/x?a=1+2&b=%C3%BC")).startsWith("HTTP/1.1 404 ").endsWith(report.replace("/nowhere", "/rest/events/x"));
    }

    @Test
    void theReportEchoesNothingThatForgesALine() {
        assertThat(SERVER.ask("GET", "/x?a%0AURI:%20/y=%0D%0A%00&<script>=%3Cb%3E"))
                .endsWith("Handle Not Found\n\nURI: /x\nMethod: GET\nArguments: 2\n a\\nURI: /y: \\r\\n\\u0000\n <script>: <b>\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock = """
            POST    | /rest/events/subscribe | GET, HEAD, OPTIONS
            DELETE  | /rest/events/subscribe | GET, HEAD, OPTIONS
            POST    | /rest/events/5         | DELETE, GET, HEAD, OPTIONS
            PUT     | /rest/events/5         | DELETE, GET, HEAD, OPTIONS
            BREW    | /rest/events/99999     | DELETE, GET, HEAD, OPTIONS
            """)
    void aWrongMethodIsToldTheRightOnes(String method, String path, String allowed) {
        assertThat(SERVER.ask(method, path)).startsWith("HTTP/1.1 405 Method Not Allowed\r\n").contains("\r\nAllow: " + allowed + "\r\n");
    }

    @Test
    void pagesElsewhereMayAskToRead() {
        assertThat(SERVER.ask("OPTIONS", "/rest/events/subscribe")).startsWith("HTTP/1.1 204 ").contains("\r\nAllow: GET, HEAD, OPTIONS\r\n");
        assertThat(SERVER.ask("OPTIONS", "/rest/events/3"))
                .startsWith("HTTP/1.1 204 ")
                .contains("\r\nAllow: DELETE, GET, HEAD, OPTIONS\r\n")
                .contains("\r\nAccess-Control-Allow-Origin: *\r\n")
                .contains("\r\nAccess-Control-Allow-Methods: GET, HEAD\r\n");
    }

    @Test
    void headChangesNothing() {
        String path = SERVER.subscribe();
        int leased = SERVER.channels.allocator().leased();
        try (RawClient listener = SERVER.listen(path)) {
            try (RawClient asking = SERVER.connect()) {
                assertThat(asking.send(SERVER.request("HEAD", path)).readThrough("\r\n\r\n")).startsWith("HTTP/1.1 200 ").contains("text/event-stream");
                assertThat(asking.send(SERVER.request("HEAD", "/rest/events/subscribe")).readThrough("\r\n\r\n")).startsWith("HTTP/1.1 200 ").contains("text/plain");
                assertThat(asking.send(SERVER.request("HEAD", "/rest/events/7777")).readThrough("\r\n\r\n")).startsWith("HTTP/1.1 404 ");
            }
            assertThat(SERVER.channels.allocator().leased()).isEqualTo(leased);
            SERVER.publish("sensorA", 1, 0);
            assertThat(listener.chunk()).startsWith("event: event\n");
        }
    }
}
