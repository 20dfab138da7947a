package io.ssehub.netty.server;

import static io.ssehub.netty.server.Http2Client.END_HEADERS;
import static io.ssehub.netty.server.Http2Client.END_STREAM;
import static io.ssehub.netty.server.Http2Client.HEADERS;
import static io.ssehub.netty.server.Http2Client.head;
import static io.ssehub.netty.server.Http2Client.header;
import static org.assertj.core.api.Assertions.assertThat;

import io.ssehub.core.event.ServerSentEvent;
import io.ssehub.core.topic.Selection;
import io.ssehub.netty.http.Answer;
import io.ssehub.netty.http.Grant;
import io.ssehub.netty.http.Guard;
import io.ssehub.netty.http.Stranger;
import io.ssehub.test.RawClient;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a guarded server gives to whom. The guard takes names for credentials. */
class GuardIT {
    private static final String KITCHEN = "X-Name: kitchen";

    private static final Guard GUARD = (request, client) -> {
        String name = request.header("X-Name");
        return name == null
                ? Stranger.ANONYMOUS
                : switch (name) {
                    case "kitchen" -> grant(name, "sensors/kitchen/*", "sensors/kitchen/*", false, null);
                    case "brief" -> grant(name, "**", null, false, Duration.ofSeconds(3));
                    case "expired" -> grant(name, "**", "**", true, Duration.ZERO);
                    case "nothing" -> grant(name, null, null, false, null);
                    case "operator" -> grant(name, null, null, true, null);
                    case "two" -> Stranger.AMBIGUOUS;
                    default -> Stranger.UNKNOWN;
                };
    };

    private final SseServer server = SseServer.builder().port(0).guard(GUARD).allowedOrigins(List.of("https://pages.example")).routes(routes -> routes
                    .on("GET", "/open", exchange -> exchange.answer(Answer.text(200, "open").crossOrigin()))
                    .open("/open")
                    .on("GET", "/mine", exchange -> exchange.answer(Answer.text(200, String.valueOf(exchange.grant()))))
                    .identified("/mine")
                    .on("DELETE", "/things/*", exchange -> exchange.answer(Answer.empty(exchange.pathRest().equals("there") ? 204 : 404))))
            .build()
            .start();

    private static Grant grant(String name, @Nullable String readable, @Nullable String publishable, boolean operator, @Nullable Duration left) {
        Long expiresNanos = left == null ? null : Long.valueOf(System.nanoTime() + left.toNanos());
        return new Grant(name, readable == null ? null : selection(readable), publishable == null ? null : selection(publishable), operator, expiresNanos);
    }

    private static Selection selection(String pattern) {
        return Selection.of(List.of(pattern));
    }

    @AfterEach
    void stop() {
        server.stop();
    }

    private RawClient connect() {
        return RawClient.connect(server.port());
    }

    private String ask(String line, String... headers) {
        try (RawClient client = connect().request(line, headers)) {
            String answer = line.startsWith("HEAD ") ? client.readThrough("\r\n\r\n") : client.answer();
            return answer.replaceAll("Date: [^\r]*\r\n", "");
        }
    }

    private long refused(String cause) {
        return server.hub().counters().counter("http_requests_refused", cause, "").value();
    }

    @ParameterizedTest
    @CsvSource({
        "GET /open,                          , 200",
        "GET /open,                    forged, 200",
        "GET /nowhere,                       , 404",
        "OPTIONS /mine,                      , 204",
        "POST /mine,                         , 405",
        "GET /mine,                          , 401",
        "GET /mine,                    forged, 401",
        "GET /mine,                   expired, 401",
        "GET /mine,                       two, 400",
        "GET /mine,                   nothing, 200",
        "DELETE /things/there,               , 401",
        "DELETE /things/there,        kitchen, 403",
        "DELETE /things/there,       operator, 204",
        "DELETE /things/else,        operator, 404",
        "HEAD /events,                       , 401",
        "HEAD /events,                kitchen, 200",
        "HEAD /events,                nothing, 403",
        "HEAD /events,               operator, 403",
        "HEAD /events?topic=sensors/kitchen/temperature,           kitchen, 200",
        "HEAD /events?topic=sensors/attic/temperature,             kitchen, 403",
        "HEAD /events?topic=**&topic=sensors/attic/temperature,    kitchen, 403",
        "HEAD /events?topic=sensors/attic/*,                       kitchen, 403",
        "HEAD /events?topic=sensors/*/temperature,                 kitchen, 200",
        "HEAD /events?topic=$state/**,                             kitchen, 403",
        "HEAD /events?topic=a//b,                                  kitchen, 400",
        "POST /events?topic=sensors/kitchen/temperature,                  , 401",
        "POST /events?topic=sensors/kitchen/temperature,            forged, 401",
        "POST /events?topic=sensors/kitchen/temperature,           kitchen, 200",
        "POST /events?topic=sensors/attic/temperature,             kitchen, 403",
        "POST /events?topic=sensors/kitchen/temperature,          operator, 403",
    })
    void letsInWhoMayDoIt(String line, @Nullable String name, int status) {
        String answer = name == null ? ask(line) : ask(line, "X-Name: " + name);
        assertThat(answer).startsWith("HTTP/1.1 " + status + " ");
        assertThat(answer.contains("WWW-Authenticate: Bearer")).isEqualTo(status == 401 || status == 403 || "two".equals(name));
    }

