package io.ssehub.netty.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The PROXY protocol. Listed are 192.0.2.0/24; the connection is that of 192.0.2.1, port 4711. */
class ProxyHeaderTest {
    private static final String V2 = "0d0a0d0a000d0a515549540a";
    private static final String FOUR = "cb007107c00002011f900050"; // 203.0.113.7:8080 to 192.0.2.1:80
    private static final String SIX = "20010db8000000000000000000000007" + "20010db8000000000000000000000001" + "1f900050";
    private static final InetSocketAddress PROXY = new InetSocketAddress("192.0.2.1", 4711);
    private static final InetSocketAddress OTHER = new InetSocketAddress("203.0.113.9", 4712);
    private static final String GET = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";

    private static final Routes ROUTES = Routes.builder()
            .on("GET", "/", exchange -> exchange.answer(Answer.text(200, NetUtil.toSocketAddressString(exchange.remoteAddress()))))
            .build();

    private final EmbeddedServer server =
            new EmbeddedServer(ROUTES, HttpOptions.defaults().withProxies(new Proxies(Networks.of("192.0.2.0/24"), true)));

    @AfterEach
    void close() {
        server.close();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] hex(String... parts) {
        return HexFormat.of().parseHex(String.join("", parts));
    }

    /** Returns a header of version 2 with that command, family and content. */
    private static byte[] v2(int command, int family, String content) {
        return hex(V2, String.format("%02x%02x%04x", command, family, content.length() / 2), content);
    }

    private static String send(EmbeddedChannel connection, byte[]... pieces) {
        for (byte[] piece : pieces) {
            if (connection.isOpen()) {
                connection.writeInbound(Unpooled.copiedBuffer(piece));
            }
        }
        connection.checkException();
        return EmbeddedServer.answers(connection);
    }

    /** Returns whom the server takes the client for; empty if it says nothing. */
    private String client(InetSocketAddress from, byte[]... pieces) {
        EmbeddedChannel connection = server.connect(from);
        String answer = send(connection, pieces);
        connection.finishAndReleaseAll();
        return answer.substring(answer.indexOf("\r\n\r\n") < 0 ? 0 : answer.indexOf("\r\n\r\n") + 4);
    }

