package io.ssehub.netty.server;

import static io.ssehub.netty.server.Http2Client.END_HEADERS;
import static io.ssehub.netty.server.Http2Client.END_STREAM;
import static io.ssehub.netty.server.Http2Client.HEADERS;
import static io.ssehub.netty.server.Http2Client.head;
import static io.ssehub.netty.server.Http2Client.header;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.util.NetUtil;
import io.ssehub.core.limit.RateLimit;
import io.ssehub.netty.fanout.SubscriberState;
import io.ssehub.netty.http.Answer;
import io.ssehub.netty.http.Networks;
import io.ssehub.netty.http.Proxies;
import io.ssehub.netty.tls.SelfSigned;
import io.ssehub.netty.tls.Tls;
import io.ssehub.netty.tls.Trust;
import io.ssehub.test.RawClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Clients that come by a proxy, which is at 127.0.0.9, beside others on loopback; each address may have two connections or streams. */
class ProxiesIT {
    private static final String PROXY = "127.0.0.9";
    private static final Proxies BY_HTTP = Proxies.of(Networks.of(PROXY));
    private static final Proxies BY_PROTOCOL = new Proxies(Networks.of(PROXY), true);
    private static final String FOR_SEVEN = "X-Forwarded-For: 203.0.113.7";
    private static final String FOR_EIGHT = "X-Forwarded-For: 198.51.100.1, 203.0.113.8, " + PROXY;

    private SseServer server = start(BY_HTTP);

    private static SseServer.Builder builder(Proxies proxies) {
        RateLimit limit = new RateLimit(2, proxies::isLocal, System::nanoTime);
        return SseServer.builder()
                .port(0)
                .proxies(proxies)
                .allowedHosts(List.of("hub.example"))
                .publishLimit(limit)
                .maxConnectionsPerAddress(2, false)
                .routes(routes -> routes.on("GET", "/who", exchange -> exchange.answer(
                        Answer.text(200, NetUtil.toSocketAddressString(exchange.remoteAddress()) + " " + exchange.baseUrl()))));
    }

    private static SseServer start(Proxies proxies) {
        return builder(proxies).build().start();
    }

    private void serve(SseServer another) {
        server.stop();
        server = another;
    }

    @AfterEach
    void stop() {
        server.stop();
    }

    private RawClient connect(String from) {
        return RawClient.connect(server.port(), from);
    }

    private String ask(String from, String line, String... headers) {
        try (RawClient client = connect(from)) {
            return client.request(line, headers).answer();
        }
    }

    private static void begin(RawClient client) {
        assertThat(client.readThrough("\r\n\r\n")).startsWith("HTTP/1.1 200 OK\r\n");
        client.chunk();
    }

    private List<String> clients() {
        return server.subscribers().stream()
                .flatMap(loop -> loop.join().stream())
                .map(SubscriberState::client)
                .map(client -> ((InetSocketAddress) client).getAddress().getHostAddress())
                .sorted()
                .toList();
    }

    private long refused(String cause) {
        return server.hub().counters().counter("connections_refused", cause, "").value();
    }

    @Test
    void aListedProxyIsBelievedAndNobodyElse() {
        String[] told = {FOR_SEVEN + ":81", "X-Forwarded-Proto: https", "X-Forwarded-Host: hub.example"};
        assertThat(ask(PROXY, "GET /who", told)).endsWith("203.0.113.7:81 https://hub.example");
        assertThat(ask("127.0.0.1", "GET /who", told)).containsPattern("127\\.0\\.0\\.1:\\d+ http://localhost$");
        assertThat(ask(PROXY, "GET /who", "Forwarded: for=\"[2001:db8::7]\";proto=https;host=\"hub.example:8443\"")).endsWith("[2001:db8::7]:0 https://hub.example:8443");
    }

    @Test
    void aNameThatIsNotAllowedIsNoneBehindAProxyEither() {
        assertThat(ask(PROXY, "GET /who", FOR_SEVEN, "X-Forwarded-Host: evil.example")).startsWith("HTTP/1.1 421 ");
        assertThat(ask(PROXY, "GET /who", "Forwarded: host=evil.example")).startsWith("HTTP/1.1 421 ");
    }

