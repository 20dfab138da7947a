package io.ssehub.netty.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.ssehub.core.count.Counters;
import io.ssehub.core.hub.Hub;
import io.ssehub.core.hub.HubOptions;
import io.ssehub.netty.fanout.FanOut;
import io.ssehub.netty.fanout.FanOutOptions;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A client that repeats a head is understood as one that does not. */
class RepeatedHeadTest {
    private static final int HEAD_LIMIT_BYTES = 4096;
    private static final String HOST = "Host: localhost\r\n";
    private static final String FIELDS = HOST + "X: a\r\n\r\n";

    private static final Routes ECHO = Routes.builder()
            .on("GET", "/echo", RepeatedHeadTest::echo)
            .on("POST", "/echo", RepeatedHeadTest::echo)
            .onAny("/any/*", RepeatedHeadTest::echo)
            .build();

    private static void echo(Exchange exchange) {
        exchange.answer(Answer.text(200, exchange.method() + ' ' + exchange.path() + ' ' + exchange.pathRest() + exchange.query().entries() + exchange.headers("X")
                + exchange.header("Content-Length") + exchange.header("Host") + ' ' + exchange.body().toString(StandardCharsets.ISO_8859_1)));
    }

    private static final List<String> REQUESTS = List.of(
            "GET /echo HTTP/1.1\r\n" + HOST + "\r\n",
            "GET /echo HTTP/1.1\r\n" + FIELDS,
            "GET /echo HTTP/1.1\r\n" + HOST + "X: b\r\n\r\n",
            "GET /echo HTTP/1.1\r\n" + HOST + "X: a\r\nX: a\r\n\r\n",
            "\r\nGET /echo HTTP/1.1\r\n" + HOST + "\r\n",
            "GET /echo?a=b%20c HTTP/1.1\r\n" + HOST + "\r\n",
            "GET /echo?a=%zz HTTP/1.1\r\n" + HOST + "\r\n",
            "GET /echo HTTP/1.0\r\nConnection: keep-alive\r\n\r\n",
            "HEAD /echo HTTP/1.1\r\n" + HOST + "\r\n",
            "BREW /any/thing HTTP/1.1\r\n" + HOST + "\r\n",
            "GET /echo HTTP/1.1\r\n" + HOST + "X: " + "x".repeat(1100) + "\r\n\r\n",
            "POST /echo HTTP/1.1\r\n" + HOST + "Content-Length: 5\r\n\r\nhello",
            "POST /echo HTTP/1.1\r\n" + HOST + "Content-Length: 5\r\n\r\nGET /",
            "POST /echo HTTP/1.1\r\n" + HOST + "Content-Length: 6\r\n\r\nhello!",
            "POST /echo HTTP/1.1\r\n" + HOST + "Content-Length: 10\r\n\r\nhello you!",
            "POST /echo HTTP/1.1\r\n" + HOST + "Content-Length: 2\r\n\r\n\r\n",
            "POST /echo HTTP/1.1\r\n" + HOST + "Content-Length: 0\r\n\r\n",
            "POST /echo HTTP/1.1\r\n" + HOST + "\r\n",
            "POST /echo HTTP/1.1\r\n" + HOST + "Content-Length: 2\r\nExpect: 100-continue\r\n\r\nhi",
            "POST /echo HTTP/1.1\r\n" + HOST + "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n",
            "POST /echo HTTP/1.1\r\n" + HOST + "Transfer-Encoding: chunked\r\n\r\n1\r\n0\r\n0\r\nX: trailer\r\n\r\n",
            "POST /nowhere HTTP/1.1\r\n" + HOST + "Content-Length: 3\r\n\r\nabc");

    private static final Peer PEER = new Peer(new InetSocketAddress(0), false, Scheme.HTTP);

    private final Hub hub = Hub.open(HubOptions.defaults());
    private final FanOut fanOut = new FanOut(hub, FanOutOptions.defaults());
    private final HttpService service = new HttpService(ECHO, HttpOptions.defaults(), fanOut, new Counters());
    private final RequestDecoder decoder = decoder();

    private RequestDecoder decoder() {
        return new RequestDecoder(UnpooledByteBufAllocator.DEFAULT, HEAD_LIMIT_BYTES, Scheme.HTTP, head -> Request.of(head, PEER, service));
    }

    @AfterEach
    void close() {
        decoder.release();
        fanOut.close();
        hub.close();
    }

    /** Returns the requests that follow from the bytes, none of which is refused, with their bodies and ends left out. */
    private List<Request> read(RequestDecoder decoder, String bytes) {
        List<Request> requests = new ArrayList<>();
        decoder.add(Unpooled.copiedBuffer(bytes, StandardCharsets.ISO_8859_1));
        try {
            for (RequestDecoder.Part part = decoder.next(); part != RequestDecoder.Part.NONE; part = decoder.next()) {
                switch (part) {
                    case HEAD -> requests.add(decoder.request());
                    case PIECE -> decoder.takePiece().release();
                    default -> { }
                }
            }
        } catch (RefusedException e) {
            throw new AssertionError(e);
        }
        return requests;
    }

