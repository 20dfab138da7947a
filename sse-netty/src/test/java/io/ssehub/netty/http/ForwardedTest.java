package io.ssehub.netty.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whom a listed proxy speaks for. Listed are 192.0.2.0/24, 2001:db8:1::/48 and 127.0.0.9; the connection is that of 192.0.2.1. */
class ForwardedTest {
    private static final Proxies PROXIES = Proxies.of(Networks.of("192.0.2.0/24,2001:db8:1::/48,127.0.0.9"));
    private static final Peer PROXY = new Peer(new InetSocketAddress("192.0.2.1", 4711), true, Scheme.HTTP);

    /** Returns what {@code fields}, with " and " between them, say to a request for {@code hub.example}. */
    private static Forwarded forwarded(String fields) throws RefusedException {
        HttpHeaders headers = RequestDecoder.HEADERS.newHeaders();
        Stream.of(fields.split(" and ")).filter(field -> !field.isEmpty()).forEach(field -> headers.add(field.substring(0, field.indexOf(':')), field.substring(field.indexOf(':') + 1).strip()));
        return Forwarded.of(new RequestHead("GET", "/", true, headers, Authority.parse("hub.example", Scheme.HTTP), 0, null), PROXY, PROXIES);
    }

    private static String client(String fields) throws RefusedException {
        return NetUtil.toSocketAddressString(forwarded(fields).client());
    }

