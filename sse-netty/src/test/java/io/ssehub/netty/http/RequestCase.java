package io.ssehub.netty.http;

import java.util.stream.Stream;

/**
 * A request and what RFC 9112 and RFC 9110 make of it.
 *
 * @param status of its one answer
 * @param ends whether the connection ends with it, whatever comes behind
 * @param request as it is sent, each character a byte
 */
record RequestCase(String name, int status, boolean ends, String request) {
    static final String HOST = "Host: localhost\r\n";

    /** Adds what the requests ask for. */
    static Routes.Builder addRoutes(Routes.Builder routes) {
        return routes.on("GET", "/", exchange -> exchange.answer(Answer.text(200, exchange.path())))
                .on("POST", "/", exchange -> exchange.answer(Answer.text(200, Integer.toString(exchange.body().readableBytes()))))
                .on("GET", "/files/*", exchange -> exchange.answer(Answer.text(200, exchange.pathRest())));
    }

    private RequestCase(String name, int status, String request) {
        this(name, status, (status >= 400 && status != 404 && status != 405) || request.contains(" HTTP/1.0\r\n"), request);
    }

    private static RequestCase get(String name, int status, String fields) {
        return new RequestCase(name, status, "GET / HTTP/1.1\r\n" + fields + "\r\n");
    }

    private static RequestCase line(String name, int status, String line) {
        return new RequestCase(name, status, line + "\r\n" + HOST + "\r\n");
    }

    private static RequestCase post(String name, int status, String rest) {
        return new RequestCase(name, status, "POST / HTTP/1.1\r\n" + HOST + rest);
    }

    /** Returns the case of a request that is well-formed, but asks for nothing that could be. */
    private RequestCase kept() {
        return new RequestCase(name, status, false, request);
    }