    /** Returns what follows from the bytes, one line a part, the pieces of a body put together. */
    private String parts(List<String> pieces) {
        RequestDecoder whole = decoder();
        StringBuilder parts = new StringBuilder();
        try {
            for (String piece : pieces) {
                whole.add(Unpooled.copiedBuffer(piece, StandardCharsets.ISO_8859_1));
                for (RequestDecoder.Part part = whole.next(); part != RequestDecoder.Part.NONE; part = whole.next()) {
                    switch (part) {
                        case HEAD -> parts.append(whole.request().head()).append(' ').append(whole.request().query()).append(" body=");
                        case PIECE -> {
                            ByteBuf content = whole.takePiece();
                            parts.append(content.toString(StandardCharsets.ISO_8859_1));
                            content.release();
                        }
                        default -> parts.append('\n');
                    }
                }
            }
        } catch (RefusedException e) {
            parts.append(e.refusal());
        }
        whole.release();
        return parts.toString();
    }

    private String partsOfEach(List<String> requests) {
        return requests.stream().map(request -> parts(List.of(request))).collect(Collectors.joining());
    }

    @Test
    void theSameBytesAreTheSameRequest() {
        String post = "POST /echo HTTP/1.1\r\n" + HOST + "Content-Length: 2\r\n\r\n";
        List<Request> requests = read(decoder, post + "ab" + post + "cd" + post + "ef" + post + "gh");
        assertThat(requests).hasSize(4);
        assertThat(requests.get(2)).isSameAs(requests.get(1)).isSameAs(requests.get(3));
    }

    @Test
    void keepsNothingOfTheOnlyRequest() {
        List<Request> requests = read(decoder, REQUESTS.get(0).repeat(2));
        assertThat(requests.get(1)).isNotSameAs(requests.get(0));
    }

    @Test
    void keepsNoLongHead() {
        String request = "GET /echo HTTP/1.1\r\n" + HOST + "X: " + "x".repeat(1024) + "\r\n\r\n";
        List<Request> requests = read(decoder, request.repeat(3));
        assertThat(requests.get(2)).isNotSameAs(requests.get(1));
    }

    @Test
    void aHeadThatIsAlmostTheSameIsAnother() {
        String head = "GET /echo HTTP/1.1\r\n" + FIELDS;
        for (String other : new String[] {
            "GET /echo HTTP/1.1\r\n" + HOST + "X: b\r\n\r\n",
            "GET /echo HTTP/1.1\r\n" + HOST + "x: a\r\n\r\n",
            "GET /echo HTTP/1.1\r\n" + HOST + "\r\n",
            "GET /echo HTTP/1.1\r\n" + HOST + "X: a\r\nX: a\r\n\r\n",
            "HET /any/ HTTP/1.1\r\n" + FIELDS,
            "\r\n" + head
        }) {
            assertThat(parts(List.of(head + head + other + head))).isEqualTo(partsOfEach(List.of(head, head, other, head)));
        }
    }

    private static String post(String length) {
        return "POST /echo?a=b HTTP/1.1\r\n" + HOST + "content-Length: \t" + length + " \r\nX: a\r\n\r\n";
    }

    @Test
    void aHeadWithAnotherLengthIsTheSameButForTheBody() {
        List<Request> requests = read(decoder, post("3") + "abc" + post("3") + "abc" + post("012") + "hello, world" + post("0") + post("4") + "abcd");
        assertThat(requests).extracting(request -> request.head().bodyLength()).containsExactly(3L, 3L, 12L, 0L, 4L);
        assertThat(requests).extracting(request -> request.header("Content-Length")).containsExactly("3", "3", "012", "0", "4");
        assertThat(requests.subList(2, 5)).extracting(Request::query).allSatisfy(query -> assertThat(query).isSameAs(requests.get(1).query()));
    }

    @Test
    void anotherLengthIsReadAsStrictlyAsTheFirst() {
        String known = post("3") + "abc" + post("3") + "abc";
        for (String length : new String[] {
            "1", "03", "4", "2", "33", "0", "999999999999999999", "1000000000000000000", "", "-1", "+2", "0x2", "2, 2", "3, 3", "3,", "2 2", "3\u000b", "\u0663", "3\r\nX:", "4\r\nContent-Length: 4"
        }) {
            String all = known + post(length) + "abcd";
            for (int cut = known.length(); cut < all.length(); cut++) {
                assertThat(parts(List.of(all.substring(0, cut), all.substring(cut)))).as("%s cut at %d", length, cut).isEqualTo(parts(List.of(known)) + parts(List.of(post(length) + "abcd")));
            }
        }
    }

