package io.ssehub.netty.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.Condition;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What RFC 9112 and RFC 9110 make of a request's head, one row a case. */
class RequestCheckTest {
    private record Case(String name, int status, String request) {}

    private static final Routes ROUTES = Routes.builder()
            .on("GET", "/", exchange -> exchange.answer(Answer.text(200, exchange.path())))
            .on("POST", "/", exchange -> exchange.answer(Answer.text(200, Integer.toString(exchange.body().readableBytes()))))
            .build();

    private static final String HOST = "Host: localhost\r\n";

    private static Case get(String name, int status, String fields) {
        return new Case(name, status, "GET / HTTP/1.1\r\n" + fields + "\r\n");
    }

    private static Case line(String name, int status, String line) {
        return new Case(name, status, line + "\r\n" + HOST + "\r\n");
    }

    private static Case post(String name, int status, String rest) {
        return new Case(name, status, "POST / HTTP/1.1\r\n" + HOST + rest);
    }

    private static Stream<Case> cases() {
        return Stream.of(
                // RFC 9112 section 3: the request line
                line("plain", 200, "GET / HTTP/1.1"),
                line("http-1.0", 200, "GET / HTTP/1.0"),
                line("http-0.9", 400, "GET /"),
                line("version-0.9", 505, "GET / HTTP/0.9"),
                line("version-1.2", 505, "GET / HTTP/1.2"),
                line("version-2.0", 505, "GET / HTTP/2.0"),
                line("version-two-digits", 400, "GET / HTTP/1.10"),
                line("version-lower-case", 400, "GET / http/1.1"),
                line("version-missing-minor", 400, "GET / HTTP/1"),
                line("version-other", 400, "GET / XTTP/1.1"),
                line("two-spaces-before-target", 400, "GET  / HTTP/1.1"),
                line("two-spaces-before-version", 400, "GET /  HTTP/1.1"),
                line("tab-between", 400, "GET\t/\tHTTP/1.1"),
                line("trailing-space", 400, "GET / HTTP/1.1 "),
                line("leading-space", 400, " GET / HTTP/1.1"),
                line("space-in-target", 400, "GET /a b HTTP/1.1"),
                line("no-target", 400, "GET HTTP/1.1"),
                line("no-method", 400, " / HTTP/1.1"),
                line("method-no-token", 400, "G(T / HTTP/1.1"),
                line("method-unknown", 405, "BREW / HTTP/1.1"),
                line("method-lower-case", 405, "get / HTTP/1.1"),
                line("control-in-target", 400, "GET /\u0001 HTTP/1.1"),
                line("nul-in-target", 400, "GET /\0 HTTP/1.1"),
                line("del-in-target", 400, "GET /\u007f HTTP/1.1"),
                line("non-ascii-in-target", 400, "GET /\u00e9 HTTP/1.1"),
                line("fragment-in-target", 400, "GET /#top HTTP/1.1"),
                line("bare-cr-in-line", 400, "GET /\r HTTP/1.1"),
                line("tls-hello", 400, "\u0016\u0003\u0001"),
                new Case("one-empty-line-before", 200, "\r\nGET / HTTP/1.1\r\n" + HOST + "\r\n"),
                new Case("two-empty-lines-before", 400, "\r\n\r\nGET / HTTP/1.1\r\n" + HOST + "\r\n"),
                new Case("control-before", 400, "\0GET / HTTP/1.1\r\n" + HOST + "\r\n"),
                new Case("bare-lf-after-line", 400, "GET / HTTP/1.1\n" + HOST + "\r\n"),

                // RFC 9112 section 3.2: the target's forms
                line("absolute-form", 200, "GET http://localhost/ HTTP/1.1"),
                line("absolute-form-upper-case", 200, "GET HTTP://LOCALHOST/ HTTP/1.1"),
                line("absolute-form-default-port", 200, "GET http://localhost:80/ HTTP/1.1"),
                line("absolute-form-no-path", 200, "GET http://localhost HTTP/1.1"),
                line("absolute-form-query-only", 200, "GET http://localhost?a=b HTTP/1.1"),
                line("absolute-form-other-host", 400, "GET http://127.0.0.1/ HTTP/1.1"),
                line("absolute-form-other-port", 400, "GET http://localhost:81/ HTTP/1.1"),
                line("absolute-form-user", 400, "GET http://me@localhost/ HTTP/1.1"),
                line("absolute-form-no-host", 400, "GET http:/// HTTP/1.1"),
                line("absolute-form-https", 400, "GET https://localhost/ HTTP/1.1"),
                line("relative-path", 400, "GET index.html HTTP/1.1"),
                line("authority-form", 400, "GET localhost:80 HTTP/1.1"),
                line("connect", 400, "CONNECT localhost:80 HTTP/1.1"),
                line("asterisk-options", 204, "OPTIONS * HTTP/1.1"),
                line("asterisk-get", 400, "GET * HTTP/1.1"),

                // RFC 9112 section 3.2, RFC 9110 section 7.2: Host
                get("no-host", 400, ""),
                get("two-hosts", 400, HOST + HOST),
                get("two-hosts-in-other-case", 400, HOST + "hOST: 127.0.0.1\r\n"),
                get("empty-host", 400, "Host:\r\n"),
                get("host-list", 400, "Host: localhost, localhost\r\n"),
                get("host-user", 400, "Host: me@localhost\r\n"),
                get("host-path", 400, "Host: localhost/x\r\n"),
                get("host-port", 200, "Host: localhost:8080\r\n"),
                get("host-empty-port", 200, "Host: localhost:\r\n"),
                get("host-port-too-big", 400, "Host: localhost:65536\r\n"),
                get("host-port-no-number", 400, "Host: localhost:http\r\n"),
                get("host-port-signed", 400, "Host: localhost:+80\r\n"),
                get("host-upper-case", 200, "HOST: LOCALHOST\r\n"),
                get("host-trailing-dot", 200, "Host: localhost.\r\n"),
                get("host-two-trailing-dots", 421, "Host: localhost..\r\n"),
                get("host-ipv4", 200, "Host: 192.168.4.1:8080\r\n"),
                get("host-ipv4-short", 421, "Host: 127.1\r\n"),
                get("host-ipv4-number", 421, "Host: 2130706433\r\n"),
                get("host-ipv4-with-name", 421, "Host: 127.0.0.1.example.com\r\n"),
                get("host-ipv6", 200, "Host: [::1]:8080\r\n"),
                get("host-ipv6-no-brackets", 400, "Host: ::1\r\n"),
                get("host-ipv6-no-end", 400, "Host: [::1\r\n"),
                get("host-ipv6-zone", 400, "Host: [fe80::1%25eth0]\r\n"),
                get("host-ipv6-junk-behind", 400, "Host: [::1]x80\r\n"),
                get("host-rebound", 421, "Host: rebind.example.com\r\n"),
                get("host-rebound-any-port", 421, "Host: rebind.example.com:8080\r\n"),
                get("host-below-localhost", 421, "Host: evil.localhost.example\r\n"),
                new Case("http-1.0-without-host", 200, "GET / HTTP/1.0\r\n\r\n"),
                new Case("http-1.0-two-hosts", 400, "GET / HTTP/1.0\r\n" + HOST + HOST + "\r\n"),
                new Case("http-1.0-foreign-host", 421, "GET / HTTP/1.0\r\nHost: example.com\r\n\r\n"),

                // RFC 9112 section 5: fields
                get("empty-value", 200, HOST + "X:\r\n"),
                get("value-beyond-ascii", 200, HOST + "X: \u00e9\r\n"),
                get("space-before-colon", 400, HOST + "X : y\r\n"),
                get("tab-before-colon", 400, HOST + "X\t: y\r\n"),
                get("folded", 400, HOST + "X: y\r\n z\r\n"),
                get("folded-first", 400, " X: y\r\n" + HOST),
                get("empty-name", 400, HOST + ": y\r\n"),
                get("no-colon", 400, HOST + "X\r\n"),
                get("name-no-token", 400, HOST + "X(: y\r\n"),
                get("name-beyond-ascii", 400, HOST + "\u00e9: y\r\n"),
                get("nul-in-value", 400, HOST + "X: a\0b\r\n"),
                get("bare-cr-in-value", 400, HOST + "X: a\rb\r\n"),
                get("bare-lf-after-field", 400, HOST + "X: y\n"),
                get("two-cr-after-field", 400, HOST + "X: y\r\r\n"),
                get("del-in-value", 400, HOST + "X: \u007f\r\n"),
                get("many-fields", 431, HOST + "X: y\r\n".repeat(128)),
                get("head-of-16-kib", 200, HOST + "X: " + "y".repeat(16 * 1024 - "GET / HTTP/1.1\r\nX: \r\n\r\n".length() - HOST.length()) + "\r\n"),
                get("head-above-16-kib", 431, HOST + "X: " + "y".repeat(16 * 1024 - "GET / HTTP/1.1\r\nX: \r\n".length() - HOST.length()) + "\r\n"),
                line("line-above-16-kib", 414, "GET /" + "y".repeat(16 * 1024) + " HTTP/1.1"),

                // RFC 9112 sections 6 and 7: the body's length
                post("length", 200, "Content-Length: 2\r\n\r\nhi"),
                post("no-length", 200, "\r\n"),
                post("length-zero", 200, "Content-Length: 0\r\n\r\n"),
                post("length-leading-zeros", 200, "Content-Length: 002\r\n\r\nhi"),
                post("length-negative", 400, "Content-Length: -1\r\n\r\n"),
                post("length-plus", 400, "Content-Length: +2\r\n\r\nhi"),
                post("length-hex", 400, "Content-Length: 0x2\r\n\r\nhi"),
                post("length-empty", 400, "Content-Length:\r\n\r\n"),
                post("length-huge", 400, "Content-Length: 99999999999999999999\r\n\r\n"),
                post("length-list", 400, "Content-Length: 2, 2\r\n\r\nhi"),
                post("length-twice", 400, "Content-Length: 2\r\nContent-Length: 2\r\n\r\nhi"),
                post("length-unequal", 400, "Content-Length: 2\r\nContent-Length: 3\r\n\r\nhi"),
                post("length-and-chunked", 400, "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
                post("chunked", 200, "Transfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n"),
                post("chunked-upper-case", 200, "Transfer-Encoding: Chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n"),
                post("chunked-with-trailers", 200, "Transfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\nX: y\r\n\r\n"),
                post("chunk-extension", 200, "Transfer-Encoding: chunked\r\n\r\n2;a=b\r\nhi\r\n0\r\n\r\n"),
                post("chunk-leading-zeros", 200, "Transfer-Encoding: chunked\r\n\r\n0002\r\nhi\r\n0\r\n\r\n"),
                post("chunked-twice", 400, "Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n"),
                post("chunked-two-fields", 400, "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
                post("gzip-chunked", 400, "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"),
                post("coding-identity", 400, "Transfer-Encoding: identity\r\n\r\n"),
                post("coding-empty", 400, "Transfer-Encoding:\r\n\r\n"),
                post("coding-disguised", 400, "Transfer-Encoding: \u000bchunked\r\n\r\n0\r\n\r\n"),
                post("chunk-size-empty", 400, "Transfer-Encoding: chunked\r\n\r\n\r\n"),
                post("chunk-size-no-hex", 400, "Transfer-Encoding: chunked\r\n\r\nx\r\n"),
                post("chunk-size-signed", 400, "Transfer-Encoding: chunked\r\n\r\n+2\r\nhi\r\n0\r\n\r\n"),
                post("chunk-size-prefixed", 400, "Transfer-Encoding: chunked\r\n\r\n0x2\r\nhi\r\n0\r\n\r\n"),
                post("chunk-size-with-junk", 400, "Transfer-Encoding: chunked\r\n\r\n2 2\r\nhi\r\n0\r\n\r\n"),
                post("chunk-size-trailing-space", 400, "Transfer-Encoding: chunked\r\n\r\n2 \r\nhi\r\n0\r\n\r\n"),
                post("chunk-size-huge", 400, "Transfer-Encoding: chunked\r\n\r\nfffffffff\r\n"),
                post("chunk-size-bare-lf", 400, "Transfer-Encoding: chunked\r\n\r\n2\nhi\r\n0\r\n\r\n"),
                post("chunk-extension-bare-cr", 400, "Transfer-Encoding: chunked\r\n\r\n2;a\rb\r\nhi\r\n0\r\n\r\n"),
                post("chunk-extension-long", 400, "Transfer-Encoding: chunked\r\n\r\n2;" + "a".repeat(300) + "\r\nhi\r\n0\r\n\r\n"),
                post("chunk-longer-than-said", 400, "Transfer-Encoding: chunked\r\n\r\n2\r\nhi!\r\n0\r\n\r\n"),
                post("chunk-end-bare-lf", 400, "Transfer-Encoding: chunked\r\n\r\n2\r\nhi\n\n0\r\n\r\n"),
                post("trailer-folded", 400, "Transfer-Encoding: chunked\r\n\r\n0\r\nX: y\r\n z\r\n\r\n"),
                post("trailers-long", 400, "Transfer-Encoding: chunked\r\n\r\n0\r\nX: " + "y".repeat(16 * 1024) + "\r\n\r\n"),
                post("body-above-1-mib", 413, "Content-Length: 1048577\r\n\r\n"),
                post("chunks-above-1-mib", 413, "Transfer-Encoding: chunked\r\n\r\n100001\r\n" + "y".repeat(1 << 20 | 1)),
                post("content-gzip", 415, "Content-Encoding: gzip\r\nContent-Length: 2\r\n\r\nhi"),
                post("content-identity", 200, "Content-Encoding: identity\r\nContent-Length: 2\r\n\r\nhi"),
                post("expect-unknown", 417, "Expect: miracles\r\nContent-Length: 2\r\n\r\n"),
                new Case("http-1.0-chunked", 400, "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
                get("old-websocket-keys", 200, HOST + "Sec-WebSocket-Key1: 1\r\nSec-WebSocket-Key2: 2\r\n"));
    }

    private static Condition<String> theOnly(int status) {
        return new Condition<>(answer -> answer.startsWith("HTTP/1.1 " + status + " ") && answer.indexOf("\r\nHTTP/1.1 ") < 0, "one answer with status %d", status);
    }

    @TestFactory
    Stream<DynamicTest> answersEachWith() {
        return cases().map(c -> DynamicTest.dynamicTest(c.name() + " " + c.status(), () -> {
            try (EmbeddedServer server = new EmbeddedServer(ROUTES)) {
                String answer = server.send(c.request());
                assertThat(answer).is(theOnly(c.status()));
                if (c.status() >= 400 && c.status() != 405) {
                    assertThat(answer).contains("Connection: close\r\n", "Content-Type: application/problem+json\r\n");
                    assertThat(server.isOpen()).isFalse();
                }
            }
        }));
    }

    @TestFactory
    Stream<DynamicTest> answersTheSameWhereverTheRequestIsCut() {
        return cases().filter(c -> c.request().length() < 300).map(c -> DynamicTest.dynamicTest(c.name(), () -> IntStream.range(1, c.request().length()).forEach(cut -> {
            try (EmbeddedServer server = new EmbeddedServer(ROUTES)) {
                String answer = server.send(c.request().substring(0, cut)) + server.send(c.request().substring(cut));
                assertThat(answer).as("cut at %d", cut).is(theOnly(c.status()));
            }
        })));
    }

    @TestFactory
    Stream<DynamicTest> answersTheSameByteByByte() {
        return cases().filter(c -> c.request().length() < 40_000).map(c -> DynamicTest.dynamicTest(c.name(), () -> {
            try (EmbeddedServer server = new EmbeddedServer(ROUTES)) {
                StringBuilder answer = new StringBuilder();
                c.request().chars().forEach(b -> answer.append(server.send(Character.toString((char) b))));
                assertThat(answer.toString()).is(theOnly(c.status()));
            }
        }));
    }

    @Test
    void aRefusedRequestLeavesNothingToSmuggle() {
        try (EmbeddedServer server = new EmbeddedServer(ROUTES)) {
            String answer = server.send("POST / HTTP/1.1\r\n" + HOST + "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET / HTTP/1.1\r\n" + HOST + "\r\n");
            assertThat(answer).is(theOnly(400));
            assertThat(server.counted("http_requests_refused", "malformed")).isEqualTo(1);
        }
    }

    @Test
    void takesHostNamesThatAreAllowed() {
        HttpOptions options = HttpOptions.defaults().withAllowedHosts(Set.of("Hub.Example.com"));
        try (EmbeddedServer server = new EmbeddedServer(ROUTES, options)) {
            assertThat(server.send("GET / HTTP/1.1\r\nHost: hub.example.COM.:99\r\n\r\n")).startsWith("HTTP/1.1 200 ");
            assertThat(server.send("GET / HTTP/1.1\r\nHost: other.example.com\r\n\r\n")).startsWith("HTTP/1.1 421 ");
        }
    }
}
