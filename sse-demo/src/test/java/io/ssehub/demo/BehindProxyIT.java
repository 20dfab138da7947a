package io.ssehub.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ssehub.demo.config.CommandReader;
import io.ssehub.demo.hub.HubApplication;
import io.ssehub.test.Needs;
import io.ssehub.test.RawClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The hub behind HAProxy, which connects from 127.0.0.9: by headers, and by both versions of the PROXY protocol. */
@Needs("haproxy")
class BehindProxyIT {
    private static final int BY_HEADERS = 0;
    private static final int BY_VERSION_ONE = 1;
    private static final int BY_VERSION_TWO = 2;
    private static final String SEVEN = "203.0.113.7";
    private static final String EIGHT = "203.0.113.8";
    private static final String SUBSCRIBE = "GET /rest/events/subscribe";

    private static HubApplication byHeaders;
    private static HubApplication byProtocol;
    private static HaProxy proxy;

    @BeforeAll
    static void start() throws Exception {
        byHeaders = hub();
        byProtocol = hub("--proxy-protocol");
        String server = "\n server hub 127.0.0.1:%d source 127.0.0.9 ";
        proxy = new HaProxy(
                "option forwardfor\n http-request set-header X-Forwarded-Proto https\n http-request set-header X-Forwarded-Host hub.example"
                        + server.formatted(port(byHeaders)),
                "mode tcp" + server.formatted(port(byProtocol)) + "send-proxy",
                "mode tcp" + server.formatted(port(byProtocol)) + "send-proxy-v2-ssl-cn proxy-v2-options unique-id");
    }

    @AfterAll
    static void stop() throws Exception {
        proxy.close();
        byHeaders.close();
        byProtocol.close();
    }

    private static HubApplication hub(String... more) throws Exception {
        List<String> options = new ArrayList<>(List.of("--http-port=0", "--no-udp", "--no-simulate"));
        options.addAll(List.of("--trusted-proxy=127.0.0.9", "--allowed-host=hub.example", "--channels-per-address=1"));
        options.add("--keep-alive=1s"); // by which the proxy finds that a client has gone
        options.addAll(List.of(more));
        return new HubApplication(CommandReader.options(options.toArray(String[]::new))).start();
    }

    private static int port(HubApplication hub) {
        return Integer.parseInt(hub.greeting().replaceAll("(?s).*:(\\d+)/.*", "$1"));
    }

    private static HubApplication hubOf(int way) {
        return way == BY_HEADERS ? byHeaders : byProtocol;
    }

    private static String ask(int way, String client, String line) {
        try (RawClient connection = proxy.connect(way, client)) {
            return connection.request(line, "Connection: close").readToEnd(); // HAProxy writes the names of headers its own way
        }
    }

    private static String askDirectly(int way, String line, String... headers) {
        try (RawClient connection = RawClient.connect(port(hubOf(way)))) {
            return connection.request(line, headers).answer();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {BY_HEADERS, BY_VERSION_ONE, BY_VERSION_TWO})
    void streamsComeThroughAtOnceAndAreTheirClients(int way) {
        try (RawClient client = proxy.connect(way, SEVEN).request("GET /events?topic=a")) {
            client.readThrough("\n\n");
            assertThat(askDirectly(way, "POST /events?topic=a&event=" + way, "Content-Length: 0")).startsWith("HTTP/1.1 200 ");
            client.readThrough("event: " + way + "\n");
            assertThat(askDirectly(way, "GET /api/subscribers")).contains("\"address\":\"" + SEVEN + ":" + (way == BY_HEADERS ? 0 : 4711) + "\"");
        }
        await().atMost(Duration.ofMinutes(1)).until(() -> askDirectly(way, "GET /api/subscribers").contains("\"total\":0"));
    }

    @ParameterizedTest
    @ValueSource(ints = {BY_HEADERS, BY_VERSION_ONE, BY_VERSION_TWO})
    void aChannelIsItsClientsAlone(int way) {
        String url = ask(way, SEVEN, SUBSCRIBE).replaceFirst("(?s).*\r\n\r\n", "");
        assertThat(url).matches((way == BY_HEADERS ? "https://hub\\.example" : "http://localhost") + "/rest/events/0\\?t=[0-9A-Za-z_-]{22}");
        String path = url.replaceFirst("https?://[^/]+", "");
        assertThat(ask(way, SEVEN, SUBSCRIBE)).startsWith("HTTP/1.1 404 ").endsWith("Reason: all channels taken\n");
        assertThat(ask(way, EIGHT, "GET " + path)).startsWith("HTTP/1.1 404 ");
        assertThat(askDirectly(way, "GET " + path, "X-Forwarded-For: " + SEVEN)).startsWith("HTTP/1.1 404 ");
        assertThat(ask(way, SEVEN, "GET /rest/events/0")).startsWith("HTTP/1.1 404 ");
        try (RawClient client = proxy.connect(way, SEVEN).request("GET " + path)) {
            client.readThrough(": listening\n");
        }
        assertThat(ask(way, SEVEN, "DELETE " + path)).startsWith("HTTP/1.1 204 ");
    }

    @Test
    void whatAClientForgesIsNotWhoItIs() {
        try (RawClient client = proxy.connect(BY_HEADERS, SEVEN).request("GET /events", "X-Forwarded-For: " + EIGHT)) {
            client.readThrough("\n\n");
            assertThat(askDirectly(BY_HEADERS, "GET /api/subscribers")).contains(SEVEN).doesNotContain(EIGHT);
        }
        try (RawClient client = proxy.connect(BY_HEADERS, SEVEN).request("GET /events", "Connection: close", "Forwarded: for=" + EIGHT)) {
            assertThat(client.readToEnd()).startsWith("HTTP/1.1 400 ").contains("contradict each other");
        }
    }
}