    @Test
    void saysWhatIsWrongWithCredentialsAsRfc6750Does() {
        assertThat(ask("GET /mine")).contains("WWW-Authenticate: Bearer\r\n");
        assertThat(ask("GET /mine", "X-Name: forged")).contains("WWW-Authenticate: Bearer error=\"invalid_token\"\r\n");
        assertThat(ask("GET /mine", "X-Name: two")).contains("WWW-Authenticate: Bearer error=\"invalid_request\"\r\n");
        assertThat(ask("DELETE /things/there", KITCHEN)).contains("WWW-Authenticate: Bearer error=\"insufficient_scope\"\r\n");
        assertThat(refused("credentials")).isEqualTo(3);
        assertThat(refused("rights")).isEqualTo(1);
    }

    @Test
    void refusesAlikeWhatIsThereAndWhatIsNot() {
        server.hub().publish("sensors/attic/temperature", ServerSentEvent.of("21"));
        for (String[] headers : new String[][] {{}, {KITCHEN}, {"X-Name: forged"}}) {
            assertThat(ask("DELETE /things/there", headers)).isEqualTo(ask("DELETE /things/else", headers));
            String answer = ask("GET /events?topic=sensors/attic/temperature", headers);
            assertThat(answer).isEqualTo(ask("GET /events?topic=nothing/of/the/kind", headers)).isEqualTo(ask("GET /events?topic=nothing/*", headers));
            assertThat(ask("POST /events?topic=sensors/attic/temperature", headers)).isEqualTo(ask("POST /events?topic=x", headers));
        }
    }

    @Test
    void refusesBeforeTheBodyComes() {
        String head = "POST /events?topic=a HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: 1000000\r\n\r\n";
        try (RawClient client = connect().send(head)) {
            assertThat(client.answer()).startsWith("HTTP/1.1 401 ").contains("Connection: close\r\n");
        }
    }

    @Test
    void asksTheGuardForEachOfTheSameRequests() {
        String first = "GET /mine HTTP/1.1\r\nHost: localhost\r\nX-Name: brief\r\n\r\n";
        try (RawClient client = connect().send(first)) {
            String one = client.answer();
            client.send(first);
            assertThat(client.answer()).startsWith("HTTP/1.1 200 ").isNotEqualTo(one);
        }
    }

    @Test
    void cutsWildcardsToWhatMayBeRead() {
        try (RawClient one = connect().request("GET /events", KITCHEN); RawClient other = connect().request("GET /events?topic=**&last=100", KITCHEN)) {
            for (RawClient client : List.of(one, other)) {
                client.readThrough("\r\n\r\n");
                client.readThrough("\n\n\r\n");
            }
            for (String topic : List.of("sensors/attic/temperature", "$state/kitchen/temperature", "sensors/kitchen", "sensors/kitchen/temperature")) {
                server.hub().publish(topic, ServerSentEvent.of(topic));
            }
            assertThat(one.chunk()).startsWith("data: sensors/kitchen/temperature\n");
            assertThat(other.chunk()).startsWith("data: sensors/kitchen/temperature\n");
        }
    }

    @Test
    void endsAStreamWhoseGrantHasExpired() {
        try (RawClient client = connect().request("GET /events", "X-Name: brief")) {
            client.readThrough("\r\n\r\n");
            assertThat(client.readToEnd()).endsWith("0\r\n\r\n");
            assertThat(server.hub().counters().counter("subscribers_ended", "expired", "").value()).isEqualTo(1);
        }
    }

    @Test
    void doesTheSameOverHttp2() {
        try (Http2Client client = Http2Client.connect(server.port()).get(1, "/mine").get(3, "/open").get(5, "/events")) {
            assertThat(client.headers(client.read(frame -> frame.stream() == 1 && frame.type() == HEADERS)).get("www-authenticate")).hasToString("Bearer");
            assertThat(client.status(3)).isEqualTo("200");
            assertThat(client.status(5)).isEqualTo("401");
            client.frame(HEADERS, END_HEADERS | END_STREAM, 7, head("DELETE", "/things/there") + header("x-name", "kitchen"));
            assertThat(client.status(7)).isEqualTo("403");
            client.frame(HEADERS, END_HEADERS | END_STREAM, 9, head("GET", "/events") + header("x-name", "brief"));
            assertThat(client.status(9)).isEqualTo("200");
            while (!client.read(9).endsStream()) {
                // Until the grant has expired.
            }
        }
    }

    @Test
    void namesListedOriginsOnlyAndLetsThemSendCredentials() {
        assertThat(ask("GET /open", "Origin: https://pages.example"))
                .contains("Access-Control-Allow-Origin: https://pages.example\r\n", "Access-Control-Allow-Credentials: true\r\n", "Vary: Origin\r\n");
        assertThat(ask("GET /open", "Origin: https://evil.example")).contains("Vary: Origin\r\n").doesNotContain("Access-Control");
        try (SseServer unlisted = SseServer.builder().port(0).guard(GUARD).build().start();
                RawClient client = RawClient.connect(unlisted.port()).request("HEAD /events", KITCHEN, "Origin: https://pages.example")) {
            assertThat(client.readThrough("\r\n\r\n")).contains("Vary: Origin\r\n").doesNotContain("Access-Control");
        }
    }
}
