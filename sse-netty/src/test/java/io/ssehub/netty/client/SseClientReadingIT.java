package io.ssehub.netty.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ssehub.netty.client.AwkwardServer.Request;
import io.ssehub.netty.client.AwkwardServer.Route;
import io.ssehub.netty.client.Recorder.Closed;
import io.ssehub.netty.client.Recorder.Comment;
import io.ssehub.netty.client.Recorder.Event;
import io.ssehub.netty.client.Recorder.Open;
import io.ssehub.netty.client.Recorder.Retry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(120)
class SseClientReadingIT {
    private static final String STREAM = ": hello\nretry: 20\n\nevent: new_readings\ndata: 21.4 \u00B0C\ndata: \uD83D\uDE00\nid: 1\n\ndata: 2\n\n";

    private final Recorder recorder = new Recorder();

    static Stream<Arguments> routes() {
        return Stream.of(
                Arguments.of("until the connection closes", Awkward.streamThatEnds(STREAM)),
                Arguments.of("in a chunk", Awkward.chunksThatEnd(STREAM)),
                Arguments.of("in a chunk per byte", Awkward.chunkPerByte(STREAM + "data: 3\n\n")),
                Arguments.of("dribbling", Awkward.dribble(STREAM)),
                Arguments.of("of a known length", Awkward.streamOfLength(STREAM)),
                Arguments.of("in a chunk that is cut", Awkward.cutMidChunk(STREAM)),
                Arguments.of("of a connection that stays open", Awkward.stream(STREAM)),
                Arguments.of("over HTTP/1.0", Awkward.answer("HTTP/1.0 200 OK\r\nContent-Type: text/event-stream\r\n\r\n" + STREAM)),
                Arguments.of("after early hints", Awkward.answer("HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" + AwkwardServer.STREAM_HEAD + STREAM)),
                Arguments.of("with a charset", Awkward.answer("HTTP/1.1 200 OK\r\nContent-Type: Text/Event-Stream ;charset=utf-8\r\n\r\n" + STREAM)),
                Arguments.of("after a byte order mark", Awkward.stream("\uFEFF" + STREAM)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("routes")
    void readsAStream(String name, Route route) throws Exception {
        try (AwkwardServer server = AwkwardServer.with(route); SseClient client = SseClient.builder(server.uri()).connect(recorder)) {
            assertThat(List.of(recorder.next(), recorder.next(), recorder.next(), recorder.next(), recorder.next()))
                    .containsExactly(
                            new Open(),
                            new Comment("hello"),
                            new Retry(20),
                            new Event("new_readings", "21.4 \u00B0C\n\uD83D\uDE00", "1"),
                            new Event("message", "2", "1"));
            assertThat(client.lastEventId()).isEqualTo("1");
        }
    }

    @Test
    void asksAsTheStandardSays() throws Exception {
        try (AwkwardServer server = AwkwardServer.with()) {
            SseClient client = SseClient.builder(server.uri()).header("X-Board", "gr\u00FCn").connect(recorder);
            Request request = server.request();
            assertThat(request.line()).isEqualTo("GET /events?topic=a%20b HTTP/1.1");
            assertThat(request.header("host")).isEqualTo("127.0.0.1:" + server.port());
            assertThat(request.header("accept")).isEqualTo("text/event-stream");
            assertThat(request.header("cache-control")).isEqualTo("no-store");
            assertThat(request.header("x-board")).isEqualTo("gr\u00C3\u00BCn");
            assertThat(request.headers()).doesNotContainKeys("last-event-id", "content-length", "transfer-encoding");
            client.closed().toCompletableFuture().get();
        }
    }

    @Test
    void reachesAnIpv6AddressAndNamesItInBrackets() throws Exception {
        assumeTrue(hasIpv6Loopback(), "no IPv6 here");
        try (AwkwardServer server = AwkwardServer.at(ipv6Loopback(), Awkward.stream("data: a\n\n"));
                SseClient client = SseClient.builder(URI.create("http://[::1]:" + server.port() + "/")).connect(recorder)) {
            assertThat(recorder.events(1)).containsExactly(new Event("message", "a", ""));
            assertThat(server.request().header("host")).isEqualTo("[::1]:" + server.port());
            assertThat(client.readyState()).isEqualTo(ReadyState.OPEN);
        }
    }

    private static InetAddress ipv6Loopback() throws IOException {
        return InetAddress.getByAddress(new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1});
    }

    private static boolean hasIpv6Loopback() throws IOException {
        return NetworkInterface.getByInetAddress(ipv6Loopback()) != null;
    }

    @Test
    void looksUpAHostName() throws Exception {
        try (AwkwardServer server = AwkwardServer.with(Awkward.stream("data: a\n\n"));
                SseClient client = SseClient.builder(URI.create("http://localhost:" + server.port() + "/")).reconnectionTime(Duration.ZERO).connect(recorder)) {
            assertThat(recorder.events(1)).containsExactly(new Event("message", "a", ""));
            assertThat(server.request().header("host")).isEqualTo("localhost:" + server.port());
            assertThat(client.readyState()).isEqualTo(ReadyState.OPEN);
        }
    }

    @Test
    void readsAFloodInOrder() throws Exception {
        int events = 2_000;
        String padding = "x".repeat(10_000);
        Route flood = exchange -> {
            exchange.send(AwkwardServer.STREAM_HEAD);
            for (int i = 0; i < events; i++) {
                exchange.send("data: " + i + padding + "\n\n");
            }
        };
        try (AwkwardServer server = AwkwardServer.with(flood); SseClient client = SseClient.builder(server.uri()).connect(recorder)) {
            List<Event> seen = recorder.events(events);
            for (int i = 0; i < events; i++) {
                assertThat(seen.get(i).data()).isEqualTo(i + padding);
            }
            assertThat(client.lastEventId()).isEmpty();
        }
    }

    @Test
    void endsInOrderWhenItIsToldToStop() throws Exception {
        try (AwkwardServer server = AwkwardServer.with(Awkward.noContent())) {
            SseClient client = SseClient.builder(server.uri()).connect(recorder);
            assertThat(recorder.untilClosed()).containsExactly(new Closed());
            assertThat(client.readyState()).isEqualTo(ReadyState.CLOSED);
            assertThat(server.connections()).isEqualTo(1);
        }
    }
}