    private static String url(String fields) throws RefusedException {
        Forwarded forwarded = forwarded(fields);
        return forwarded.scheme().prefix() + (forwarded.authority() == null ? "" : forwarded.authority().text());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "203.0.113.7 | 203.0.113.7:0",
        "203.0.113.7:8080 | 203.0.113.7:8080",
        "2001:db8::7 | 2001:db8::7:0",
        "[2001:db8::7] | [2001:db8::7]:0",
        "[2001:db8::7]:8080 | [2001:db8::7]:8080",
        "::ffff:203.0.113.7 | 203.0.113.7:0",
        "[::ffff:203.0.113.7]:1 | 203.0.113.7:1",
        "198.51.100.1, 203.0.113.7 | 203.0.113.7:0",
        "198.51.100.1,203.0.113.7 and X-Forwarded-For: 192.0.2.4 | 203.0.113.7:0",
        "203.0.113.7, 192.0.2.4, 192.0.2.5:1 | 203.0.113.7:0",
        "203.0.113.7, [2001:db8:1::4]:9 | 203.0.113.7:0",
        "203.0.113.7, ::ffff:192.0.2.4 | 203.0.113.7:0",
        "192.0.2.7, 192.0.2.4 | 192.0.2.7:0",
        "203.0.113.7, unknown | 192.0.2.1:4711",
        "203.0.113.7, 10.0.0, 192.0.2.4 | 192.0.2.4:0",
        "203.0.113.7, | 192.0.2.1:4711",
        ", 203.0.113.7 | 203.0.113.7:0",
        "unix: | 192.0.2.1:4711",
        "203.0.113.7:70000 | 192.0.2.1:4711",
        "203.0.113.7:_x | 203.0.113.7:0",
        "0203.0.113.7 | 192.0.2.1:4711",
        "203.0.113.256 | 192.0.2.1:4711",
        "fe80::1%eth0 | 192.0.2.1:4711",
        "[203.0.113.7] | 192.0.2.1:4711",
        "[2001:db8::7 | 192.0.2.1:4711",
        "203.0.113.7 198.51.100.1 | 192.0.2.1:4711",
        "127.0.0.1 | 192.0.2.1:4711",
        "203.0.113.7, 127.0.0.1, 192.0.2.4 | 192.0.2.4:0",
        "203.0.113.7, 127.0.0.9 | 203.0.113.7:0",
        "::1 | 192.0.2.1:4711",
        "'' | 192.0.2.1:4711",
    })
    void theRightmostAddressThatIsOfNoProxyCounts(String list, String client) throws RefusedException {
        String written = client.replace("2001:db8::7:0", "[2001:db8::7]:0");
        assertThat(client("X-Forwarded-For: " + list)).isEqualTo(written);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "for=203.0.113.7 | 203.0.113.7:0",
        "FOR=203.0.113.7;proto=http;by=192.0.2.1 | 203.0.113.7:0",
        "by=192.0.2.1; for=203.0.113.7 ;proto=http | 203.0.113.7:0",
        "for=\"203.0.113.7:47\" | 203.0.113.7:47",
        "for=\"203.0.113.7:_port\" | 203.0.113.7:0",
        "for=\"[2001:db8::7]\" | [2001:db8::7]:0",
        "for=\"[2001:db8::7]:47\" | [2001:db8::7]:47",
        "for=\"\\2\\03.0.113.7\" | 203.0.113.7:0",
        "for=198.51.100.1, for=203.0.113.7 | 203.0.113.7:0",
        "for=203.0.113.7, for=192.0.2.4 | 203.0.113.7:0",
        "for=203.0.113.7 and Forwarded: for=192.0.2.4 | 203.0.113.7:0",
        "for=203.0.113.7, for=unknown | 192.0.2.1:4711",
        "for=203.0.113.7, for=_hidden, for=192.0.2.4 | 192.0.2.4:0",
        "for=203.0.113.7, proto=https | 192.0.2.1:4711",
        "for=\"a,for=198.51.100.1\", for=203.0.113.7 | 203.0.113.7:0",
        "for=203.0.113.7;ext=\"a;b,c\\\"d\" | 203.0.113.7:0",
        ",, for=203.0.113.7 ,, | 203.0.113.7:0",
        ";for=203.0.113.7;; | 203.0.113.7:0",
        "for=\"127.0.0.1\" | 192.0.2.1:4711",
        "for=\"\" | 192.0.2.1:4711",
    })
    void theStandardsHeaderIsReadByItsGrammar(String field, String client) throws RefusedException {
        assertThat(client("Forwarded: " + field)).isEqualTo(client);
    }

    /** A client's own header stands ahead of what the proxy adds; none of this may swallow that. */
    @ParameterizedTest
    @ValueSource(strings = {
        "for", "for=", "=203.0.113.7", "for = 203.0.113.7", "for=203.0.113.7:47", "for=[2001:db8::7]", "for=2001:db8::7", "for=\"203.0.113.7", "for=\"203.0.113.7\\", "for=\"a\"b",
        "for=a b", "for=a;for=b", "for=a;FOR=b", "for=a=b", "a(b)=c", "for=a/b", "for=\"a\" \"b\"", "\"for\"=a", "for='a:b'", "@", "for=a;@", "for=\u00e9", ", for=\", for=203.0.113.7",
    })
    void aHeaderThatIsOfNoGrammarIsRefused(String field) {
        assertThatThrownBy(() -> client("Forwarded: " + field)).isInstanceOf(RefusedException.class).extracting(refused -> ((RefusedException) refused).refusal().cause()).isEqualTo("forwarded");
        if (field.startsWith("for=\"203")) {
            assertThatThrownBy(() -> client("Forwarded: " + field + ", for=203.0.113.9")).isInstanceOf(RefusedException.class);
            assertThatThrownBy(() -> client("Forwarded: " + field + " and Forwarded: for=\"[2001:db8::9]\"")).isInstanceOf(RefusedException.class);
        }
    }

    @Test
    void aHeaderCutAnywhereTellsNothingThatItsWholeDoesNot() throws RefusedException {
        String whole = "for=\"[2001:db8::7]:47\";proto=https;host=\"hub.example:8443\";by=_a, for=192.0.2.4";
        for (int cut = 0; cut < whole.length(); cut++) {
            String seen;
            try {
                seen = client("Forwarded: " + whole.substring(0, cut));
            } catch (RefusedException malformed) {
                seen = "";
            }
            assertThat(seen).as(whole.substring(0, cut)).isIn("", "192.0.2.1:4711", "[2001:db8::7]:47");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "'' | http://hub.example",
        "X-Forwarded-Proto: https | https://hub.example",
        "X-Forwarded-Proto: HTTPS | https://hub.example",
        "X-Forwarded-Proto: http, https | https://hub.example",
        "X-Forwarded-Proto: | http://hub.example",
        "X-Forwarded-Host: a.example | http://a.example",
        "X-Forwarded-Host: evil.example, a.example:81 | http://a.example:81",
        "X-Forwarded-Host: a.example and X-Forwarded-Port: 81 | http://a.example:81",
        "X-Forwarded-Host: a.example and X-Forwarded-Port: 80 | http://a.example",
        "X-Forwarded-Host: a.example and X-Forwarded-Port: 443 and X-Forwarded-Proto: https | https://a.example",
        "X-Forwarded-Host: a.example:82 and X-Forwarded-Port: 81 | http://a.example:82",
        "X-Forwarded-Host: [2001:db8::7] and X-Forwarded-Port: 81 | http://[2001:db8::7]:81",
        "X-Forwarded-Port: 81 | http://hub.example",
        "Forwarded: for=203.0.113.7;proto=https;host=a.example | https://a.example",
        "Forwarded: for=203.0.113.7;proto=https;host=\"a.example:8443\" | https://a.example:8443",
        "Forwarded: for=198.51.100.1;host=evil.example, for=203.0.113.7;proto=https | https://hub.example",
        "Forwarded: for=203.0.113.7;proto=https;host=a.example, for=192.0.2.4;proto=http;host=inside | https://a.example",
        "Forwarded: for=203.0.113.7, for=192.0.2.4;proto=https | https://hub.example",
        "Forwarded: for=unknown;proto=https | https://hub.example",
        "Forwarded: proto=https and X-Forwarded-Proto: https | https://hub.example",
    })
    void theUrlIsTheOneThatTheClientAskedFor(String fields, String url) throws RefusedException {
        assertThat(url(fields)).isEqualTo(url);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "Forwarded: for=203.0.113.7 and X-Forwarded-For: 198.51.100.1",
        "Forwarded: for=_hidden and X-Forwarded-For: 198.51.100.1",
        "Forwarded: proto=https and X-Forwarded-For: 198.51.100.1",
        "Forwarded: for=203.0.113.7 and X-Forwarded-For: unknown",
        "Forwarded: for=203.0.113.7, for=198.51.100.1 and X-Forwarded-For: 198.51.100.1, 203.0.113.7",
        "Forwarded: proto=https and X-Forwarded-Proto: http",
        "Forwarded: host=a.example and X-Forwarded-Host: b.example",
    })
    void headersThatContradictEachOtherAreRefused(String fields) {
        assertThatThrownBy(() -> forwarded(fields))
                .isInstanceOf(RefusedException.class)
                .extracting(refused -> ((RefusedException) refused).refusal().detail())
                .asString()
                .contains("contradict each other; the proxy must remove the one that it does not write itself");
    }

    @Test
    void headersThatSayTheSameAreTaken() throws RefusedException {
        assertThat(client("Forwarded: for=\"203.0.113.7:81\" and X-Forwarded-For: 203.0.113.7")).isEqualTo("203.0.113.7:81");
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "X-Forwarded-Proto: wss", "Forwarded: proto=h2", "X-Forwarded-Host: a b", "X-Forwarded-Host: a/b", "X-Forwarded-Host: me@a", "X-Forwarded-Host: a:99999",
        "X-Forwarded-Host: a and X-Forwarded-Port: x", "Forwarded: host=\"a\\\"b\"", "Forwarded: host=\"\"", "X-Forwarded-Host: :80",
    })
    void whatMakesNoUrlIsRefused(String fields) {
        assertThatThrownBy(() -> forwarded(fields)).isInstanceOf(RefusedException.class).extracting(refused -> ((RefusedException) refused).refusal().status()).isEqualTo(400);
    }

    @Test
    void listsWithoutEndAreRefused() throws RefusedException {
        assertThat(client("X-Forwarded-For: 203.0.113.7" + ", 192.0.2.4".repeat(180))).isEqualTo("203.0.113.7:0");
        assertThatThrownBy(() -> client("X-Forwarded-For: " + "192.0.2.4, ".repeat(200) + "203.0.113.7")).isInstanceOf(RefusedException.class);
        assertThatThrownBy(() -> client("Forwarded: for=a" + ", for=b".repeat(300))).isInstanceOf(RefusedException.class);
        assertThatThrownBy(() -> client("X-Forwarded-Host: " + "a".repeat(3000))).isInstanceOf(RefusedException.class);
    }
}