    private long failed(String cause) {
        return server.counted("proxy_headers_failed", cause);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "PROXY TCP4 203.0.113.7 192.0.2.1 8080 80 | 203.0.113.7:8080",
        "PROXY TCP6 2001:db8::7 2001:db8::1 8080 80 | [2001:db8::7]:8080",
        "PROXY TCP6 ::ffff:203.0.113.7 ::ffff:192.0.2.1 8080 80 | 203.0.113.7:8080",
        "PROXY TCP4 127.0.0.1 192.0.2.1 8080 80 | 192.0.2.1:4711",
        "PROXY UNKNOWN | 192.0.2.1:4711",
        "PROXY UNKNOWN 203.0.113.7 192.0.2.1 8080 80 | 192.0.2.1:4711",
    })
    void versionOneNamesTheClient(String header, String client) {
        byte[] whole = bytes(header + "\r\n" + GET);
        assertThat(client(PROXY, whole)).isEqualTo(client);
        for (int cut = 1; cut < header.length() + 4; cut++) {
            byte[] rest = bytes((header + "\r\n" + GET).substring(cut));
            assertThat(client(PROXY, bytes(header.substring(0, Math.min(cut, header.length())) + "\r\n".substring(0, Math.max(0, Math.min(2, cut - header.length())))
                    + GET.substring(0, Math.max(0, cut - header.length() - 2))), rest)).as("cut at %s", cut).isEqualTo(client);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "21 | 11 | " + FOUR + " | 203.0.113.7:8080",
        "21 | 21 | " + SIX + " | [2001:db8::7]:8080",
        "21 | 11 | " + FOUR + "02000568656c6c6f | 203.0.113.7:8080",
        "21 | 11 | " + FOUR + "200007010000000021000 | 203.0.113.7:8080",
        "20 | 00 | '' | 192.0.2.1:4711",
        "20 | 11 | " + FOUR + " | 192.0.2.1:4711",
        "21 | 00 | '' | 192.0.2.1:4711",
        "21 | 00 | 0102030405 | 192.0.2.1:4711",
    })
    void versionTwoNamesTheClient(String command, String family, String content, String client) {
        byte[] header = v2(Integer.parseInt(command, 16), Integer.parseInt(family, 16), content.length() % 2 == 0 ? content : content + "0");
        assertThat(client(PROXY, header, bytes(GET))).isEqualTo(client);
        byte[][] bytes = new byte[header.length + 1][];
        for (int i = 0; i < header.length; i++) {
            bytes[i] = new byte[] {header[i]};
        }
        bytes[header.length] = bytes(GET);
        assertThat(client(PROXY, bytes)).as("byte by byte").isEqualTo(client);
    }

    @Test
    void aPathForAnAddressIsTheProxysOwn() {
        assertThat(client(PROXY, v2(0x21, 0x31, "2f746d70" + "00".repeat(212)), bytes(GET))).isEqualTo("192.0.2.1:4711");
    }

    @ParameterizedTest
    @ValueSource(strings = {
        GET, "PROXY TCP4 203.0.113.7 192.0.2.1 8080\r\n" + GET, "PROXY TCP4 203.0.113.7 192.0.2.1 8080 99999\r\n" + GET, "PROXY TCP4 2001:db8::7 192.0.2.1 8080 80\r\n" + GET,
        "PROXY TCP4 hub.example 192.0.2.1 8080 80\r\n" + GET, "PROXY UDP4 203.0.113.7 192.0.2.1 8080 80\r\n" + GET, "PROXY  TCP4 203.0.113.7 192.0.2.1 8080 80\r\n" + GET,
        "proxy TCP4 203.0.113.7 192.0.2.1 8080 80\r\n" + GET, "PROXY\r\n\r\n" + GET, "PROXY TCP4 203.0.113.7 192.0.2.1 8080 80\n\n" + GET,
        "X\r\nPROXY TCP4 203.0.113.7 192.0.2.1 8080 80\r\n" + GET, "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003aaaaaaaa\r\n",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    })
    void whatIsNoHeaderIsClosedAndCounted(String begins) {
        assertThat(client(PROXY, bytes(begins))).isEmpty();
        assertThat(failed("malformed")).isEqualTo(1);
        assertThat(failed("closed")).isZero();
    }

    @Test
    void linesAndHeadersWithoutEndAreClosed() {
        assertThat(client(PROXY, bytes("PROXY TCP4 " + "1".repeat(200)))).isEmpty();
        assertThat(client(PROXY, hex(V2, "2111ffff"), new byte[5000])).isEmpty();
        assertThat(client(PROXY, v2(0x21, 0x11, FOUR + "e0fff0" + "00".repeat(0xfff0)), bytes(GET))).isEmpty();
        assertThat(failed("malformed")).isEqualTo(3);
        assertThat(client(PROXY, v2(0x21, 0x11, FOUR + "e00f00" + "00".repeat(0xf00)), bytes(GET))).as("of 3,840 bytes").isEqualTo("203.0.113.7:8080");
    }

    /** Whatever is wrong in it, by one byte anywhere or by an end too early. */
    @Test
    void aDamagedHeaderLetsNothingEscape() {
        byte[] whole = v2(0x21, 0x21, SIX + "200014" + "0100000000" + "21000754" + "4c5376312e33" + "220000" + "0200026869");
        for (int i = 0; i < whole.length; i++) {
            for (int bit = 0; bit < 8; bit++) {
                byte[] damaged = whole.clone();
                damaged[i] ^= (byte) (1 << bit);
                EmbeddedChannel connection = server.connect(PROXY);
                send(connection, damaged, bytes(GET));
                connection.advanceTimeBy(2, TimeUnit.MINUTES);
                connection.runScheduledPendingTasks();
                connection.checkException();
                assertThat(connection.isOpen()).as("bit %s of byte %s", bit, i).isFalse();
                connection.finishAndReleaseAll();
            }
        }
        assertThat(failed("malformed")).isPositive();
    }

    @Test
    void aHeaderThatEndsTooEarlyIsCountedWhereverThatIs() {
        byte[] whole = v2(0x21, 0x11, FOUR + "0200026869");
        for (int end = 1; end < whole.length; end++) {
            EmbeddedChannel connection = server.connect(PROXY);
            assertThat(send(connection, Arrays.copyOf(whole, end))).isEmpty();
            connection.finishAndReleaseAll();
            assertThat(failed("closed")).isEqualTo(end);
        }
        assertThat(failed("malformed")).isZero();
    }

    /** Proxies look in this way whether there is somebody. */
    @Test
    void aConnectionThatSaysNothingIsNotCounted() {
        server.connect(PROXY).finishAndReleaseAll();
        assertThat(failed("closed")).isZero();
    }

    @Test
    void aHeaderHasTheTimeOfARequestsHead() {
        EmbeddedChannel connection = server.connect(PROXY);
        send(connection, bytes("PROXY TCP4 "));
        connection.advanceTimeBy(9, TimeUnit.SECONDS);
        connection.runScheduledPendingTasks();
        assertThat(connection.isOpen()).isTrue();
        connection.advanceTimeBy(Duration.ofSeconds(2).toMillis(), TimeUnit.MILLISECONDS);
        connection.runScheduledPendingTasks();
        assertThat(connection.isOpen()).isFalse();
        connection.finishAndReleaseAll();
        assertThat(failed("timeout")).isEqualTo(1);
        assertThat(failed("closed")).isZero();
    }

    @Test
    void nobodyElseSpeaksIt() {
        assertThat(client(OTHER, bytes(GET))).isEqualTo("203.0.113.9:4712");
        assertThat(client(OTHER, bytes("PROXY TCP4 203.0.113.7 192.0.2.1 8080 80\r\n" + GET))).contains("\"status\":400");
        assertThat(client(OTHER, v2(0x21, 0x11, FOUR), bytes(GET))).contains("\"status\":400");
        assertThat(server.counted("http_requests_refused", "malformed")).isEqualTo(2);
    }

    /** What comes behind the header is the client's own, unless that is a listed proxy in its turn. */
    @Test
    void headersOfARequestMeanNothingThenButThoseOfAnotherProxy() {
        byte[] request = bytes("GET / HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-For: 198.51.100.1\r\n\r\n");
        assertThat(client(PROXY, bytes("PROXY TCP4 203.0.113.7 192.0.2.1 8080 80\r\n"), request)).isEqualTo("203.0.113.7:8080");
        assertThat(client(PROXY, bytes("PROXY UNKNOWN\r\n"), request)).isEqualTo("192.0.2.1:4711");
        assertThat(client(PROXY, bytes("PROXY TCP4 192.0.2.8 192.0.2.1 8080 80\r\n"), request)).isEqualTo("198.51.100.1:0");
    }
}
