package io.ssehub.demo.attack;

import static org.assertj.core.api.Assertions.assertThat;

import io.ssehub.demo.Curl;
import io.ssehub.test.HubProcess;
import io.ssehub.test.Needs;
import io.ssehub.test.RawClient;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A page that has its own name point to the hub's address gets nothing from it, whatever it asks for. */
class ReboundNameIT {
    private static final String SECRET = "4711.25";

    private static final List<String> PATHS = List.of(
            "/", "/assets/dashboard.js", "/assets/chart.js", "/events", "/events?last=10", "/events?topic=sensors/**", "/events?topic=$state/**",
            "/readings", "/readings?by=board", "/rest/events/subscribe", "/rest/events/0", "/rest/events/nowhere", "/api/boards", "/api/boards/cellar",
            "/api/channels", "/api/subscribers", "/api/topics", "/api/topics/a", "/api/topics/a/pause?for=1h", "/health/live", "/health/ready", "/metrics",
            "/nowhere", "/favicon.ico");

    private static final List<String> HOSTS = List.of(
            "rebind.example.com", "rebind.example.com:PORT", "127.0.0.1.example.com", "localhost.example.com", "127.1", "2130706433", "0x7f000001",
            "localhost.localdomain");

    private static HubProcess start() throws Exception {
        HubProcess hub = HubProcess.start("--http-port=0", "--no-udp", "--no-simulate");
        try (RawClient client = RawClient.connect(hub.url().getPort())) {
            String data = "{\"temperature\":" + SECRET + "}";
            client.request("POST /events?topic=a", "Content-Length: " + data.length()).send(data);
            assertThat(client.answer()).startsWith("HTTP/1.1 200 ");
        }
        return hub;
    }

    @Test
    @Needs("curl")
    void noPathAnswersToAReboundName() throws Exception {
        try (HubProcess hub = start()) {
            int port = hub.url().getPort();
            for (String path : PATHS) {
                for (String method : List.of("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS")) {
                    for (String host : HOSTS) {
                        assertRefused(port, method + " " + path, host.replace("PORT", Integer.toString(port)));
                    }
                }
            }
            long refused = (long) PATHS.size() * 6 * HOSTS.size();
            assertThat(hub.metric("http_requests_refused_total{cause=\"host\"}")).isEqualTo(refused);

            assertThat(PATHS).allSatisfy(path -> assertThat(statusByHttp2(port, path)).isEqualTo("421 by 2"));
            assertThat(hub.metric("http_requests_refused_total{cause=\"host\"}")).isEqualTo(refused + PATHS.size());
            assertThat(hub.metric("channels_leased")).isZero();
        }
    }

    private static void assertRefused(int port, String request, String host) {
        try (RawClient client = RawClient.connect(port)) {
            String answer = client.send(request + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n").readToEnd();
            assertThat(answer).as(request).startsWith("HTTP/1.1 421 ").doesNotContain(SECRET).doesNotContain("Access-Control").doesNotContain("sse");
        }
    }

    private static String statusByHttp2(int port, String path) {
        return Curl.run("--http2-prior-knowledge", "--globoff", "--resolve", "rebind.example.com:" + port + ":127.0.0.1", "--output", "/dev/null",
                "--write-out", "%{http_code} by %{http_version}", "http://rebind.example.com:" + port + path);
    }

    @Test
    void theSamePathsAnswerToTheHubsOwnNames() throws Exception {
        try (HubProcess hub = start(); RawClient client = RawClient.connect(hub.url().getPort())) {
            for (String path : List.of("/", "/assets/dashboard.js", "/readings", "/api/topics", "/metrics", "/health/live")) {
                assertThat(client.request("GET " + path).answer()).startsWith("HTTP/1.1 200 ");
            }
            assertThat(client.request("GET /events?last=10").readThrough(SECRET)).startsWith("HTTP/1.1 200 ");
        }
    }
}
