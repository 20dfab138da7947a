package io.ssehub.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ssehub.netty.client.SseClient;
import io.ssehub.test.HubProcess;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The program as its users meet it: from a datagram, or a request, to whoever listens. */
class HubIT {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private static HubProcess hub;

    @BeforeAll
    static void start() throws IOException {
        hub = HubProcess.start("--http-port=0", "--udp-port=0", "--no-simulate");
    }

    @AfterAll
    static void stop() throws Exception {
        hub.terminate();
        assertThat(hub.status()).isZero();
        assertThat(hub.err().lines().filter(line -> line.contains(" WARN ") || line.contains(" ERROR "))).allMatch(line -> line.contains("net.core.rmem_max") || line.contains("datagram refused"));
        hub.close();
    }

    private static void datagram(HubProcess to, String text) throws IOException {
        byte[] bytes = text.getBytes(UTF_8);
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.send(new DatagramPacket(bytes, bytes.length, InetAddress.getLoopbackAddress(), to.udpPort()));
        }
    }

    private static HttpResponse<String> request(String method, String path) throws Exception {
        return request(hub, method, path);
    }

    private static HttpResponse<String> request(HubProcess at, String method, String path) throws Exception {
        return HTTP.send(HttpRequest.newBuilder(at.url().resolve(path)).method(method, BodyPublishers.noBody()).build(), BodyHandlers.ofString());
    }

    @Test
    void aDatagramReachesStreamReadingsAndState() throws Exception {
        BlockingQueue<String> events = new LinkedBlockingQueue<>();
        try (SseClient client = SseClient.builder(hub.url().resolve("/events?topic=sensors/desk/*"))
                .connect((type, data, lastEventId) -> events.add(type + " " + data))) {
            await().until(() -> request("GET", "/api/subscribers").body().contains("\"total\":1"));
            assertThat(request("GET", "/api/subscribers").body()).contains("\"topics\":[\"sensors/desk/*\"]");
            datagram(hub, "{\"board\":\"desk\",\"seq\":7,\"temperature\":21.40,\"humidity\":48}");
            assertThat(events.poll(60, TimeUnit.SECONDS)).isEqualTo("new_readings {\"id\":\"desk\",\"readingId\":7,\"temperature\":21.40,\"humidity\":48}");
            HttpResponse<String> readings = request("GET", "/readings?board=desk");
            assertThat(readings.body()).isEqualTo("{\"humidity\":48,\"temperature\":21.40}");
            assertThat(readings.headers().firstValue("SSE-Last-Event-ID")).isPresent();
            assertThat(request("GET", "/api/boards").body()).contains("\"name\":\"desk\"", "\"received\":1");
            assertThat(request("GET", "/api/topics").body()).contains("\"$state/desk/humidity\"", "\"sensors/desk/temperature\"");
            assertThat(request("GET", "/metrics").body()).contains("ssehub_datagrams_taken_total ", "ssehub_subscribers ");
            assertThat(client.lastEventId()).isNotEmpty();
        }
    }

    @Test
    @SuppressWarnings("try") // the client is at work as long as it is open
    void worksWhereNettyHasNoNativeTransport() throws Exception {
        BlockingQueue<String> events = new LinkedBlockingQueue<>();
        Map<String, String> withoutNative = Map.of("JDK_JAVA_OPTIONS", "-Dio.netty.transport.noNative=true");
        try (HubProcess other = HubProcess.start(withoutNative, "--http-port=0", "--udp-port=0", "--no-simulate");
                SseClient client = SseClient.builder(other.url().resolve("/events?last=10"))
                        .connect((type, data, lastEventId) -> events.add(type + " " + data))) {
            datagram(other, "{\"board\":\"desk\",\"seq\":7,\"temperature\":21.40}");
            assertThat(events.poll(60, TimeUnit.SECONDS)).isEqualTo("new_readings {\"id\":\"desk\",\"readingId\":7,\"temperature\":21.40}");
            assertThat(other.err()).contains("connections are served by NIO");
        }
    }

    @Test
    @SuppressWarnings("try") // the client is at work as long as it is open
    void tellsOfABoardThatFallsSilentAndReturnsAndForgetsOneThatIsDeleted() throws Exception {
        BlockingQueue<String> events = new LinkedBlockingQueue<>();
        try (HubProcess impatient = HubProcess.start("--http-port=0", "--udp-port=0", "--no-simulate", "--board-timeout=500ms");
                SseClient client = SseClient.builder(impatient.url().resolve("/events?topic=boards/*"))
                        .connect((type, data, lastEventId) -> events.add(type + " " + data))) {
            await().until(() -> request(impatient, "GET", "/api/subscribers").body().contains("\"total\":1"));
            datagram(impatient, "{\"board\":\"a/b\",\"temperature\":21.4}");
            assertThat(events.poll(60, TimeUnit.SECONDS)).startsWith("offline {\"board\":\"a/b\",\"lastSeen\":\"").contains("Z\",\"silentMillis\":");
            assertThat(request(impatient, "GET", "/api/boards").body()).contains("\"name\":\"a/b\"", "\"online\":false");
            datagram(impatient, "{\"board\":\"a/b\",\"temperature\":21.4}");
            assertThat(events.poll(60, TimeUnit.SECONDS)).startsWith("online {\"board\":\"a/b\",\"lastSeen\":\"");
            assertThat(events.poll(60, TimeUnit.SECONDS)).startsWith("offline ");

            assertThat(request(impatient, "DELETE", "/api/boards/a%2Fb").statusCode()).isEqualTo(204);
            assertThat(request(impatient, "GET", "/api/boards").body()).contains("\"total\":0");
            assertThat(request(impatient, "GET", "/api/topics").body()).contains("\"total\":0");
            assertThat(request(impatient, "GET", "/readings").body()).isEqualTo("{}");
            assertThat(request(impatient, "GET", "/metrics").body()).contains("ssehub_boards_forgotten_total{cause=\"deleted\"} 1.0", "ssehub_boards 0.0");
        }
    }

    @Test
    void aDatagramThatIsWrongIsCountedAndNothingElse() throws Exception {
        datagram(hub, "{\"board\":\"broken\",");
        await().untilAsserted(() -> assertThat(request("GET", "/metrics").body()).contains("ssehub_datagrams_refused_total{cause=\"malformed\"} 1.0"));
        assertThat(request("GET", "/api/boards").body()).doesNotContain("broken");
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /, 200, text/html; charset=utf-8",
        "GET, /readings, 200, application/json",
        "GET, /readings?by=colour, 400, application/problem+json",
        "GET, /health/live, 200, text/plain; charset=utf-8",
        "GET, /health/ready, 200, text/plain; charset=utf-8",
        "GET, /metrics, 200, text/plain; version=0.0.4; charset=utf-8",
        "GET, /api/boards, 200, application/json",
        "GET, /api/channels, 200, application/json",
        "GET, /api/subscribers, 200, application/json",
        "GET, /api/topics, 200, application/json",
        "DELETE, /api/boards/nobody, 404, application/problem+json",
        "GET, /api/boards/nobody, 405, application/problem+json",
        "GET, /api/topics?limit=0, 400, application/problem+json",
        "POST, /api/topics/a/pause, 400, application/problem+json",
        "POST, /api/topics/a/pause?for=soon, 400, application/problem+json",
        "POST, /api/topics/a/pause?for=0s, 400, application/problem+json",
        "POST, /api/topics/a//b/pause?for=10m, 400, application/problem+json",
        "POST, /api/topics/$state/a/pause?for=10m, 400, application/problem+json",
        "DELETE, /api/topics/a/*, 400, application/problem+json",
        "PUT, /api/topics/a, 405, application/problem+json",
        "DELETE, /readings, 405, application/problem+json",
        "POST, /rest/events/subscribe, 405, text/plain; charset=utf-8",
        "GET, /rest/events/65536, 404, text/plain; charset=utf-8",
        "GET, /events?topic=a//b, 400, application/problem+json",
        "GET, /events?max-rate=fast, 400, application/problem+json",
        "POST, /events, 400, application/problem+json",
        "GET, /nowhere, 404, text/plain; charset=utf-8",
        "PATCH, /nowhere, 404, text/plain; charset=utf-8",
    })
    void answersEachPathInItsOwnForm(String method, String path, int status, String type) throws Exception {
        HttpResponse<String> answer = request(method, path);
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue(type);
        assertThat(answer.headers().firstValue("Allow").isPresent()).isEqualTo(status == 405);
        assertThat(answer.body().startsWith("Handle Not Found\n")).isEqualTo(type.startsWith("text/plain") && status == 404);
    }

    @Test
    void pausesAndClosesTopics() throws Exception {
        HttpResponse<Stream<String>> stream = HTTP.send(HttpRequest.newBuilder(hub.url().resolve("/events?topic=halls/1")).build(), BodyHandlers.ofLines());
        assertThat(request("POST", "/api/topics/halls/1/pause?for=10m").statusCode()).isEqualTo(204);
        assertThat(stream.body().toList()).anyMatch(line -> line.startsWith("data: {\"topic\":\"halls/1\",\"retryMillis\":60"));
        assertThat(request("GET", "/api/topics").body()).containsPattern("\\{\"name\":\"halls/1\",\"newest\":\"\\w+\",\"state\":\"paused\",\"pausedForMillis\":\\d+}");
        assertThat(request("DELETE", "/api/topics/halls/1").statusCode()).isEqualTo(204);
        assertThat(request("GET", "/api/topics").body()).containsPattern("\\{\"name\":\"halls/1\",\"newest\":\"\\w+\",\"state\":\"closed\"}");
        assertThat(request("GET", "/events?topic=halls/1").statusCode()).isEqualTo(204);
    }

    @Test
    void readsItsOptionsFromTheEnvironmentAndTheFile() throws Exception {
        Path file = Files.createTempFile("hub", ".yaml");
        Files.writeString(file, "http-port: 0\nno-udp: true\nno-simulate: true\nchannels: 3\n");
        try (HubProcess other = HubProcess.start(Map.of("SSE_HUB_CONFIG", file.toString(), "SSE_HUB_CHANNELS", "2"))) {
            HttpResponse<String> answer = HTTP.send(HttpRequest.newBuilder(other.url().resolve("/api/channels")).build(), BodyHandlers.ofString());
            assertThat(answer.body()).startsWith("{\"total\":2,");
        } finally {
            Files.delete(file);
        }
    }

    @Test
    void endsStreamsWithEverythingPublishedAndATimeToComeBackAt() throws Exception {
        try (HubProcess stopping = HubProcess.start("--http-port=0", "--udp-port=0", "--no-simulate", "--drain=30s")) {
            HttpResponse<Stream<String>> stream = HTTP.send(HttpRequest.newBuilder(stopping.url().resolve("/events")).build(), BodyHandlers.ofLines());
            datagram(stopping, "{\"board\":\"desk\",\"temperature\":21.4}");
            HttpClient other = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(30)).build();
            await().until(() -> other.send(HttpRequest.newBuilder(stopping.url().resolve("/readings")).build(), BodyHandlers.ofString()).body().contains("temperature"));
            stopping.terminate();
            List<String> lines = stream.body().toList();
            assertThat(lines).anyMatch(line -> line.startsWith("event: new_readings"));
            assertThat(lines.get(lines.size() - 2)).startsWith("retry: ");
            assertThat(stopping.status()).isZero();
        }
    }

    @Test
    void countsTheFleetsMishapsPerBoard() throws Exception {
        try (HubProcess fleet = HubProcess.start(
                "simulate", "--boards=5", "--rate=200", "--duration=2s", "--loss=0.1", "--duplicates=0.1", "--reorder=0.1", "--reboots=0.01",
                "--target=127.0.0.1:" + hub.udpPort())) {
            assertThat(fleet.status()).as(fleet.err()).isZero();
            assertThat(fleet.out()).matches("sent \\d+ datagrams from 5 boards: \\d+ new, \\d+ duplicates, \\d+ late; \\d+ lost on the way, \\d+ reboots\\R");
        }
        assertThat(request("GET", "/api/boards").body()).contains("\"name\":\"fleet-5\"").doesNotContain("\"lost\":0,\"duplicates\":0,\"late\":0,\"reboots\":0,\"sensors\":2");
    }
}
