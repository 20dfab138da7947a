package io.ssehub.netty.http;

import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Makes header sections of answers: RFC 9113 section 8.3.2. */
final class Http2Answer {
    private static final int NO_CONTENT = 204;
    private static final int NOT_MODIFIED = 304;

    private Http2Answer() {}

    /** Returns an interim answer that asks for the body: RFC 9110 section 15.2.1. */
    static Http2Headers goOn() {
        return new DefaultHttp2Headers(false).status("100");
    }

    static Http2Headers head(Answer answer) {
        Http2Headers head = new DefaultHttp2Headers(false).status(AsciiString.of(Integer.toString(answer.status())));
        addLines(head, HttpDate.headerLine());
        answer.headers().forEach(header -> add(head, header.name(), header.value()));
        byte[] encoded = answer.encodedFields();
        if (encoded != null) {
            addLines(head, encoded);
            return head;
        }
        String contentType = answer.contentType();
        if (contentType != null) {
            add(head, "content-type", contentType);
        }
        if (!answer.isEndless() && answer.status() != NO_CONTENT && answer.status() != NOT_MODIFIED) {
            add(head, "content-length", Integer.toString(answer.body().length));
        }
        return head;
    }

    /** Adds header lines as HTTP/1.1 sends them. */
    private static void addLines(Http2Headers head, byte[] lines) {
        for (String line : new String(lines, StandardCharsets.US_ASCII).split("\r\n", -1)) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                add(head, line.substring(0, colon), line.substring(colon + 2));
            }
        }
    }

    private static void add(Http2Headers head, String name, String value) {
        head.add(AsciiString.of(name.toLowerCase(Locale.ROOT)), AsciiString.of(value));
    }
}
