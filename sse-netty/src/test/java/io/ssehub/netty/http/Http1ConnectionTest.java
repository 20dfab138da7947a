package io.ssehub.netty.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Http1ConnectionTest {
    private static final String HOST = "Host: localhost\r\n";

    private final List<Exchange> held = new ArrayList<>();

    private final Routes routes = Routes.builder()
            .on("GET", "/now", exchange -> exchange.answer(Answer.text(200, "now\n")))
            .on("GET", "/later", held::add)
            .on("POST", "/echo", exchange -> exchange.answer(Answer.text(200, exchange.body().toString(StandardCharsets.UTF_8) + "\n")))
            .on("POST", "/ordered", exchange -> {
                exchange.overlap();
                held.add(exchange);
            })
            .on("GET", "/files/*", exchange -> exchange.answer(Answer.text(200, exchange.pathRest())))
            .onAny("/any/*", exchange -> exchange.answer(Answer.text(200, exchange.method() + " " + exchange.pathRest() + exchange.body().readableBytes())))
            .on("PUT", "/any/*", exchange -> exchange.answer(Answer.text(200, "put " + exchange.body().readableBytes())))
            .on("GET", "/fails", exchange -> {
                throw new IllegalStateException("secret");
            })
            .build();

    private final EmbeddedServer server = new EmbeddedServer(routes);

    @AfterEach
    void releaseWhatWasNotRead() {
        server.close();
    }

    private static String get(String path) {
        return "GET " + path + " HTTP/1.1\r\n" + HOST + "\r\n";
    }

    private static String post(String path, String body) {
        return "POST " + path + " HTTP/1.1\r\n" + HOST + "Content-Length: " + body.length() + "\r\n\r\n" + body;
    }

    @Test
    void keepsTheConnectionForTheNextRequest() {
        String answer = "HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: 4\r\n\r\nnow\n";
        assertThat(server.send(get("/now"))).isEqualTo(answer);
        assertThat(server.send(get("/now") + get("/now"))).isEqualTo(answer + answer);
        assertThat(server.isOpen()).isTrue();
    }

    @Test
    void closesWhenTheClientAsksForIt() {
        assertThat(server.send("GET /now HTTP/1.1\r\n" + HOST + "Connection: close\r\n\r\n" + get("/now"))).contains("Connection: close\r\n").containsOnlyOnce("HTTP/1.1 200");
        assertThat(server.isOpen()).isFalse();
    }

    @Test
    void closesBehindHttp10UnlessAskedNotTo() {
        assertThat(server.send("GET /now HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")).contains("Connection: keep-alive\r\n");
        assertThat(server.send("GET /now HTTP/1.0\r\n\r\n")).contains("Connection: close\r\n");
        assertThat(server.isOpen()).isFalse();
    }

    @Test
    void answersPipelinedRequestsInTheirOrder() {
        assertThat(server.send(get("/later") + get("/now") + get("/later") + post("/echo", "x"))).isEmpty();
        assertThat(held).as("the third waits for the first").hasSize(1);
        held.get(0).answer(Answer.text(200, "first\n"));
        assertThat(server.answers()).containsSubsequence("first\n", "now\n").doesNotContain("x\n");
        held.get(1).answer(Answer.text(200, "second\n"));
        assertThat(server.answers()).containsSubsequence("second\n", "x\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "GET / HTTP/1.1\r\nHost: elsewhere.example\r\n\r\n",
        "POST /echo HTTP/1.1\r\nHost: hub\r\nContent-Length: 99999999\r\n\r\n",
        "POST /echo HTTP/1.1\r\nHost: hub\r\nContent-Length: 1\r\nContent-Encoding: gzip\r\n\r\nx",
        "GET / HTTP/1.1\r\nHost: hub\r\nno header\r\n\r\n"
    })
    void aRefusalWaitsForTheAnswersAheadOfIt(String refused) {
        assertThat(server.send(get("/later") + refused.replace("Host: hub\r\n", HOST))).isEmpty();
        held.get(0).answer(Answer.text(200, "first\n"));
        assertThat(server.answers()).containsSubsequence("HTTP/1.1 200", "first\n", "HTTP/1.1 4", "Connection: close\r\n").containsOnlyOnce("Connection: close");
        assertThat(server.isOpen()).isFalse();
    }

    @Test
    void asksForABodyBehindTheAnswersAheadOfIt() {
        server.send(post("/ordered", "a") + "POST /ordered HTTP/1.1\r\n" + HOST + "Content-Length: 1\r\nExpect: 100-continue\r\n\r\n");
        assertThat(server.answers()).isEmpty();
        held.get(0).answer(Answer.text(200, "first\n"));
        assertThat(server.answers()).containsSubsequence("first\n", "HTTP/1.1 100 Continue");
    }

    @Test
    void readsNoFurtherWhileARequestWaits() {
        server.send(get("/later") + get("/now"));
        assertThat(server.channel.config().isAutoRead()).isFalse();
        held.get(0).answer(Answer.empty(204));
        assertThat(server.answers()).startsWith("HTTP/1.1 204 No Content\r\n\r\n").contains("now\n");
        assertThat(server.channel.config().isAutoRead()).isTrue();
    }

    @Test
    void orderedRequestsRunTogetherAndAreAnsweredInOrder() {
        assertThat(server.send(post("/ordered", "a") + post("/ordered", "b") + get("/now"))).isEmpty();
        assertThat(held).hasSize(2);
        held.get(1).answer(Answer.text(200, "second\n"));
        assertThat(server.answers()).isEmpty();
        held.get(0).answer(Answer.text(200, "first\n"));
        assertThat(server.answers()).containsSubsequence("first\n", "second\n", "now\n");
    }

    @Test
    void boundsTheRequestsThatRunTogether() {
        server.send(post("/ordered", "a").repeat(1000));
        assertThat(held).hasSize(256);
        for (int i = 0; i < 1000; i++) {
            held.get(i).answer(Answer.empty(204));
            server.channel.runPendingTasks();
        }
        assertThat(server.answers().split("HTTP/1.1 204", -1)).hasSize(1001);
    }

    @Test
    void answersFromAnotherThread() throws InterruptedException {
        server.send(get("/later"));
        Thread other = new Thread(() -> held.get(0).answer(Answer.text(200, "there\n")));
        other.start();
        other.join();
        assertThat(server.answers()).contains("there\n");
    }

    @Test
    void dropsTheAnswerToAConnectionThatHasGone() {
        server.send(get("/later") + get("/later"));
        server.channel.close().syncUninterruptibly();
        held.get(0).answer(Answer.text(200, "too late\n"));
        assertThat(server.answers()).isEmpty();
        assertThat(held).hasSize(1);
    }

    @Test
    void opensNoStreamOnAConnectionThatHasGone() {
        server.send(get("/later"));
        server.channel.close().syncUninterruptibly();
        assertThat(held.get(0).stream(new EventStream(server.fanOut).subscription(Query.EMPTY, held.get(0).head().headers()))).isNull();
    }

    @Test
    void refusesASecondAnswer() {
        server.send(get("/later"));
        held.get(0).answer(Answer.empty(204));
        assertThatThrownBy(() -> held.get(0).answer(Answer.empty(204))).isInstanceOf(IllegalStateException.class).hasMessageContaining("/later");
    }

    @Test
    void gathersABodyThatComesInPieces() {
        server.send("POST /echo HTTP/1.1\r\n" + HOST + "Transfer-Encoding: chunked\r\n\r\n3\r\none");
        server.send("\r\n3\r\nt");
        assertThat(server.send("wo\r\n0\r\n\r\n")).contains("onet").endsWith("onetwo\n");
    }

    @Test
    void asksForTheBodyOfAClientThatWaits() {
        String head = "POST /echo HTTP/1.1\r\n" + HOST + "Content-Length: 2\r\nExpect: 100-continue\r\n\r\n";
        assertThat(server.send(head)).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
        assertThat(server.send("hi")).contains("200 OK").endsWith("hi\n");
    }

    @Test
    void asksForTheBodyOnlyWhenItsTurnHasCome() {
        String head = "POST /echo HTTP/1.1\r\n" + HOST + "Content-Length: 2\r\nExpect: 100-continue\r\n\r\n";
        assertThat(server.send(get("/later") + head)).isEmpty();
        held.get(0).answer(Answer.text(200, "first\n"));
        assertThat(server.answers()).endsWith("first\nHTTP/1.1 100 Continue\r\n\r\n");
    }

    @Test
    void asksForNoBodyThatNobodyWants() {
        String head = "POST /nowhere HTTP/1.1\r\n" + HOST + "Content-Length: 2\r\nExpect: 100-continue\r\n\r\n";
        assertThat(server.send(head)).startsWith("HTTP/1.1 404 ").contains("Connection: close").doesNotContain("100 Continue");
        assertThat(server.isOpen()).isFalse();
    }

    @Test
    void dropsTheBodyThatNobodyWants() {
        assertThat(server.send(post("/nowhere", "hello") + get("/now"))).containsSubsequence("HTTP/1.1 404 ", "HTTP/1.1 200 OK").endsWith("now\n");
        assertThat(server.send("GET /now HTTP/1.1\r\n" + HOST + "Content-Length: 2\r\n\r\nhi" + get("/now")).split("now\n", -1)).hasSize(3);
    }

    @Test
    void closesRatherThanDropABodyWithoutEnd() {
        server.send("POST /nowhere HTTP/1.1\r\n" + HOST + "Transfer-Encoding: chunked\r\n\r\n");
        assertThat(server.isOpen()).isTrue();
        String chunk = "10000\r\n" + "x".repeat(1 << 16) + "\r\n";
        assertThat(server.send(chunk.repeat(17))).isEmpty();
        assertThat(server.isOpen()).isFalse();
    }

    @Test
    void answersHeadAsGetWithoutContent() {
        assertThat(server.send("HEAD /now HTTP/1.1\r\n" + HOST + "\r\n")).endsWith("Content-Length: 4\r\n\r\n");
    }

    @Test
    void namesTheMethodsOfAPath() {
        assertThat(server.send("OPTIONS /now HTTP/1.1\r\n" + HOST + "\r\n")).startsWith("HTTP/1.1 204 ").contains("Allow: GET, HEAD, OPTIONS\r\n").doesNotContain("Access-Control");
        assertThat(server.send("DELETE /now HTTP/1.1\r\n" + HOST + "\r\n")).startsWith("HTTP/1.1 405 ").contains("Allow: GET, HEAD, OPTIONS\r\n");
        assertThat(server.isOpen()).isTrue();
    }

    @Test
    void letsAHandlerTakeEveryMethod() {
        assertThat(server.send("GET /any/a HTTP/1.1\r\n" + HOST + "\r\n")).endsWith("\r\n\r\nGET a0");
        assertThat(server.send("OPTIONS /any/a HTTP/1.1\r\n" + HOST + "\r\n")).endsWith("\r\n\r\nOPTIONS a0");
        assertThat(server.send("BREW /any/ HTTP/1.1\r\n" + HOST + "\r\n")).endsWith("\r\n\r\nBREW 0");
        assertThat(server.send("HEAD /any/a HTTP/1.1\r\n" + HOST + "\r\n")).endsWith("Content-Length: 7\r\n\r\n");
        assertThat(server.send(post("/any/a", "body"))).endsWith("\r\n\r\nPOST a0");
        assertThat(server.send(post("/any/a", "body").replace("POST", "PUT"))).endsWith("\r\n\r\nput 4");
    }

    @Test
    void decodesTheRestOfAPath() {
        assertThat(server.send(get("/files/a%2fb%20c"))).endsWith("\r\n\r\na/b c");
        assertThat(server.send(get("/files/"))).contains("200 OK");
        assertThat(server.send(get("/files"))).contains("404 Not Found");
        assertThat(server.send(get("/files/%"))).contains("400 Bad Request");
    }

    @ParameterizedTest
    @ValueSource(strings = {"%", "%z", "%zz", "%e", "%ff", "%c0%af", "%ed%a0%80", "%u0041"})
    void refusesWhatIsNotPercentEncodedUtf8(String value) {
        assertThat(server.send(get("/now?a=" + value))).startsWith("HTTP/1.1 400 ").contains("application/problem+json");
        assertThat(server.send(get("/files/" + value))).startsWith("HTTP/1.1 400 ");
        assertThat(server.send(get("/now"))).startsWith("HTTP/1.1 200 ");
    }

    @ParameterizedTest
    @CsvSource({"%,%", "%z,%z", "a%zzb,a%zzb", "%4,%4", "%41%4,A%4", "%ff,\ufffd", "%c0%af,\ufffd\ufffd"})
    void aHandlerOfEveryMethodSeesWhateverIsSent(String value, String seen) {
        assertThat(server.send(get("/any/" + value))).endsWith("\r\n\r\nGET " + seen + "0");
        assertThat(server.send(get("/nowhere?a=" + value))).startsWith("HTTP/1.1 404 ");
    }

    @Test
    void tellsTheClientNothingOfAFailure() {
        assertThat(server.send(get("/fails"))).startsWith("HTTP/1.1 500 ").contains("application/problem+json").doesNotContain("secret").doesNotContain("Exception");
        assertThat(server.counters.counter("http_handler_failures", "").value()).isEqualTo(1);
        assertThat(server.isOpen()).isTrue();
    }

    @Test
    void givesUpOnAConnectionThatSaysNothing() {
        passSeconds(9);
        assertThat(server.isOpen()).isTrue();
        passSeconds(1);
        assertThat(server.isOpen()).isFalse();
        assertThat(server.counted("http_connections_closed", "silent")).isEqualTo(1);
    }

    @Test
    void givesUpOnAHeadThatDoesNotEnd() {
        passSeconds(9);
        server.send("GET /now HTT");
        passSeconds(9);
        server.send("P/1.1\r\n");
        assertThat(server.isOpen()).isTrue();
        passSeconds(1);
        assertThat(server.answers()).startsWith("HTTP/1.1 408 ");
        assertThat(server.isOpen()).isFalse();
    }

    @Test
    void aHeadsTimeBeginsWithItsFirstByte() {
        for (int i = 0; i < 5; i++) {
            server.send("GET /now HTTP/1.1\r\n");
            passSeconds(9);
            assertThat(server.send(HOST + "\r\n")).contains("200 OK");
            passSeconds(30);
        }
        assertThat(server.isOpen()).isTrue();
    }

    @Test
    void eachOfSeveralRequestsHasItsOwnTime() {
        server.send("GET /now HTTP/1.1\r\n");
        for (int i = 0; i < 5; i++) {
            passSeconds(6);
            assertThat(server.send(HOST + "\r\nGET /now HTTP/1.1\r\n")).contains("200 OK");
        }
    }

    @Test
    void givesUpOnABodyThatDoesNotEnd() {
        server.send("POST /echo HTTP/1.1\r\n" + HOST + "Content-Length: 100\r\n\r\n");
        for (int i = 0; i < 9; i++) {
            passSeconds(1);
            server.send("x");
        }
        assertThat(server.isOpen()).isTrue();
        passSeconds(1);
        assertThat(server.answers()).startsWith("HTTP/1.1 408 ");
        assertThat(server.isOpen()).isFalse();
    }

    @Test
    void letsAConnectionIdleBetweenRequests() {
        for (int i = 0; i < 3; i++) {
            server.send(get("/now"));
            passSeconds(59);
            assertThat(server.isOpen()).isTrue();
        }
        passSeconds(1);
        assertThat(server.isOpen()).isFalse();
        assertThat(server.counted("http_connections_closed", "idle")).isEqualTo(1);
    }

    @Test
    void hasPatienceWithAHandler() {
        server.send(get("/later"));
        passSeconds(600);
        held.get(0).answer(Answer.text(200, "at last\n"));
        assertThat(server.answers()).endsWith("at last\n");
        assertThat(server.isOpen()).isTrue();
    }

    @Test
    void drainsAnIdleConnectionAtOnce() {
        server.send(get("/now"));
        server.service.drain();
        server.channel.runPendingTasks();
        assertThat(server.isOpen()).isFalse();
    }

    @Test
    void drainsABusyConnectionBehindItsAnswer() {
        server.send(get("/later"));
        server.service.drain();
        server.channel.runPendingTasks();
        assertThat(server.send(get("/now"))).isEmpty();
        held.get(0).answer(Answer.text(200, "done\n"));
        assertThat(server.answers()).contains("Connection: close\r\n").endsWith("done\n");
        assertThat(server.isOpen()).isFalse();
    }

    @Test
    void tellsAFullServersClientsWhenToComeBack() {
        try (EmbeddedServer full = new EmbeddedServer(routes, HttpOptions.defaults(), true)) {
            assertThat(full.send("GET /now HTTP/1.1\r\n" + HOST + "Accept: text/event-stream\r\n\r\n"))
                    .startsWith("HTTP/1.1 200 OK\r\nConnection: close\r\n").contains("Content-Type: text/event-stream\r\n").containsPattern("\r\n\r\nretry: [1-3][0-9]{3}\n\n$");
            assertThat(full.isOpen()).isFalse();
        }
        try (EmbeddedServer full = new EmbeddedServer(routes, HttpOptions.defaults(), true)) {
            assertThat(full.send(get("/now"))).startsWith("HTTP/1.1 503 ").contains("Retry-After: ");
            assertThat(full.isOpen()).isFalse();
        }
    }

    private void passSeconds(int seconds) {
        server.channel.advanceTimeBy(seconds, TimeUnit.SECONDS);
        server.channel.runScheduledPendingTasks();
    }
}
