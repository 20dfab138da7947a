package io.ssehub.demo.attack;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ssehub.test.HubProcess;
import io.ssehub.test.RawClient;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** More than the hub may take, at each of its bounds: whoever is beyond one is told so and counted, everybody else goes on. */
class OverloadIT {
    private static final Duration DEADLINE = Duration.ofMinutes(1);
    private static final Pattern FAILED_MORE_THAN_ONCE = Pattern.compile("ssehub_accept_failures_total ([2-9]|\\d\\d+)\\.0");
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private static HttpResponse<String> publish(URI hub, String topic, String body, String type) throws Exception {
        return HTTP.send(
                HttpRequest.newBuilder(hub.resolve("/events?topic=" + topic)).header("Content-Type", type).POST(BodyPublishers.ofString(body)).build(),
                BodyHandlers.ofString());
    }

    private static String get(URI hub, String path) throws Exception {
        return HTTP.send(HttpRequest.newBuilder(hub.resolve(path)).build(), BodyHandlers.ofString()).body();
    }

    private static void datagram(int port, String text) throws IOException {
        byte[] bytes = text.getBytes(UTF_8);
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.send(new DatagramPacket(bytes, bytes.length, InetAddress.getLoopbackAddress(), port));
        }
    }

    @Test
    void whoPublishesTooFastIsToldWhenToComeBack() throws Exception {
        try (HubProcess hub = HubProcess.start("--http-port=0", "--udp-port=0", "--no-simulate", "--publish-rate=1")) {
            URI url = hub.url();
            assertThat(publish(url, "a", "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n", "application/x-ndjson").statusCode()).isEqualTo(200);
            HttpResponse<String> refused = publish(url, "a", "x", "text/plain");
            assertThat(refused.statusCode()).isEqualTo(429);
            assertThat(refused.headers().firstValueAsLong("Retry-After").orElse(0)).isBetween(1L, 11L);
            datagram(hub.udpPort(), "{\"board\":\"b\",\"t\":1}");
            await().atMost(DEADLINE).untilAsserted(() -> assertThat(get(url, "/metrics")).contains(
                    "ssehub_datagrams_refused_total{cause=\"too_fast\"} 1.0", "ssehub_publishes_refused_total{cause=\"rate\"} 1.0"));
            assertThat(hub.err()).contains("publishes too fast");
        }
    }

    @Test
    void newTopicsBeyondTheBoundAreRefusedAndKnownOnesGoOn() throws Exception {
        try (HubProcess hub = HubProcess.start("--http-port=0", "--no-udp", "--no-simulate", "--topics=2")) {
            assertThat(publish(hub.url(), "a", "1", "text/plain").statusCode()).isEqualTo(200);
            assertThat(publish(hub.url(), "b", "1", "text/plain").statusCode()).isEqualTo(200);
            HttpResponse<String> refused = publish(hub.url(), "c", "1", "text/plain");
            assertThat(refused.statusCode()).isEqualTo(507);
            assertThat(refused.body()).contains("as many topics as it may");
            assertThat(publish(hub.url(), "a", "2", "text/plain").statusCode()).isEqualTo(200);
            assertThat(get(hub.url(), "/metrics")).contains("ssehub_events_refused_total{cause=\"topics_full\"} 1.0", "ssehub_topics 2.0");
            await().atMost(DEADLINE).until(() -> hub.err().contains("event refused"));
        }
    }

    @Test
    void aBodyTooLargeIsToldTheLimit() throws Exception {
        try (HubProcess hub = HubProcess.start("--http-port=0", "--no-udp", "--no-simulate", "--request-body=4KiB")) {
            HttpResponse<String> refused = publish(hub.url(), "a", "x".repeat(5_000), "text/plain");
            assertThat(refused.statusCode()).isEqualTo(413);
            assertThat(refused.body()).contains("4096 bytes");
        }
    }

    @Test
    void oneConnectionTooManyIsTurnedAwayAndTheOthersGoOn() throws Exception {
        try (HubProcess hub = HubProcess.start("--http-port=0", "--no-udp", "--no-simulate", "--connections=2");
                RawClient stream = RawClient.connect(hub.url().getPort()).request("GET /events?topic=a");
                RawClient publisher = RawClient.connect(hub.url().getPort())) {
            stream.readThrough("\r\n\r\n");
            publisher.request("GET /health/live").answer();
            try (RawClient source = RawClient.connect(hub.url().getPort()).request("GET /events", "Accept: text/event-stream");
                    RawClient other = RawClient.connect(hub.url().getPort()).request("GET /readings")) {
                assertThat(source.readToEnd()).startsWith("HTTP/1.1 200 OK").contains("retry: ");
                assertThat(other.readToEnd()).startsWith("HTTP/1.1 503 ").contains("Retry-After: ");
            }
            publisher.send("POST /events?topic=a HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\nhi");
            assertThat(publisher.answer()).startsWith("HTTP/1.1 200 ");
            assertThat(stream.readThrough("data: hi\n")).isNotEmpty();
            await().atMost(DEADLINE).until(() -> hub.err().contains("turned away"));
        }
    }

    @Test
    void outOfDescriptorsItGoesOnAndAcceptsAgainWhenTheyAreFree() throws Exception {
        exhaust(200, 400);
    }

    @Test
    @Tag("soak")
    void outOfAThousandDescriptorsItGoesOnAndAcceptsAgainWhenTheyAreFree() throws Exception {
        exhaust(1_024, 5_000);
    }

    private static void exhaust(int descriptors, int connects) throws Exception {
        try (HubProcess hub = HubProcess.startWithDescriptors(
                        descriptors, "--http-port=0", "--no-udp", "--no-simulate", "--connections=100000", "--request-timeout=10m", "--idle-timeout=10m");
                RawClient stream = RawClient.connect(hub.url().getPort()).request("GET /events?topic=a");
                RawClient publisher = RawClient.connect(hub.url().getPort())) {
            stream.readThrough("\r\n\r\n");
            publisher.request("GET /metrics").answer();
            List<RawClient> crowd = new ArrayList<>();
            for (int i = 0; i < connects; i++) {
                crowd.add(RawClient.connect(hub.url().getPort()));
            }
            await().atMost(DEADLINE).until(() -> FAILED_MORE_THAN_ONCE.matcher(publisher.request("GET /metrics").answer()).find());
            long startNanos = System.nanoTime();
            Duration processorTime = hub.processorTime();
            for (int i = 0; System.nanoTime() - startNanos < Duration.ofSeconds(5).toNanos(); i++) {
                publisher.send("POST /events?topic=a HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\n\r\n" + (1_000 + i % 9_000));
                assertThat(publisher.answer()).startsWith("HTTP/1.1 200 ");
                stream.readThrough("data: " + (1_000 + i % 9_000) + "\n");
                await().pollDelay(Duration.ofMillis(100)).until(() -> true);
            }
            double share = (double) hub.processorTime().minus(processorTime).toNanos() / (System.nanoTime() - startNanos);
            crowd.forEach(RawClient::close);
            long freedNanos = System.nanoTime();
            try (RawClient next = RawClient.connect(hub.url().getPort()).request("GET /health/live")) {
                assertThat(next.answer()).startsWith("HTTP/1.1 200 ");
            }
            Duration back = Duration.ofNanos(System.nanoTime() - freedNanos);
            System.out.printf("%d connects at %d descriptors: %.1f %% of a core while full, accepts again after %d ms%n", connects, descriptors, 100 * share, back.toMillis());
            assertThat(share).isLessThan(0.2);
        }
    }
}
