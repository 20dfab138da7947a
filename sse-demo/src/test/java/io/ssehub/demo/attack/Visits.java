package io.ssehub.demo.attack;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.ssehub.test.RawClient;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Short visits to a hub, each of one connection, of every kind: streams, publishing, numbered channels, what is wrong, and what is broken off. Thread-safe. */
final class Visits {
    private static final String HEAD = " HTTP/1.1\r\nHost: localhost\r\n";
    private static final Pattern CHANNEL = Pattern.compile("/rest/events/\\d+\\S*");

    @FunctionalInterface
    private interface Visit {
        void make(RawClient client) throws IOException;
    }

    private final int port;
    private final int udpPort;
    private final List<Visit> kinds = List.of(
            client -> publish(client, "churn/a", "x".repeat(200)),
            client -> stream(client, "GET /events?topic=churn/*" + HEAD + "\r\n"),
            client -> abort(client, "GET /events?topic=churn/a" + HEAD + "\r\n"),
            client -> publish(client, "churn/b", "x".repeat(20_000)),
            client -> stream(client, "GET /events?topic=churn/a&last=50" + HEAD + "\r\n"),
            client -> abort(client, "POST /events?topic=churn/a" + HEAD + "Content-Length: 100000\r\n\r\n" + "x".repeat(50_000)),
            client -> client.request("GET " + subscribe(client)).readThrough("\n\n"),
            client -> stream(client, "GET /events?topic=churn/a&max-rate=10/s" + HEAD + "\r\n"),
            client -> publishLines(client, 50),
            client -> stream(client, "GET /events?topic=churn/* HTTP/1.0\r\nHost: localhost\r\nLast-Event-ID: of-another-time\r\n\r\n"),
            client -> abort(client, "GET /eve"),
            client -> client.request("DELETE " + subscribe(client)).answer(),
            client -> neverRead(client, "GET /events?topic=churn/*&last=1000" + HEAD + "\r\n"),
            client -> answered(client, "BAD <REQUEST>\r\n\r\n", "HTTP/1.1 400 "),
            client -> answered(client, "GET /nowhere" + HEAD + "\r\n", "HTTP/1.1 404 "),
            client -> answered(client, "GET /readings" + HEAD + "\r\n", "HTTP/1.1 200 "),
            this::reading,
            client -> answered(client, "GET /" + HEAD + "\r\n", "HTTP/1.1 200 "),
            client -> abort(client, ""));

    Visits(int port, int udpPort) {
        this.port = port;
        this.udpPort = udpPort;
    }

    /** Makes one visit of each kind. */
    void all() {
        for (int number = 0; number < kinds.size(); number++) {
            make(number);
        }
    }

    /** Makes a visit; the kinds take turns by number. */
    void make(long number) {
        try (RawClient client = RawClient.connect(port)) {
            kinds.get((int) (number % kinds.size())).make(client);
        } catch (IOException e) {
            throw new IllegalStateException("visit " + number, e);
        }
    }

    private static void publish(RawClient client, String topic, String data) {
        answered(client, "POST /events?topic=" + topic + HEAD + "Content-Length: " + data.length() + "\r\n\r\n" + data, "HTTP/1.1 200 ");
    }

    private static void publishLines(RawClient client, int count) {
        String lines = "line\n".repeat(count);
        String head = "POST /events?topic=churn/lines" + HEAD + "Content-Type: application/x-ndjson\r\nContent-Length: " + lines.length() + "\r\n\r\n";
        answered(client, head + lines, "HTTP/1.1 200 ");
    }

    private static void answered(RawClient client, String request, String start) {
        assertThat(client.send(request).answer()).startsWith(start);
    }

    private void stream(RawClient client, String request) {
        client.send(request).readThrough("\r\n\r\n");
        client.readThrough("\n\n"); // the greeting, with which the stream has its place
        make(0);
        client.readThrough("data: x");
    }

    private static void neverRead(RawClient client, String request) {
        client.send(request).readThrough("\r\n\r\n");
        client.resetOnClose();
    }

    private static void abort(RawClient client, String bytes) {
        client.resetOnClose();
        client.send(bytes);
    }

    private static String subscribe(RawClient client) {
        Matcher path = CHANNEL.matcher(client.request("GET /rest/events/subscribe").answer());
        assertThat(path.find()).isTrue();
        return path.group();
    }

    private void reading(RawClient client) throws IOException {
        byte[] datagram = "{\"board\":\"churn\",\"temperature\":%d}".formatted(System.nanoTime() % 100).getBytes(UTF_8);
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.send(new DatagramPacket(datagram, datagram.length, InetAddress.getLoopbackAddress(), udpPort));
        }
        answered(client, "GET /api/boards" + HEAD + "\r\n", "HTTP/1.1 200 ");
    }
}