    static Stream<RequestCase> all() {
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
                line("method-beyond-ascii", 400, "G\u00e9T / HTTP/1.1"),
                line("method-trace", 405, "TRACE / HTTP/1.1"),
                line("method-of-http-2", 505, "PRX * HTTP/2.0"),
                line("method-unknown", 405, "BREW / HTTP/1.1"),
                line("method-lower-case", 405, "get / HTTP/1.1"),
                line("control-in-target", 400, "GET /\u0001 HTTP/1.1"),
                line("nul-in-target", 400, "GET /\0 HTTP/1.1"),
                line("del-in-target", 400, "GET /\u007f HTTP/1.1"),
                line("non-ascii-in-target", 400, "GET /\u00e9 HTTP/1.1"),
                line("utf-8-in-target", 400, "GET /\u00c3\u00a9 HTTP/1.1"),
                line("escape-in-target", 400, "GET /\u001b[2J HTTP/1.1"),
                line("fragment-in-target", 400, "GET /#top HTTP/1.1"),
                line("bare-cr-in-line", 400, "GET /\r HTTP/1.1"),
                line("bare-cr-before-version", 400, "GET / \rHTTP/1.1"),
                line("two-versions", 400, "GET / HTTP/1.1 HTTP/1.1"),
                line("form-feed-between", 400, "GET\f/\fHTTP/1.1"),
                line("version-with-space", 400, "GET / HTTP/ 1.1"),
                line("tls-hello", 400, "\u0016\u0003\u0001"),
                new RequestCase("one-empty-line-before", 200, "\r\nGET / HTTP/1.1\r\n" + HOST + "\r\n"),
                new RequestCase("two-empty-lines-before", 400, "\r\n\r\nGET / HTTP/1.1\r\n" + HOST + "\r\n"),
                new RequestCase("control-before", 400, "\0GET / HTTP/1.1\r\n" + HOST + "\r\n"),
                new RequestCase("bare-lf-after-line", 400, "GET / HTTP/1.1\n" + HOST + "\r\n"),
                new RequestCase("bare-lf-only", 400, "GET / HTTP/1.1\nHost: localhost\n\n"),
                new RequestCase("bare-lf-before", 400, "\nGET / HTTP/1.1\r\n" + HOST + "\r\n"),
                new RequestCase("bare-cr-only", 400, "GET / HTTP/1.1\rHost: localhost\r\r\n"),
                new RequestCase("no-line-at-all", 400, "\r\n\r\n"),

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

                // RFC 3986 section 2.1, and no overlong UTF-8 or surrogates
                line("percent", 200, "GET /files/a%2Fb HTTP/1.1"),
                line("percent-alone", 400, "GET /files/% HTTP/1.1").kept(),
                line("percent-one-digit", 400, "GET /files/%4 HTTP/1.1").kept(),
                line("percent-no-hex", 400, "GET /files/%zz HTTP/1.1").kept(),
                line("percent-unicode", 400, "GET /files/%u0041 HTTP/1.1").kept(),
                line("percent-latin-1", 400, "GET /files/%e9 HTTP/1.1").kept(),
                line("percent-overlong", 400, "GET /files/%c0%af HTTP/1.1").kept(),
                line("percent-surrogate", 400, "GET /files/%ed%a0%80 HTTP/1.1").kept(),
                line("percent-in-query", 400, "GET /?a=%f HTTP/1.1").kept(),
                line("percent-where-nothing-is", 404, "GET /nowhere/% HTTP/1.1"),

                // RFC 9112 section 3.2, RFC 9110 section 7.2: Host
                get("no-host", 400, ""),
                get("two-hosts", 400, HOST + HOST),
                get("two-hosts-in-other-case", 400, HOST + "hOST: 127.0.0.1\r\n"),
                get("empty-host", 400, "Host:\r\n"),
                get("host-list", 400, "Host: localhost, localhost\r\n"),
                get("host-space-before-colon", 400, "Host : localhost\r\n"),
                get("host-tab-behind-colon", 200, "Host:\tlocalhost\t\r\n"),
                get("host-second-disguised", 400, HOST + "Host : rebind.example.com\r\n"),
                get("host-quoted", 400, "Host: \"localhost\"\r\n"),
                get("host-percent", 400, "Host: %6cocalhost\r\n"),
                get("host-fragment", 400, "Host: localhost#a\r\n"),
                get("host-query", 400, "Host: localhost?a\r\n"),
                get("host-two-ports", 400, "Host: localhost:80:80\r\n"),
                get("host-beyond-ascii", 400, "Host: l\u00f6calhost\r\n"),
                get("host-space-within", 400, "Host: local host\r\n"),
                get("host-nul", 400, "Host: localhost\0.example.com\r\n"),
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
                new RequestCase("http-1.0-without-host", 200, "GET / HTTP/1.0\r\n\r\n"),
                new RequestCase("http-1.0-two-hosts", 400, "GET / HTTP/1.0\r\n" + HOST + HOST + "\r\n"),
                new RequestCase("http-1.0-foreign-host", 421, "GET / HTTP/1.0\r\nHost: example.com\r\n\r\n"),
                new RequestCase("http-1.0-foreign-absolute-form", 421, "GET http://example.com/ HTTP/1.0\r\n\r\n"),

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
                get("two-cr-after-head", 400, HOST + "X: y\r\n\r"),
                get("escape-in-value", 400, HOST + "User-Agent: \u001b]0;owned\u0007\r\n"),
                get("nul-in-name", 400, HOST + "X\0: y\r\n"),
                get("folded-with-tab", 400, HOST + "X: y\r\n\tz\r\n"),
                get("folded-and-blank", 400, HOST + "X: y\r\n \r\n"),
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
                post("length-underscore", 400, "Content-Length: 1_0\r\n\r\nhi"),
                post("length-fraction", 400, "Content-Length: 2.0\r\n\r\nhi"),
                post("length-spaces-within", 400, "Content-Length: 2 2\r\n\r\nhi"),
                post("length-semicolon", 400, "Content-Length: 2;\r\n\r\nhi"),
                post("length-disguised", 400, "Content-Length: \u000b2\r\n\r\nhi"),
                post("length-other-digits", 400, "Content-Length: \u00d9\u00a2\r\n\r\nhi"),
                post("length-empty", 400, "Content-Length:\r\n\r\n"),
                post("length-huge", 400, "Content-Length: 99999999999999999999\r\n\r\n"),
                post("length-list", 400, "Content-Length: 2, 2\r\n\r\nhi"),
                post("length-twice", 400, "Content-Length: 2\r\nContent-Length: 2\r\n\r\nhi"),
                post("length-unequal", 400, "Content-Length: 2\r\nContent-Length: 3\r\n\r\nhi"),
                post("length-twice-in-other-case", 400, "Content-Length: 2\r\ncontent-lenGTH: 0\r\n\r\nhi"),
                post("length-space-before-colon", 400, "Content-Length : 2\r\n\r\nhi"),
                post("length-folded", 400, "Content-Length:\r\n 2\r\n\r\nhi"),
                post("length-and-chunked", 400, "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
                post("chunked-and-length", 400, "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n"),
                post("length-and-other-coding", 400, "Content-Length: 2\r\nTransfer-Encoding: x\r\n\r\nhi"),
                post("length-and-name-like-coding", 200, "Content-Length: 2\r\nTransfer_Encoding: chunked\r\n\r\nhi"),
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
                post("coding-space-before-colon", 400, "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n"),
                post("coding-folded", 400, "Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n"),
                post("coding-tab-behind-colon", 200, "Transfer-Encoding:\tchunked\r\n\r\n0\r\n\r\n"),
                post("coding-prefixed", 400, "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n"),
                post("coding-suffixed", 400, "Transfer-Encoding: chunkedx\r\n\r\n0\r\n\r\n"),
                post("coding-quoted", 400, "Transfer-Encoding: \"chunked\"\r\n\r\n0\r\n\r\n"),
                post("coding-with-parameter", 400, "Transfer-Encoding: chunked;q=1\r\n\r\n0\r\n\r\n"),
                post("coding-list-with-nothing", 400, "Transfer-Encoding: chunked,\r\n\r\n0\r\n\r\n"),
                post("coding-not-last", 400, "Transfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n"),
                post("coding-nul-within", 400, "Transfer-Encoding: chunk\0ed\r\n\r\n0\r\n\r\n"),
                post("coding-behind-bare-cr", 400, "X: y\rTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
                post("coding-second-other", 400, "Transfer-Encoding: chunked\r\ntransfer-encoding: identity\r\n\r\n0\r\n\r\n"),
                get("get-chunked-and-length", 400, HOST + "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n"),
                post("chunk-size-empty", 400, "Transfer-Encoding: chunked\r\n\r\n\r\n"),
                post("chunk-size-no-hex", 400, "Transfer-Encoding: chunked\r\n\r\nx\r\n"),
                post("chunk-size-signed", 400, "Transfer-Encoding: chunked\r\n\r\n+2\r\nhi\r\n0\r\n\r\n"),
                post("chunk-size-prefixed", 400, "Transfer-Encoding: chunked\r\n\r\n0x2\r\nhi\r\n0\r\n\r\n"),
                post("chunk-size-with-junk", 400, "Transfer-Encoding: chunked\r\n\r\n2 2\r\nhi\r\n0\r\n\r\n"),
                post("chunk-size-trailing-space", 400, "Transfer-Encoding: chunked\r\n\r\n2 \r\nhi\r\n0\r\n\r\n"),
                post("chunk-size-huge", 400, "Transfer-Encoding: chunked\r\n\r\nfffffffff\r\n"),
                post("chunk-size-overflow", 400, "Transfer-Encoding: chunked\r\n\r\n10000000000000002\r\nhi\r\n0\r\n\r\n"),
                post("chunk-size-many-zeros", 400, "Transfer-Encoding: chunked\r\n\r\n000000002\r\nhi\r\n0\r\n\r\n"),
                post("chunk-size-negative", 400, "Transfer-Encoding: chunked\r\n\r\n-2\r\nhi\r\n0\r\n\r\n"),
                post("chunk-size-leading-space", 400, "Transfer-Encoding: chunked\r\n\r\n 2\r\nhi\r\n0\r\n\r\n"),
                post("chunk-size-other-digits", 400, "Transfer-Encoding: chunked\r\n\r\n\u00d9\u00a2\r\nhi\r\n0\r\n\r\n"),
                post("chunk-size-bare-lf", 400, "Transfer-Encoding: chunked\r\n\r\n2\nhi\r\n0\r\n\r\n"),
                post("chunk-extension-bare-cr", 400, "Transfer-Encoding: chunked\r\n\r\n2;a\rb\r\nhi\r\n0\r\n\r\n"),
                post("chunk-extension-bare-lf", 400, "Transfer-Encoding: chunked\r\n\r\n2;a\nhi\r\n0\r\n\r\n"),
                post("chunk-extension-nul", 400, "Transfer-Encoding: chunked\r\n\r\n2;a=\0\r\nhi\r\n0\r\n\r\n"),
                post("chunk-extension-long", 400, "Transfer-Encoding: chunked\r\n\r\n2;" + "a".repeat(300) + "\r\nhi\r\n0\r\n\r\n"),
                post("chunk-longer-than-said", 400, "Transfer-Encoding: chunked\r\n\r\n2\r\nhi!\r\n0\r\n\r\n"),
                post("chunk-end-bare-lf", 400, "Transfer-Encoding: chunked\r\n\r\n2\r\nhi\n\n0\r\n\r\n"),
                post("trailer-folded", 400, "Transfer-Encoding: chunked\r\n\r\n0\r\nX: y\r\n z\r\n\r\n"),
                post("trailer-no-field", 400, "Transfer-Encoding: chunked\r\n\r\n0\r\nGET / HTTP/1.1\r\n\r\n"),
                post("trailer-bare-lf", 400, "Transfer-Encoding: chunked\r\n\r\n0\r\nX: y\n\r\n"),
                post("trailer-host", 200, "Transfer-Encoding: chunked\r\n\r\n0\r\nHost: rebind.example.com\r\n\r\n"),
                post("trailer-length", 200, "Transfer-Encoding: chunked\r\n\r\n0\r\nContent-Length: 100\r\n\r\n"),
                post("trailer-coding", 200, "Transfer-Encoding: chunked\r\n\r\n0\r\nTransfer-Encoding: chunked\r\n\r\n"),
                post("chunk-end-missing", 400, "Transfer-Encoding: chunked\r\n\r\n2\r\nhi0\r\n\r\n"),
                post("trailers-long", 400, "Transfer-Encoding: chunked\r\n\r\n0\r\nX: " + "y".repeat(16 * 1024) + "\r\n\r\n"),
                post("body-above-1-mib", 413, "Content-Length: 1048577\r\n\r\n"),
                post("chunks-above-1-mib", 413, "Transfer-Encoding: chunked\r\n\r\n100001\r\n" + "y".repeat(1 << 20 | 1)),
                post("content-gzip", 415, "Content-Encoding: gzip\r\nContent-Length: 2\r\n\r\nhi"),
                post("content-list", 415, "Content-Encoding: identity, gzip\r\nContent-Length: 2\r\n\r\nhi"),
                post("content-identity", 200, "Content-Encoding: identity\r\nContent-Length: 2\r\n\r\nhi"),
                post("expect-unknown", 417, "Expect: miracles\r\nContent-Length: 2\r\n\r\n"),
                new RequestCase("http-1.0-chunked", 400, "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
                get("old-websocket-keys", 200, HOST + "Sec-WebSocket-Key1: 1\r\nSec-WebSocket-Key2: 2\r\n"),
                get("upgrade-to-http-2", 200, HOST + "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n"),
                get("get-with-a-body", 200, HOST + "Content-Length: 27\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n"));
    }
}
