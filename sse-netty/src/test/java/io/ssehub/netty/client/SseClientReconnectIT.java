package io.ssehub.netty.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.ssehub.netty.client.AwkwardServer.Route;
import io.ssehub.netty.client.Recorder.Closed;
import io.ssehub.netty.client.Recorder.Event;
import io.ssehub.netty.client.Recorder.Failure;
import io.ssehub.netty.client.Recorder.Open;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class SseClientReconnectIT {
    private final Recorder recorder = new Recorder();

    private SseClient.Builder builder(AwkwardServer server) {
        return SseClient.builder(server.uri()).reconnectionTime(Duration.ofMillis(10));
    }

    static Stream<Arguments> endings() {
        String whole = "id: 1\ndata: a\n\n";
        return Stream.of(
                Arguments.of("closed", Awkward.streamThatEnds(whole)),
                Arguments.of("cut mid-event", Awkward.streamThatEnds(whole + "id: 2\ndata: half")),
                Arguments.of("cut before the empty line", Awkward.streamThatEnds(whole + "id: 2\ndata: b\n")),
                Arguments.of("ended without a line end", Awkward.chunksThatEnd(whole + "id: 2")),
                Arguments.of("the last chunk", Awkward.chunksThatEnd(whole)),
                Arguments.of("the promised length", Awkward.streamOfLength(whole)),
                Arguments.of("cut mid-chunk", Awkward.cutMidChunk(whole)),
                Arguments.of("cut mid-chunk-size", Awkward.cutMidChunkSize(whole)),
                Arguments.of("a bad chunk", Awkward.badChunk(whole)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("endings")
    void resumesAfterTheLastWholeEventWhenTheStreamEnds(String name, Route ending) throws Exception {
        try (AwkwardServer server = AwkwardServer.with(ending, Awkward.streamThatEnds("id: 2\ndata: b\n\n"))) {
            SseClient client = builder(server).connect(recorder);
            assertThat(recorder.next()).isEqualTo(new Open());
            assertThat(recorder.next()).isEqualTo(new Event("message", "a", "1"));
            Failure failure = recorder.next(Failure.class);
            assertThat(failure.willReconnect()).isTrue();
            assertThat(failure.cause()).isInstanceOf(SseException.class);
            assertThat(recorder.next()).isEqualTo(new Open());
            assertThat(recorder.next()).isEqualTo(new Event("message", "b", "2"));
            assertThat(recorder.next(Failure.class).willReconnect()).isTrue();
            assertThat(recorder.next()).isEqualTo(new Closed());
            assertThat(server.request().headers()).doesNotContainKey("last-event-id");
            assertThat(server.request().lastEventId()).isEqualTo("1");
            assertThat(server.request().lastEventId()).isEqualTo("2");
            assertThat(client.readyState()).isEqualTo(ReadyState.CLOSED);
        }
    }

    @Test
    void reconnectsAfterAReset() throws Exception {
        try (AwkwardServer server = AwkwardServer.with(Awkward.reset(), Awkward.stream("data: a\n\n")); SseClient client = builder(server).connect(recorder)) {
            assertThat(recorder.failure().willReconnect()).isTrue();
            assertThat(recorder.events(1)).containsExactly(new Event("message", "a", ""));
            assertThat(client.readyState()).isEqualTo(ReadyState.OPEN);
        }
    }

    static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of("no answer", Awkward.closeAtOnce()),
                Arguments.of("half an answer", (Route) exchange -> exchange.send("HTTP/1.1 200 OK\r\nContent-Ty")),
                Arguments.of("no HTTP", (Route) exchange -> exchange.send("SSH-2.0-OpenSSH\r\n\r\n")),
                Arguments.of("a head beyond the limit", Awkward.answer("HTTP/1.1 200 OK\r\nX: " + "x".repeat(20_000) + "\r\n\r\n")),
                Arguments.of("a first line beyond the limit", Awkward.answer("HTTP/1.1 200 " + "x".repeat(20_000) + "\r\n\r\n")),
                Arguments.of("nothing but early hints", (Route) exchange -> exchange.send("HTTP/1.1 103 Early Hints\r\n\r\n".repeat(50))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("failures")
    void triesAgainWhenThereIsNoAnswer(String name, Route failure) throws Exception {
        try (AwkwardServer server = AwkwardServer.with(failure, failure, Awkward.stream("data: a\n\n")); SseClient client = builder(server).connect(recorder)) {
            assertThat(recorder.next(Failure.class).willReconnect()).isTrue();
            assertThat(recorder.next(Failure.class).willReconnect()).isTrue();
            assertThat(recorder.next()).isEqualTo(new Open());
            assertThat(recorder.next()).isEqualTo(new Event("message", "a", ""));
            assertThat(client.readyState()).isEqualTo(ReadyState.OPEN);
        }
    }

    @Test
    void triesAgainWhenNobodyListens() throws Exception {
        int port;
        try (AwkwardServer server = AwkwardServer.with()) {
            port = server.port();
        }
        try (SseClient client = SseClient.builder(URI.create("http://127.0.0.1:" + port + "/")).reconnectionTime(Duration.ofMillis(1)).connect(recorder)) {
            assertThat(recorder.failure().willReconnect()).isTrue();
            assertThat(recorder.failure().cause()).hasMessageStartingWith("cannot connect to /127.0.0.1:" + port);
            assertThat(client.readyState()).isEqualTo(ReadyState.CONNECTING);
        }
    }

    @Test
    void triesAgainWhenThereIsNoSuchHost() throws Exception {
        try (SseClient client = SseClient.builder(URI.create("http://no-such-host.invalid/")).reconnectionTime(Duration.ofMillis(1)).connect(recorder)) {
            assertThat(recorder.failure()).matches(Failure::willReconnect);
            assertThat(recorder.failure().cause()).hasMessage("there is no address for the host \"no-such-host.invalid\"");
            assertThat(client.readyState()).isEqualTo(ReadyState.CONNECTING);
        }
    }

    @Test
    void triesAgainWhenTheAnswerTakesTooLong() throws Exception {
        try (AwkwardServer server = AwkwardServer.with(Awkward.silent(), Awkward.silent());
                SseClient client = builder(server).connectTimeout(Duration.ofMillis(300)).connect(recorder)) {
            assertThat(recorder.failure()).matches(Failure::willReconnect);
            assertThat(recorder.failure()).matches(Failure::willReconnect);
            assertThat(client.lastEventId()).isEmpty();
        }
    }

    @Test
    void takesASilentConnectionForLostIfItIsTold() throws Exception {
        try (AwkwardServer server = AwkwardServer.with(Awkward.stream("id: 7\ndata: a\n\n"), Awkward.stream("data: b\n\n"));
                SseClient client = builder(server).idleTimeout(Duration.ofMillis(700)).connect(recorder)) {
            assertThat(recorder.events(1)).containsExactly(new Event("message", "a", "7"));
            assertThat(recorder.failure().cause()).hasMessage("the server has been silent for too long");
            assertThat(recorder.events(1)).containsExactly(new Event("message", "b", "7"));
            assertThat(client.lastEventId()).isEqualTo("7");
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"7", "\u20AC \uD83D\uDE00", "a b", "\t\u0001\u007F~", "x\uFFFDy"})
    void sendsTheLastEventIdAsUtf8(String id) throws Exception {
        try (AwkwardServer server = AwkwardServer.with(Awkward.streamThatEnds("data: a\nid: " + id + "\n\n"))) {
            builder(server).connect(recorder).closed().toCompletableFuture().get();
            assertThat(server.request().headers()).doesNotContainKey("last-event-id");
            assertThat(server.request().lastEventId()).isEqualTo(id);
        }
    }

    @Test
    void sendsTheIdThatABlockWithoutDataLeft() throws Exception {
        try (AwkwardServer server = AwkwardServer.with(Awkward.streamThatEnds("id: 1\ndata: a\n\n: keep-alive\nid: 2\n\nid: 3\n"))) {
            builder(server).connect(recorder).closed().toCompletableFuture().get();
            server.request();
            assertThat(server.request().lastEventId()).isEqualTo("2");
        }
    }

    @Test
    void sendsNoIdAfterAnEmptyOne() throws Exception {
        try (AwkwardServer server = AwkwardServer.with(Awkward.streamThatEnds("id: 1\ndata: a\n\nid\ndata: b\n\n"))) {
            builder(server).lastEventId("0").connect(recorder).closed().toCompletableFuture().get();
            assertThat(server.request().lastEventId()).isEqualTo("0");
            assertThat(server.request().headers()).doesNotContainKey("last-event-id");
        }
    }

    @Test
    void keepsTheIdOverAStreamWithoutIds() throws Exception {
        try (AwkwardServer server = AwkwardServer.with(Awkward.streamThatEnds("id: 1\ndata: a\n\n"), Awkward.streamThatEnds("data: b\n\n"))) {
            builder(server).connect(recorder).closed().toCompletableFuture().get();
            server.request();
            assertThat(server.request().lastEventId()).isEqualTo("1");
            assertThat(server.request().lastEventId()).isEqualTo("1");
        }
    }

    @Test
    void waitsAsLongAsRetrySays() throws Exception {
        AtomicLong endedNanos = new AtomicLong();
        Route route = exchange -> {
            exchange.send(AwkwardServer.STREAM_HEAD + "retry: 400\n");
            endedNanos.set(System.nanoTime());
        };
        try (AwkwardServer server = AwkwardServer.with(route)) {
            builder(server).connect(recorder).closed().toCompletableFuture().get();
            server.request();
            long waitedNanos = server.request().receivedNanos() - endedNanos.get();
            assertThat(waitedNanos).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(400));
        }
    }

    @Test
    void keepsRetryOverReconnectionsUntilAnotherComes() throws Exception {
        try (AwkwardServer server = AwkwardServer.with(
                Awkward.streamThatEnds("retry: 3600000\nretry: 1\n\n"), Awkward.streamThatEnds("data: a\n\n"), Awkward.streamThatEnds("retry: 2x\n\n"))) {
            SseClient client = SseClient.builder(server.uri()).reconnectionTime(Duration.ofHours(1)).connect(recorder);
            client.closed().toCompletableFuture().get(30, TimeUnit.SECONDS);
            assertThat(server.connections()).isEqualTo(4);
        }
    }

    @Test
    void tellsTheReadyStateAtEachStep() throws Exception {
        List<ReadyState> states = new ArrayList<>();
        SseClient[] client = new SseClient[1];
        SseListener listener = new SseListener() {
            @Override
            public void open() {
                states.add(client[0].readyState());
            }

            @Override
            public void event(String type, String data, String lastEventId) {
                states.add(client[0].readyState());
            }

            @Override
            public void error(Throwable cause, boolean willReconnect) {
                states.add(client[0].readyState());
            }

            @Override
            public void closed() {
                states.add(client[0].readyState());
            }
        };
        CountDownLatch assigned = new CountDownLatch(1);
        Route first = exchange -> {
            assigned.await();
            exchange.send(AwkwardServer.STREAM_HEAD + "data: a\n\n");
        };
        try (AwkwardServer server = AwkwardServer.with(first)) {
            client[0] = builder(server).connect(listener);
            assertThat(client[0].readyState()).isEqualTo(ReadyState.CONNECTING);
            assigned.countDown();
            client[0].closed().toCompletableFuture().get();
            assertThat(states).containsExactly(ReadyState.OPEN, ReadyState.OPEN, ReadyState.CONNECTING, ReadyState.CLOSED);
        }
    }

    @Test
    void losesAndRepeatsNothingOverManyCuts() throws Exception {
        int events = 200;
        Route[] routes = new Route[40];
        Arrays.fill(routes, (Route) exchange -> {
            // Each connection resumes behind the id it was asked for and is cut within an event, a few bytes later each time.
            int from = exchange.request().lastEventId().isEmpty() ? 0 : Integer.parseInt(exchange.request().lastEventId());
            StringBuilder rest = new StringBuilder();
            for (int i = from + 1; i <= events; i++) {
                rest.append("id: ").append(i).append("\ndata: event ").append(i).append("\n\n");
            }
            exchange.send(AwkwardServer.STREAM_HEAD + rest.substring(0, Math.min(rest.length(), 150 + from)));
        });
        try (AwkwardServer server = AwkwardServer.with(routes)) {
            SseClient client = builder(server).reconnectionTime(Duration.ZERO).connect(recorder);
            List<Event> seen = recorder.events(events);
            client.close();
            for (int i = 1; i <= events; i++) {
                assertThat(seen.get(i - 1)).isEqualTo(new Event("message", "event " + i, Integer.toString(i)));
            }
            assertThat(server.connections()).isGreaterThan(5);
        }
    }
}