    @Test
    void thePagesOfTheHubMayChangeThingsBehindAProxyToo() {
        String[] page = {FOR_SEVEN, "X-Forwarded-Proto: https", "X-Forwarded-Host: hub.example", "Content-Length: 0", "Origin: https://hub.example"};
        assertThat(ask(PROXY, "POST /events?topic=a", page)).startsWith("HTTP/1.1 200 ");
        assertThat(ask("127.0.0.1", "POST /events?topic=a", page)).startsWith("HTTP/1.1 403 ");
        page[4] = "Origin: https://localhost";
        assertThat(ask(PROXY, "POST /events?topic=a", page)).startsWith("HTTP/1.1 403 ");
    }

    @Test
    void contradictionsAreRefusedAndCounted() {
        assertThat(ask(PROXY, "GET /who", FOR_SEVEN, "Forwarded: for=203.0.113.8"))
                .startsWith("HTTP/1.1 400 ")
                .contains("The headers Forwarded and X-Forwarded-For contradict each other; the proxy must remove the one that it does not write itself.");
        assertThat(server.hub().counters().counter("http_requests_refused", "forwarded", "").value()).isEqualTo(1);
        assertThat(ask("127.0.0.1", "GET /who", FOR_SEVEN, "Forwarded: for=203.0.113.8")).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void eachStreamCountsForItsClient() {
        try (RawClient one = connect(PROXY); RawClient two = connect(PROXY); RawClient other = connect(PROXY)) {
            begin(one.request("GET /events", FOR_SEVEN));
            begin(two.request("GET /events", FOR_SEVEN));
            begin(other.request("GET /events", FOR_EIGHT));
            assertThat(clients()).containsExactly("203.0.113.7", "203.0.113.7", "203.0.113.8");
            assertThat(ask(PROXY, "GET /events", FOR_SEVEN)).startsWith("HTTP/1.1 503 ");
            assertThat(ask(PROXY, "GET /events", FOR_SEVEN, "Accept: text/event-stream")).startsWith("HTTP/1.1 200 ");
            assertThat(refused("address")).isEqualTo(2);
            two.endOutput();
            await().atMost(1, TimeUnit.MINUTES).until(() -> clients().size() == 2);
            try (RawClient again = connect(PROXY)) {
                begin(again.request("GET /events", FOR_SEVEN));
            }
        }
        await().atMost(1, TimeUnit.MINUTES).until(() -> clients().isEmpty());
    }

    @Test
    void eachStreamOfHttp2CountsForItsClient() {
        try (Http2Client proxy = Http2Client.connect(server.port(), PROXY, "")) {
            String[] headers = {"203.0.113.7", "203.0.113.7", "203.0.113.7", "203.0.113.8"};
            for (int i = 0; i < headers.length; i++) {
                proxy.frame(HEADERS, END_HEADERS | END_STREAM, 2 * i + 1, head("GET", "/events") + header("x-forwarded-for", headers[i]));
            }
            assertThat(List.of(proxy.status(1), proxy.status(3), proxy.status(5), proxy.status(7))).containsExactly("200", "200", "503", "200");
            assertThat(clients()).containsExactly("203.0.113.7", "203.0.113.7", "203.0.113.8");
        }
    }

    /** Behind it may be anybody: whom it does not name counts as its own, and loopback is no excuse. */
    @Test
    void aProxyThatNamesNobodyIsOneClient() {
        try (RawClient one = connect(PROXY); RawClient two = connect(PROXY)) {
            begin(one.request("GET /events"));
            begin(two.request("GET /events", "X-Forwarded-For: unknown"));
            assertThat(ask(PROXY, "GET /events", "X-Forwarded-For: 127.0.0.1")).startsWith("HTTP/1.1 503 ");
            assertThat(ask(PROXY, "GET /who")).startsWith("HTTP/1.1 200 ");
        }
        assertThat(ask(PROXY, "POST /events?topic=a", "Content-Length: 0")).startsWith("HTTP/1.1 200 ");
        assertThat(ask(PROXY, "POST /events?topic=a", "Content-Length: 0")).startsWith("HTTP/1.1 200 ");
        assertThat(ask(PROXY, "POST /events?topic=a", "Content-Length: 0")).startsWith("HTTP/1.1 429 ");
        assertThat(ask(PROXY, "POST /events?topic=a", "Content-Length: 0", FOR_SEVEN)).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void theConnectionsOfAProxyAreNotBoundedAndThoseOfLoopbackAreNotEither() {
        List<RawClient> idle = Stream.of(PROXY, PROXY, PROXY, "127.0.0.1", "127.0.0.1", "127.0.0.1").map(this::connect).toList();
        for (RawClient client : idle) {
            assertThat(client.request("GET /who").answer()).startsWith("HTTP/1.1 200 ");
        }
        idle.forEach(RawClient::close);
    }

    @Test
    void connectionsByTheProxyProtocolCountForTheirClient() {
        serve(start(BY_PROTOCOL));
        String seven = "PROXY TCP4 203.0.113.7 127.0.0.1 81 80\r\n";
        try (RawClient one = connect(PROXY).send(seven).request("GET /events"); RawClient two = connect(PROXY).send(seven).request("GET /who")) {
            begin(one);
            assertThat(two.answer()).endsWith("203.0.113.7:81 http://localhost");
            assertThat(clients()).containsExactly("203.0.113.7");
            try (RawClient third = connect(PROXY).send(seven).request("GET /who"); RawClient other = connect(PROXY).send(seven.replace("113.7", "113.8")).request("GET /who")) {
                assertThat(third.answer()).startsWith("HTTP/1.1 503 ");
                assertThat(other.answer()).startsWith("HTTP/1.1 200 ");
            }
        }
        await().atMost(1, TimeUnit.MINUTES).until(() -> clients().isEmpty());
        for (int i = 0; i < 4; i++) {
            try (RawClient again = connect(PROXY).send(seven).request("GET /events")) {
                begin(again);
            }
            await().atMost(1, TimeUnit.MINUTES).until(() -> clients().isEmpty());
        }
        assertThat(connect(PROXY).send("GET /who HTTP/1.1\r\nHost: localhost\r\n\r\n").readToEnd()).isIn("", "(reset)");
        assertThat(ask("127.0.0.1", "GET /who")).startsWith("HTTP/1.1 200 ");
        assertThat(server.hub().counters().counter("proxy_headers_failed", "malformed", "").value()).isEqualTo(1);
    }

    @Test
    void tlsComesBehindTheHeader() throws IOException {
        SelfSigned certificate = SelfSigned.make("test", List.of("localhost"), List.of(InetAddress.getLoopbackAddress()));
        serve(builder(BY_PROTOCOL).tls(Tls.of(certificate.certificate(), certificate.key())).build().start());
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port(), InetAddress.getByName(PROXY), 0);
        socket.getOutputStream().write(new byte[] {13, 10, 13, 10, 0, 13, 10, 'Q', 'U', 'I', 'T', 10, 0x21, 0x11, 0, 12, (byte) 203, 0, 113, 7, 127, 0, 0, 1, 0, 81, 0, 80});
        SSLSocket tls = (SSLSocket) Trust.in(certificate).getSocketFactory().createSocket(socket, "localhost", server.port(), true);
        try (RawClient client = RawClient.over(tls).request("GET /who")) {
            assertThat(client.answer()).endsWith("203.0.113.7:81 https://localhost");
            client.request("GET /events");
            begin(client);
            assertThat(clients()).containsExactly("203.0.113.7");
        }
    }

    @Test
    void http2ComesBehindTheHeader() {
        serve(start(BY_PROTOCOL));
        try (Http2Client client = Http2Client.connect(server.port(), PROXY, "PROXY TCP6 2001:db8::7 2001:db8::1 81 80\r\n").get(1, "/who")) {
            assertThat(client.status(1)).isEqualTo("200");
            assertThat(client.read(1).text()).isEqualTo("[2001:db8::7]:81 http://localhost");
        }
    }
}