    @Test
    void aLongerLengthTakesNoHeadBeyondTheLimit() {
        String fill = "X: " + "x".repeat(256 - post("3").length() - "X: \r\n".length()) + "\r\n\r\n";
        HttpOptions least = new HttpOptions(256, 1024, Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofSeconds(1), Set.of(), Set.of(), Proxies.none());
        try (EmbeddedServer server = new EmbeddedServer(ECHO, least)) {
            String head = post("3").replace("X: a\r\n\r\n", "X: a\r\n" + fill);
            assertThat(head).hasSize(256);
            assertThat(server.send((head + "abc").repeat(3)).split("HTTP/1.1 200", -1)).hasSize(4);
            assertThat(server.send(head.replace("\t3", "\t10"))).startsWith("HTTP/1.1 431 ");
        }
    }

    @Test
    void aLongerBodyThanAllowedIsRefusedBehindARepeatedHead() {
        try (EmbeddedServer server = new EmbeddedServer(ECHO)) {
            server.send((post("3") + "abc").repeat(3));
            assertThat(server.send(post("1048577"))).startsWith("HTTP/1.1 413 ");
            assertThat(server.isOpen()).isFalse();
        }
    }

    @Test
    void theEndOfAHeadCountsAsMuchAsItsBeginning() {
        String head = "GET /echo HTTP/1.1\r\n" + FIELDS;
        for (String ending : new String[] {"\r\r", "\n\n", "\n\r", "\r\n "}) {
            String refused = parts(List.of(head.substring(0, head.length() - 2) + ending + head));
            assertThat(refused).contains("Refusal");
            assertThat(parts(List.of(head + head + head.substring(0, head.length() - 2) + ending + head))).isEqualTo(parts(List.of(head + head)) + refused);
        }
    }

    @Test
    void nothingIsReadBehindARefusal() {
        String head = "GET /echo HTTP/1.1\r\n" + FIELDS;
        try (EmbeddedServer server = new EmbeddedServer(ECHO)) {
            server.send(head + head + head);
            assertThat(server.send("GET /echo HTTP/1.1\r\n\r\n" + head)).startsWith("HTTP/1.1 400 ").containsOnlyOnce("HTTP/1.1 ");
            assertThat(server.send(head)).isEmpty();
        }
    }

    @Test
    void readsTheSameWhereverRepeatedRequestsAreCut() {
        for (String request : REQUESTS) {
            if (request.length() < 300) {
                String all = request.repeat(4);
                String expected = partsOfEach(List.of(request, request, request, request));
                for (int cut = 0; cut <= all.length(); cut++) {
                    assertThat(parts(List.of(all.substring(0, cut), all.substring(cut)))).as("%s cut at %d", request, cut).isEqualTo(expected);
                }
            }
        }
    }

    @Test
    void readsRepeatedRequestsByteByByte() {
        for (String request : REQUESTS) {
            List<String> bytes = request.repeat(3).chars().mapToObj(Character::toString).toList();
            assertThat(parts(bytes)).isEqualTo(partsOfEach(List.of(request, request, request)));
        }
    }

    @Test
    void answersAnyMixAsItAnswersEachRequestAlone() {
        List<String> alone = REQUESTS.stream().map(RepeatedHeadTest::answerAlone).toList();
        for (int seed = 0; seed < 60; seed++) {
            Random random = new Random(seed);
            StringBuilder sent = new StringBuilder();
            StringBuilder expected = new StringBuilder();
            int few = 1 + random.nextInt(REQUESTS.size());
            int first = random.nextInt(REQUESTS.size());
            for (int i = 0; i < 40; i++) {
                int which = (first + random.nextInt(few)) % REQUESTS.size();
                for (int times = random.nextInt(4); times >= 0; times--) {
                    sent.append(REQUESTS.get(which));
                    expected.append(alone.get(which));
                }
            }
            assertThat(answersCutAtRandom(sent.toString(), random)).as("seed %d", seed).isEqualTo(expected.toString());
        }
    }

    private static String answerAlone(String request) {
        try (EmbeddedServer server = new EmbeddedServer(ECHO)) {
            return server.send(request);
        }
    }

    private static String answersCutAtRandom(String bytes, Random random) {
        StringBuilder answers = new StringBuilder();
        int longest = 1 << random.nextInt(14);
        try (EmbeddedServer server = new EmbeddedServer(ECHO)) {
            for (int from = 0; from < bytes.length(); ) {
                int to = Math.min(bytes.length(), from + 1 + random.nextInt(longest));
                answers.append(server.send(bytes.substring(from, to)));
                from = to;
            }
        }
        return answers.toString();
    }
}
