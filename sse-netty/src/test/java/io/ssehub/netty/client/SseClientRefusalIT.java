package io.ssehub.netty.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.ssehub.netty.client.AwkwardServer.Route;
import io.ssehub.netty.client.Recorder.Call;
import io.ssehub.netty.client.Recorder.Closed;
import io.ssehub.netty.client.Recorder.Event;
import io.ssehub.netty.client.Recorder.Failure;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class SseClientRefusalIT {
    private final Recorder recorder = new Recorder();

    private SseClient.Builder builder(AwkwardServer server) {
        return SseClient.builder(server.uri()).reconnectionTime(Duration.ofMillis(10));
    }

    /** Runs a client to its end and returns what it failed with, which it must say once, without reconnecting. */
    private Throwable failure(SseClient.Builder builder) throws InterruptedException {
        SseClient client = builder.connect(recorder);
        List<Call> calls = recorder.untilClosed();
        assertThat(client.readyState()).isEqualTo(ReadyState.CLOSED);
        List<Failure> errors = calls.stream().filter(Failure.class::isInstance).map(Failure.class::cast).toList();
        assertThat(errors).hasSize(1);
        assertThat(errors.get(0).willReconnect()).isFalse();
        assertThat(calls.subList(calls.size() - 2, calls.size())).containsExactly(errors.get(0), new Closed());
        return errors.get(0).cause();
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(ints = {201, 205, 206, 300, 304, 400, 401, 404, 410, 429, 500, 502, 503, 504, 599, 999})
    void failsForGoodAtAnyOtherStatus(int status) throws Exception {
        try (AwkwardServer server = AwkwardServer.with(Awkward.status(status))) {
            Throwable cause = failure(builder(server));
            assertThat(cause).isInstanceOfSatisfying(SseException.class, e -> assertThat(e.status()).isEqualTo(status));
            assertThat(cause).hasMessageStartingWith("the server answered " + status).hasMessageEndingWith("; 200 is needed");
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @ParameterizedTest(name = "''{0}''")
    @ValueSource(strings = {"text/html", "text/event-streams", "text/event-stream, text/html", "application/json", "text", "x \"y\"", ""})
    void failsForGoodAtAnotherContentType(String contentType) throws Exception {
        try (AwkwardServer server = AwkwardServer.with(Awkward.answer("HTTP/1.1 200 OK\r\nContent-Type: " + contentType + "\r\n\r\ndata: x\n\n"))) {
            assertThat(failure(builder(server))).hasMessageStartingWith("the answer's Content-Type is \"").hasMessageEndingWith("; text/event-stream is needed");
        }
    }

    @Test
    void failsForGoodWithoutAContentType() throws Exception {
        try (AwkwardServer server = AwkwardServer.with(Awkward.answer("HTTP/1.1 200 OK\r\n\r\ndata: x\n\n"))) {
            assertThat(failure(builder(server))).hasMessage("the answer's Content-Type is none; text/event-stream is needed");
        }
    }

    @Test
    void failsForGoodAtACodingItDidNotAskFor() throws Exception {
        try (AwkwardServer server =
                AwkwardServer.with(Awkward.answer("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Encoding: gzip\r\n\r\n\u001F"))) {
            assertThat(failure(builder(server))).hasMessage("the answer's Content-Encoding is \"gzip\"; none was asked for");
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void followsARedirectAndBeginsAnewAtTheReconnection(int status) throws Exception {
        try (AwkwardServer server = AwkwardServer.with(
                Awkward.redirect(status, "/there?x=1"), Awkward.streamThatEnds("id: 5\ndata: a\n\n"), Awkward.redirect(status, "elsewhere"), Awkward.noContent())) {
            SseClient client = builder(server).header("Authorization", "Bearer x").connect(recorder);
            assertThat(recorder.events(1)).containsExactly(new Event("message", "a", "5"));
            client.closed().toCompletableFuture().get();
            assertThat(server.request().line()).isEqualTo("GET /events?topic=a%20b HTTP/1.1");
            AwkwardServer.Request redirected = server.request();
            assertThat(redirected.line()).isEqualTo("GET /there?x=1 HTTP/1.1");
            assertThat(redirected.header("authorization")).isEqualTo("Bearer x");
            assertThat(server.request().line()).isEqualTo("GET /events?topic=a%20b HTTP/1.1");
            AwkwardServer.Request last = server.request();
            assertThat(last.line()).isEqualTo("GET /elsewhere HTTP/1.1");
            assertThat(last.lastEventId()).isEqualTo("5");
        }
    }

    @Test
    void keepsSecretsFromAnotherServerARedirectLeadsTo() throws Exception {
        try (AwkwardServer other = AwkwardServer.with(Awkward.noContent());
                AwkwardServer server = AwkwardServer.with(Awkward.redirect(307, "http://127.0.0.1:" + other.port() + "/there"))) {
            builder(server)
                    .header("Authorization", "Bearer x")
                    .header("Cookie", "a=b")
                    .header("X-Plain", "y")
                    .connect(recorder)
                    .closed()
                    .toCompletableFuture()
                    .get();
            AwkwardServer.Request request = other.request();
            assertThat(request.headers()).doesNotContainKeys("authorization", "cookie");
            assertThat(request.header("x-plain")).isEqualTo("y");
            assertThat(request.header("host")).isEqualTo("127.0.0.1:" + other.port());
        }
    }

    @Test
    void failsForGoodWhenRedirectsNeverEnd() throws Exception {
        Route[] loop = IntStream.range(0, 30).mapToObj(i -> Awkward.redirect(302, "/events?topic=a%20b")).toArray(Route[]::new);
        try (AwkwardServer server = AwkwardServer.with(loop)) {
            assertThat(failure(builder(server))).hasMessage("redirected more than 20 times, at last to \"/events?topic=a%20b\"");
            assertThat(server.connections()).isEqualTo(21);
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"wss://127.0.0.1/", "http://%", "http://u:p@127.0.0.1/", "ftp://127.0.0.1/"})
    void failsForGoodWhenARedirectLeadsNowhere(String location) throws Exception {
        try (AwkwardServer server = AwkwardServer.with(Awkward.redirect(302, location))) {
            assertThat(failure(builder(server))).hasMessageStartingWith("redirected to \"" + location + "\", where this client cannot go");
        }
    }

    @Test
    void failsForGoodAtARedirectWithoutALocation() throws Exception {
        try (AwkwardServer server = AwkwardServer.with(Awkward.answer("HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n"))) {
            assertThat(failure(builder(server))).hasMessage("the server answered 302 Found; 200 is needed");
        }
    }

    @Test
    void failsForGoodAtALineBeyondTheLimitAfterWhatCameBefore() throws Exception {
        try (AwkwardServer server = AwkwardServer.with(Awkward.hugeLine())) {
            Throwable cause = failure(builder(server).maxLineBytes(100_000));
            assertThat(cause).hasMessage("a line of the event stream is longer than the 100000 bytes that are allowed");
        }
    }

    @ParameterizedTest(name = "data of {0} bytes")
    @CsvSource({"99, true", "100, false"})
    void failsForGoodAtDataBeyondTheLimit(int bytes, boolean allowed) throws Exception {
        try (AwkwardServer server = AwkwardServer.with(Awkward.streamThatEnds("data: " + "x".repeat(bytes) + "\n\n"))) {
            SseClient client = builder(server).maxDataBytes(100).connect(recorder);
            List<Call> calls = recorder.untilClosed();
            assertThat(calls.contains(new Event("message", "x".repeat(bytes), ""))).isEqualTo(allowed);
            assertThat(client.readyState()).isEqualTo(ReadyState.CLOSED);
        }
    }

    @Test
    void failsForGoodWhenItsListenerDoes() throws Exception {
        RuntimeException own = new IllegalStateException("listener");
        List<Throwable> errors = new CopyOnWriteArrayList<>();
        SseListener listener = new SseListener() {
            @Override
            public void event(String type, String data, String lastEventId) {
                throw own;
            }

            @Override
            public void error(Throwable cause, boolean willReconnect) {
                assertThat(willReconnect).isFalse();
                errors.add(cause);
            }
        };
        try (AwkwardServer server = AwkwardServer.with(Awkward.stream("data: a\n\ndata: b\n\n"))) {
            SseClient client = builder(server).connect(listener);
            client.closed().toCompletableFuture().get();
            assertThat(errors).containsExactly(own);
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @Test
    void endsWhenEachCallbackThrows() throws Exception {
        SseListener listener = new SseListener() {
            @Override
            public void open() {
                throw new IllegalStateException("open");
            }

            @Override
            public void event(String type, String data, String lastEventId) {}

            @Override
            public void error(Throwable cause, boolean willReconnect) {
                throw new IllegalStateException("error", cause);
            }

            @Override
            public void closed() {
                throw new IllegalStateException("closed");
            }
        };
        try (AwkwardServer server = AwkwardServer.with(Awkward.stream("data: a\n\n"))) {
            SseClient client = builder(server).connect(listener);
            client.closed().toCompletableFuture().get();
            assertThat(client.readyState()).isEqualTo(ReadyState.CLOSED);
        }
    }
}
