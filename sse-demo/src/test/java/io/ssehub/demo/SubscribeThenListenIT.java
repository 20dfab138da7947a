package io.ssehub.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ssehub.test.HubProcess;
import io.ssehub.test.Needs;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The ESP8266 protocol against the hub as it is run, with curl alone, step by step. */
@Needs("curl")
class SubscribeThenListenIT {
    private static final List<String> KEEP_ALIVE = List.of("event: event", "data: { \"TYPE\":\"KEEP-ALIVE\" }");
    private static final String CODE = "%{http_code} %{content_type}";

    @SuppressWarnings("NullAway.Init") // every test begins with start
    private HubProcess hub;

    private void start(String... options) throws IOException {
        String[] all = new String[options.length + 3];
        all[0] = "--http-port=0";
        all[1] = "--udp-port=0";
        all[2] = "--no-simulate";
        System.arraycopy(options, 0, all, 3, options.length);
        hub = HubProcess.start(all);
    }

    @AfterEach
    void stop() throws IOException {
        hub.close();
    }

    private String at(String path) {
        return hub.url() + path.substring(1);
    }

    private void send(String reading) throws IOException {
        byte[] bytes = reading.getBytes(StandardCharsets.UTF_8);
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.send(new DatagramPacket(bytes, bytes.length, InetAddress.getLoopbackAddress(), hub.udpPort()));
        }
    }

    /** Listens and returns when the stream has begun. */
    private static Curl listen(String... arguments) {
        Curl listener = Curl.start(arguments);
        assertThat(listener.event()).startsWith(": listening").hasSizeLessThanOrEqualTo(2); // with an id, unless it resumes
        return listener;
    }

    /** Returns the next event that is no keep-alive, without the id that it must have. */
    private static List<String> change(Curl listener) {
        List<String> event = listener.event();
        while (event.equals(KEEP_ALIVE)) {
            event = listener.event();
        }
        assertThat(event).hasSize(3);
        assertThat(event.get(2)).matches("id: [0-9A-Za-z_-]{1,20}");
        return event.subList(0, 2);
    }

    private static List<String> state(String sensor, int state, int before) {
        return List.of("event: event", "data: {\"TYPE\":\"STATE\", \"" + sensor + "\":{\"state\":" + state + ", \"prevState\":" + before + "}}");
    }

    private String report(String path) {
        return "Handle Not Found\n\nURI: " + path + "\nMethod: GET\nArguments: 0\n404 text/plain; charset=utf-8";
    }

    @Test
    void aClientSubscribesListensLeavesAndComesBackInTime() throws IOException {
        start("--channels=8", "--keep-alive=1s");
        String url = Curl.run(at("/rest/events/subscribe"));
        assertThat(url).isEqualTo(at("/rest/events/0"));
        try (Curl listener = listen(url)) {
            send("{\"sensor\":\"sensorB\",\"state\":13502}");
            assertThat(change(listener)).isEqualTo(state("sensorB", 13502, 0));
            send("{\"sensor\":\"sensorB\",\"state\":13502}");
            send("{\"sensor\":\"sensorB\",\"state\":12408}");
            assertThat(change(listener)).isEqualTo(state("sensorB", 12408, 13502));
            assertThat(listener.event()).isEqualTo(KEEP_ALIVE);

            assertThat(Curl.run("--interface", "127.0.0.2", "--write-out", CODE, url)).isEqualTo(report("/rest/events/0"));
            assertThat(Curl.run("--interface", "127.0.0.2", "--request", "DELETE", "--write-out", CODE, url)).endsWith("404 text/plain; charset=utf-8");
            String other = Curl.run("--interface", "127.0.0.2", at("/rest/events/subscribe"));
            assertThat(other).isEqualTo(at("/rest/events/1"));
            try (Curl otherListener = listen("--interface", "127.0.0.2", other)) {
                send("{\"sensor\":\"sensorA\",\"state\":7}");
                assertThat(change(otherListener)).isEqualTo(state("sensorA", 7, 0));
                assertThat(change(listener)).isEqualTo(state("sensorA", 7, 0));
            }
        }
        try (Curl back = listen(url); Curl newer = listen(url)) {
            assertThat(back.rest().replace(String.join("\n", KEEP_ALIVE) + "\n\n", "")).isEmpty();
            send("{\"sensor\":\"sensorA\",\"state\":8}");
            assertThat(change(newer)).isEqualTo(state("sensorA", 8, 7));
            assertThat(Curl.run("--request", "DELETE", "--write-out", "%{http_code}", url)).isEqualTo("204");
            assertThat(newer.rest()).doesNotContain("STATE");
        }
        assertThat(Curl.run("--write-out", CODE, url)).isEqualTo(report("/rest/events/0"));
        assertThat(Curl.run(at("/rest/events/subscribe"))).isEqualTo(url);
    }

    @Test
    void aClientThatComesBackTooLateSubscribesAnew() throws IOException {
        start("--lease=2s");
        String url = listenOnceAndLeave();
        // Asking by HEAD takes no lease anew.
        await().atMost(Duration.ofMinutes(1)).until(() -> Curl.run("--head", url).startsWith("HTTP/1.1 404 "));
        assertThat(Curl.run("--write-out", CODE, url)).isEqualTo(report("/rest/events/0"));
        assertThat(Curl.run(at("/rest/events/subscribe"))).isEqualTo(url);
        await().atMost(Duration.ofMinutes(1)).until(() -> hub.err().lines().anyMatch(line -> line.endsWith("client no longer connected and removed number=0 address=127.0.0.1")));
    }

    /** Subscribes until it comes to listening within the lease: a slow machine may need a second try, as any client may. */
    private String listenOnceAndLeave() {
        while (true) {
            String url = Curl.run(at("/rest/events/subscribe"));
            try (Curl listener = Curl.start(url)) {
                if (listener.line().equals(": listening")) {
                    return url;
                }
            }
        }
    }

    @Test
    void whatTheHubDoesNotKnowIsTheReportAndWhatItKnowsIsNot() throws IOException {
        start("--channels=1");
        for (String path : List.of("/nowhere", "/rest", "/rest/events", "/rest/events/0", "/rest/events/1", "/rest/events/x", "/health", "/api", "/events/x", "/favicon.txt")) {
            assertThat(Curl.run("--write-out", CODE, at(path))).isEqualTo(report(path));
        }
        assertThat(Curl.run("--data", "a=b", at("/nowhere?name=value&n%C3%A4me=%zz"))).isEqualTo("""
                Handle Not Found

                URI: /nowhere
                Method: POST
                Arguments: 2
                 name: value
                 näme: %zz
                """);
        assertThat(Curl.run("--head", at("/nowhere"))).startsWith("HTTP/1.1 404 ").contains("X-Content-Type-Options: nosniff\r\n");
        for (String path : List.of("/", "/events", "/readings", "/health/live", "/metrics", "/api/channels", "/rest/events/subscribe", "/rest/events/0")) {
            assertThat(Curl.run("--include", "--request", "PATCH", at(path))).startsWith("HTTP/1.1 405 ").contains("\r\nAllow: ").doesNotContain("Handle Not Found");
        }
        Curl.run(at("/rest/events/subscribe"));
        assertThat(Curl.run("--include", at("/rest/events/subscribe")))
                .startsWith("HTTP/1.1 404 ")
                .contains("\r\nRetry-After: ")
                .endsWith("Handle Not Found\n\nURI: /rest/events/subscribe\nMethod: GET\nArguments: 0\nReason: all channels taken\n");
        assertThat(Curl.run(at("/api/channels"))).contains("\"total\":1,\"leased\":1,\"listening\":0").contains("\"number\":0,\"address\":\"127.0.0.1\",\"state\":\"registered\"");
        assertThat(Curl.run(at("/metrics"))).containsPattern("channels_refused\\S*all_taken\\S* 1");
    }
}
