package io.ssehub.netty.server;

import static io.ssehub.netty.server.Http2Client.CONTINUATION;
import static io.ssehub.netty.server.Http2Client.DATA;
import static io.ssehub.netty.server.Http2Client.END_HEADERS;
import static io.ssehub.netty.server.Http2Client.END_STREAM;
import static io.ssehub.netty.server.Http2Client.GOAWAY;
import static io.ssehub.netty.server.Http2Client.HEADERS;
import static io.ssehub.netty.server.Http2Client.PING;
import static io.ssehub.netty.server.Http2Client.RST_STREAM;
import static io.ssehub.netty.server.Http2Client.SETTINGS;
import static io.ssehub.netty.server.Http2Client.WINDOW_UPDATE;
import static io.ssehub.netty.server.Http2Client.head;
import static io.ssehub.netty.server.Http2Client.header;
import static io.ssehub.netty.server.Http2Client.number;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.handler.codec.http2.Http2Headers;
import io.ssehub.core.event.ServerSentEvent;
import io.ssehub.netty.http.Answer;
import io.ssehub.netty.http.HttpOptions;
import io.ssehub.netty.http.Proxies;
import io.ssehub.netty.server.Http2Client.Frame;
import io.ssehub.netty.tls.SelfSigned;
import io.ssehub.netty.tls.Tls;
import io.ssehub.netty.tls.Trust;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class Http2IT {
    private static final Duration DEADLINE = Duration.ofSeconds(60);
    private static final int PROTOCOL_ERROR = 1;
    private static final int REFUSED_STREAM = 7;
    private static final int ENHANCE_YOUR_CALM = 11;

    /** The setting INITIAL_WINDOW_SIZE, of none. */
    private static final String NO_WINDOW = "\0\4" + number(0);

    private final SseServer server = builder().build().start();

    private static SseServer.Builder builder() {
        return SseServer.builder().port(0).drain(Duration.ofSeconds(2)).routes(routes -> routes
                .on("GET", "/base", exchange -> exchange.answer(Answer.text(200, exchange.baseUrl())))
                .on("GET", "/large", exchange -> exchange.answer(Answer.text(200, "x".repeat(100_000)))));
    }

    @AfterEach
    void stop() {
        server.stop();
    }

    private Http2Client connect() {
        return Http2Client.connect(server.port());
    }

    private static long closed(SseServer of, String cause) {
        return of.hub().counters().counter("http_connections_closed", cause, "").value();
    }

    /** Opens a stream of events and returns once it has begun. */
    private static void listen(Http2Client client, int stream, String path) {
        client.get(stream, path);
        assertThat(client.status(stream)).isEqualTo("200");
        client.readThrough(stream, "\n\n");
    }

    @Test
    void answersRequests() {
        try (Http2Client client = connect().get(1, "/base").get(3, "/nowhere").get(5, "/large")) {
            assertThat(client.status(1)).isEqualTo("200");
            Frame body = client.read(1);
            assertThat(body.text()).isEqualTo("http://localhost");
            assertThat(body.endsStream()).isTrue();
            assertThat(client.status(3)).isEqualTo("404");
            Http2Headers head = client.headers(client.read(frame -> frame.stream() == 5));
            assertThat(head.get("content-type")).hasToString("text/plain; charset=utf-8");
            assertThat(head.get("content-length")).hasToString("100000");
            client.frame(WINDOW_UPDATE, 0, 5, number(100_000)).frame(WINDOW_UPDATE, 0, 0, number(100_000));
            assertThat(client.readThrough(5, "x".repeat(100_000))).hasSize(100_000);
        }
    }

    @Test
    void takesPublishedEvents() {
        String post = head("POST", "/events?topic=a") + header("content-type", "text/plain");
        try (Http2Client client = connect().frame(HEADERS, END_HEADERS, 1, post).frame(DATA, 0, 1, "hel").frame(DATA, END_STREAM, 1, "lo")) {
            Http2Headers head = client.headers(client.read(frame -> frame.type() == HEADERS));
            assertThat(head.status()).hasToString("200");
            assertThat(head.get("sse-last-event-id")).isNotEmpty();
            assertThat(client.read(1).text()).startsWith("{\"id\":\"");
            listen(client, 3, "/events?last=1");
            client.readThrough(3, "data: hello\nid: " + head.get("sse-last-event-id") + "\n\n");
        }
    }

    @Test
    void aHeadRequestGetsTheHeadAlone() {
        try (Http2Client client = connect().frame(HEADERS, END_HEADERS | END_STREAM, 1, head("HEAD", "/events"))) {
            Frame head = client.read(1);
            assertThat(client.headers(head).get("content-type")).hasToString("text/event-stream");
            assertThat(head.endsStream()).isTrue();
        }
    }

    @Test
    void manyStreamsShareAConnection() {
        try (Http2Client client = connect()) {
            for (int stream = 1; stream < 20; stream += 2) {
                listen(client, stream, "/events?topic=t" + stream);
            }
            for (int stream = 19; stream > 0; stream -= 2) {
                server.hub().publish("t" + stream, ServerSentEvent.of("for " + stream));
                assertThat(client.read(frame -> frame.type() == DATA)).matches(data -> data.text().startsWith("data: for " + data.stream() + "\n"));
            }
            client.frame(RST_STREAM, 0, 1, number(8)); // CANCEL
            await().atMost(DEADLINE).until(() -> states() == 9);
        }
        await().atMost(DEADLINE).until(() -> states() == 0);
    }

    private long states() {
        return server.subscribers().stream().mapToLong(states -> states.join().size()).sum();
    }

    /** One walks, two share a feed. */
    @ParameterizedTest(name = "{0} of the same selection")
    @ValueSource(ints = {1, 2})
    void streamsWithoutAWindowStayBehindInTheLog(int count) {
        try (Http2Client client = Http2Client.connect(server.port(), NO_WINDOW)) {
            for (int stream = 1; stream < 2 * count; stream += 2) {
                assertThat(client.get(stream, "/events?topic=a").status(stream)).isEqualTo("200");
            }
            for (int i = 0; i < 100; i++) {
                server.hub().publish("a", ServerSentEvent.of(i + "x".repeat(10_000)));
            }
            await().atMost(DEADLINE).until(() ->
                    server.subscribers().stream().flatMap(states -> states.join().stream()).filter(state -> state.behindBytes() > 980_000).count() == count);
            server.hub().publish("a", ServerSentEvent.of("last"));
            client.frame(WINDOW_UPDATE, 0, 0, number(count * 2_000_000));
            for (int stream = 1; stream < 2 * count; stream += 2) {
                client.frame(WINDOW_UPDATE, 0, stream, number(2_000_000));
                String text = client.readThrough(stream, "data: last\nid: " + server.hub().head() + "\n\n");
                assertThat(text.lines().filter(line -> line.endsWith("x"))).hasSize(100);
            }
        }
    }

    @Test
    void aStreamThatTakesNothingIsReset() {
        try (SseServer impatient = builder().keepAlive(Duration.ofSeconds(2)).build().start();
                Http2Client client = Http2Client.connect(impatient.port(), NO_WINDOW).get(1, "/events")) {
            assertThat(client.status(1)).isEqualTo("200");
            assertThat(client.read(frame -> frame.type() == RST_STREAM).stream()).isEqualTo(1);
            assertThat(impatient.hub().counters().counter("subscribers_cut", "stalled", "").value()).isEqualTo(1);
            assertThat(client.get(3, "/base").status(3)).isEqualTo("200");
        }
    }

    static Stream<Arguments> malformed() {
        String get = head("GET", "/base");
        return Stream.of(
                Arguments.of("no path", header(":method", "GET") + header(":scheme", "http") + header(":authority", "localhost")),
                Arguments.of("empty path", head("GET", "")),
                Arguments.of("path without slash", head("GET", "base")),
                Arguments.of("path with a space", head("GET", "/a b")),
                Arguments.of("path with a fragment", head("GET", "/a#b")),
                Arguments.of("path with a line feed", head("GET", "/a\nb")),
                Arguments.of("absolute path", head("GET", "http://localhost/base")),
                Arguments.of("no method", header(":scheme", "http") + header(":path", "/") + header(":authority", "localhost")),
                Arguments.of("method that is no token", head("GE T", "/base")),
                Arguments.of("CONNECT", head("CONNECT", "/base")),
                Arguments.of("two methods", header(":method", "GET") + get),
                Arguments.of("two paths", header(":path", "/base") + get),
                Arguments.of("unknown scheme", get.replace("\4http", "\4mail")),
                Arguments.of("unknown pseudo-header", get + header(":status", "200")),
                Arguments.of("pseudo-header behind others", header("a", "b") + get),
                Arguments.of("no host", header(":method", "GET") + header(":scheme", "http") + header(":path", "/base")),
                Arguments.of("another Host", get + header("host", "127.0.0.1")),
                Arguments.of("two Hosts", get + header("host", "localhost") + header("host", "localhost")),
                Arguments.of("a user", header(":method", "GET") + header(":scheme", "http") + header(":path", "/base") + header(":authority", "me@localhost")),
                Arguments.of("upper case", get + header("Accept", "*/*")),
                Arguments.of("connection", get + header("connection", "close")),
                Arguments.of("keep-alive", get + header("keep-alive", "1")),
                Arguments.of("proxy-connection", get + header("proxy-connection", "close")),
                Arguments.of("transfer-encoding", get + header("transfer-encoding", "chunked")),
                Arguments.of("upgrade", get + header("upgrade", "h2c")),
                Arguments.of("te", get + header("te", "gzip")),
                Arguments.of("name that is no token", get + header("a b", "c")),
                Arguments.of("value with a line feed", get + header("a", "b\nc")),
                Arguments.of("value with a NUL", get + header("a", "b\0c")),
                Arguments.of("padded value", get + header("a", " b")),
                Arguments.of("a length without a body", get + header("content-length", "1")),
                Arguments.of("a length that is none", get + header("content-length", "+0")),
                Arguments.of("two lengths", get + header("content-length", "0") + header("content-length", "1")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("malformed")
    void aMalformedRequestIsReset(String name, String head) {
        try (Http2Client client = connect().frame(HEADERS, END_HEADERS | END_STREAM, 1, head)) {
            Frame answer = client.read(1);
            assertThat(answer.type()).as(name).isEqualTo(RST_STREAM);
            assertThat(answer.number(0)).isEqualTo(PROTOCOL_ERROR);
            assertThat(client.get(3, "/base").status(3)).isEqualTo("200");
        }
    }

    @Test
    void refusalsAreAnswered() {
        String elsewhere = header(":method", "GET") + header(":scheme", "http") + header(":path", "/base") + header(":authority", "evil.example");
        String large = head("POST", "/events?topic=a") + header("content-length", "99999999");
        try (Http2Client client = connect().frame(HEADERS, END_HEADERS | END_STREAM, 1, elsewhere).frame(HEADERS, END_HEADERS, 3, large)) {
            assertThat(client.status(1)).isEqualTo("421");
            assertThat(client.status(3)).isEqualTo("413");
            assertThat(client.read(frame -> frame.type() == RST_STREAM).number(0)).isZero();
        }
    }

    @Test
    void aBodyThatGrowsTooLargeIsRefused() {
        HttpOptions small = new HttpOptions(16_384, 10, Duration.ofSeconds(10), Duration.ofSeconds(10), Duration.ofSeconds(60), Set.of(), Set.of(), Proxies.none());
        try (SseServer strict = builder().http(small).build().start(); Http2Client client = Http2Client.connect(strict.port())) {
            client.frame(HEADERS, END_HEADERS, 1, head("POST", "/events?topic=a")).frame(DATA, 0, 1, "123456").frame(DATA, 0, 1, "789012");
            assertThat(client.status(1)).isEqualTo("413");
            client.frame(HEADERS, END_HEADERS, 3, head("GET", "/base")).frame(DATA, 0, 3, "123456").frame(DATA, 0, 3, "789012");
            assertThat(client.status(3)).isEqualTo("200");
        }
    }

    @Test
    void whatTakesTooLongIsCut() {
        HttpOptions hasty = new HttpOptions(16_384, 1 << 20, Duration.ofMillis(300), Duration.ofMillis(300), Duration.ofMillis(600), Set.of(), Set.of(), Proxies.none());
        try (SseServer strict = builder().http(hasty).build().start();
                Http2Client silent = Http2Client.connect(strict.port());
                Http2Client slow = Http2Client.connect(strict.port());
                Http2Client blocked = Http2Client.connect(strict.port(), NO_WINDOW)) {
            slow.frame(HEADERS, END_HEADERS, 1, head("POST", "/events?topic=a"));
            blocked.get(1, "/large");
            silent.readToEnd();
            assertThat(slow.status(1)).isEqualTo("408");
            slow.readToEnd();
            assertThat(blocked.status(1)).isEqualTo("200");
            assertThat(blocked.read(1).type()).isEqualTo(RST_STREAM);
            assertThat(closed(strict, "silent")).isEqualTo(1);
        }
    }

    static Stream<Arguments> stalled() {
        return Stream.of(
                Arguments.of("behind HEADERS", (Consumer<Http2Client>) client -> client.frame(HEADERS, END_STREAM, 3, head("GET", "/base"))),
                Arguments.of("behind CONTINUATION", (Consumer<Http2Client>) client ->
                        client.frame(HEADERS, END_STREAM, 3, head("GET", "/base")).frame(CONTINUATION, 0, 3, header("a", "b"))),
                Arguments.of("within HEADERS", (Consumer<Http2Client>) client -> client.send("\0\0\11\1\5" + number(3) + "\0")),
                Arguments.of("within the head of a frame", (Consumer<Http2Client>) client -> client.send("\0")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("stalled")
    void aFrameOrHeadThatStallsEndsAConnectionThatHasStreams(String where, Consumer<Http2Client> stall) {
        HttpOptions hasty = new HttpOptions(16_384, 1 << 20, Duration.ofMillis(300), Duration.ofMinutes(5), Duration.ofMinutes(5), Set.of(), Set.of(), Proxies.none());
        try (SseServer strict = builder().http(hasty).build().start(); Http2Client client = Http2Client.connect(strict.port())) {
            listen(client, 1, "/events");
            stall.accept(client);
            assertThat(client.lastError()).as(where).isEqualTo(ENHANCE_YOUR_CALM);
            assertThat(closed(strict, "http2_stalled")).isEqualTo(1);
        }
    }

    @Test
    void aConnectionMayBeSilentBetweenFramesWhileItHasStreams() {
        HttpOptions hasty = new HttpOptions(16_384, 1 << 20, Duration.ofMillis(300), Duration.ofMillis(300), Duration.ofMillis(300), Set.of(), Set.of(), Proxies.none());
        try (SseServer strict = builder().http(hasty).keepAlive(Duration.ofMillis(500)).build().start(); Http2Client client = Http2Client.connect(strict.port())) {
            listen(client, 1, "/events");
            client.readThrough(1, "\n\n");
            client.frame(HEADERS, END_STREAM, 3, head("GET", "/base")).frame(CONTINUATION, END_HEADERS, 3, header("a", "b"));
            assertThat(client.status(3)).isEqualTo("200");
            client.readThrough(1, "\n\n");
            assertThat(closed(strict, "http2_stalled")).isZero();
        }
    }

    @Test
    void hasABoundOfStreams() {
        try (Http2Client client = connect()) {
            for (int stream = 1; stream <= 201; stream += 2) {
                client.get(stream, "/events");
            }
            Frame reset = client.read(frame -> frame.type() == RST_STREAM);
            assertThat(reset.stream()).isEqualTo(201);
            assertThat(reset.number(0)).isEqualTo(REFUSED_STREAM);
        }
    }

    @Test
    void eachStreamCountsAsAConnection() {
        try (SseServer small = builder().maxConnections(3).build().start(); Http2Client client = Http2Client.connect(small.port())) {
            listen(client, 1, "/events");
            listen(client, 3, "/events");
            assertThat(client.get(5, "/events").status(5)).isEqualTo("503");
            assertThat(client.get(7, "/base").status(7)).isEqualTo("200");
            client.frame(RST_STREAM, 0, 1, number(8));
            await().atMost(DEADLINE).until(() -> small.subscribers().stream().mapToLong(states -> states.join().size()).sum() == 1);
            listen(client, 9, "/events");
        }
    }

    @Test
    void theBodiesUnderWayHaveABoundTogether() {
        HttpOptions small = new HttpOptions(16_384, 10, Duration.ofSeconds(10), Duration.ofSeconds(10), Duration.ofSeconds(60), Set.of(), Set.of(), Proxies.none());
        try (SseServer strict = builder().http(small).build().start(); Http2Client client = Http2Client.connect(strict.port())) {
            for (int stream = 1; stream <= 9; stream += 2) {
                client.frame(HEADERS, END_HEADERS, stream, head("POST", "/events?topic=a") + header("content-type", "text/plain")).frame(DATA, 0, stream, "1234567890");
            }
            assertThat(client.status(9)).isEqualTo("503");
            assertThat(client.frame(DATA, END_STREAM, 1, "").status(1)).isEqualTo("200");
            client.frame(HEADERS, END_HEADERS, 11, head("POST", "/events?topic=a") + header("content-type", "text/plain"));
            assertThat(client.frame(DATA, END_STREAM, 11, "1234567890").status(11)).isEqualTo("200");
        }
    }

    private void assertFlooded(Http2Client client) {
        client.readToEnd();
        assertThat(closed(server, "http2_flood")).isEqualTo(1);
        try (Http2Client other = connect().get(1, "/base")) {
            assertThat(other.status(1)).isEqualTo("200");
        }
    }

    @Test
    void rapidResetsEndTheConnection() {
        try (Http2Client client = connect()) {
            int[] stream = {-1};
            client.flood(() -> client.get(stream[0] += 2, "/events").frame(RST_STREAM, 0, stream[0], number(8)));
            assertFlooded(client);
        }
    }

    @Test
    void aFloodOfPingsEndsTheConnection() {
        try (Http2Client client = connect()) {
            client.flood(() -> client.frame(PING, 0, 0, "12345678"));
            assertFlooded(client);
        }
    }

    @Test
    void aFloodOfSettingsEndsTheConnection() {
        try (Http2Client client = connect()) {
            client.flood(() -> client.frame(SETTINGS, 0, 0, ""));
            assertFlooded(client);
        }
    }

    @Test
    void aFloodOfContinuationsEndsTheConnection() {
        try (Http2Client client = connect().frame(HEADERS, END_STREAM, 1, head("GET", "/base"))) {
            client.flood(() -> client.frame(CONTINUATION, 0, 1, ""));
            assertFlooded(client);
        }
    }

    @Test
    void aHeadWithoutEndEndsTheConnection() {
        try (Http2Client client = connect().frame(HEADERS, END_STREAM, 1, head("GET", "/base"))) {
            client.flood(() -> client.frame(CONTINUATION, 0, 1, header("a", "x".repeat(100)).repeat(100)));
            client.readToEnd();
            await().atMost(DEADLINE).until(() -> closed(server, "http2_flood") + closed(server, "http2_protocol_error") == 1);
        }
    }

    @Test
    void tellsWhyItClosesAConnection() {
        try (Http2Client client = connect()) {
            for (int i = 0; i < 300; i++) {
                client.frame(PING, 0, 0, "12345678");
            }
            assertThat(client.lastError()).isEqualTo(ENHANCE_YOUR_CALM);
        }
        try (Http2Client client = connect().frame(DATA, 0, 0, "no stream")) {
            assertThat(client.lastError()).isEqualTo(PROTOCOL_ERROR);
            await().atMost(DEADLINE).until(() -> closed(server, "http2_protocol_error") == 1);
        }
    }

    @Test
    void aStopEndsStreamsBehindTheLastEvent() {
        try (Http2Client client = connect()) {
            listen(client, 1, "/events");
            server.hub().publish("a", ServerSentEvent.of("last"));
            server.stop();
            assertThat(client.read(frame -> frame.type() == GOAWAY).number(4)).isZero();
            StringBuilder text = new StringBuilder();
            Frame frame;
            do {
                frame = client.read(1);
                text.append(frame.text());
            } while (!frame.endsStream());
            assertThat(frame.type()).isEqualTo(DATA);
            assertThat(text).contains("data: last\n").contains("retry: ");
            client.readToEnd();
        }
    }

    @Test
    void javaStreamsOverTls() throws Exception {
        SelfSigned identity = SelfSigned.make("test", List.of("localhost"), List.of(InetAddress.getLoopbackAddress()));
        try (SseServer secure = builder().tls(Tls.of(identity.certificate(), identity.key())).build().start()) {
            HttpClient client = HttpClient.newBuilder().sslContext(Trust.in(identity)).version(HttpClient.Version.HTTP_2).build();
            URI base = URI.create("https://localhost:" + secure.port());
            HttpResponse<Stream<String>> stream =
                    client.send(HttpRequest.newBuilder(base.resolve("/events")).timeout(DEADLINE).build(), BodyHandlers.ofLines());
            assertThat(stream.version()).isEqualTo(HttpClient.Version.HTTP_2);
            HttpResponse<String> answer =
                    client.send(HttpRequest.newBuilder(base.resolve("/base")).timeout(DEADLINE).build(), BodyHandlers.ofString());
            assertThat(answer.body()).isEqualTo(base.toString());
            secure.hub().publish("a", ServerSentEvent.of("hello"));
            assertThat(stream.body().anyMatch("data: hello"::equals)).isTrue();
        }
    }
}
