package io.ssehub.netty.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;

/** Writes answers as HTTP/1.1 messages: RFC 9112 sections 2.1 and 4. Every answer has its length, has none as a stream, or by its status has no content. */
final class AnswerEncoder {
    private static final int CRLF = ('\r' << 8) | '\n';
    private static final byte[] OK_LINE = "HTTP/1.1 200 OK\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final int CONTINUE = 100;
    private static final int OK = 200;
    private static final int NO_CONTENT = 204;
    private static final int NOT_MODIFIED = 304;

    private AnswerEncoder() {}

    /** Writes an interim answer that asks for the body: RFC 9110 section 15.2.1. */
    static void writeContinue(ByteBuf out) {
        writeStatus(CONTINUE, out);
        out.writeShort(CRLF);
    }

    /** Writes all but the content. {@code date} is a whole header line, {@code connection} the value of {@code Connection}; empty for none. */
    static void writeHead(Answer answer, byte[] date, String connection, boolean http11, ByteBuf out) {
        writeStatus(answer.status(), out);
        out.writeBytes(date);
        if (!connection.isEmpty()) {
            writeField("Connection", connection, out);
        }
        for (Answer.Header header : answer.headers()) {
            writeField(header.name(), header.value(), out);
        }
        byte[] encoded = answer.encodedFields();
        if (encoded != null) {
            out.writeBytes(encoded);
        } else {
            writeFields(answer, http11, out);
        }
        out.writeShort(CRLF);
    }

    private static void writeFields(Answer answer, boolean http11, ByteBuf out) {
        String contentType = answer.contentType();
        if (contentType != null) {
            writeField("Content-Type", contentType, out);
        }
        if (answer.isEndless()) {
            if (http11) { // RFC 9112 section 6.1: not to HTTP/1.0
                writeField("Transfer-Encoding", "chunked", out);
            }
        } else if (answer.status() != NO_CONTENT && answer.status() != NOT_MODIFIED) {
            writeField("Content-Length", Integer.toString(answer.body().length), out);
        }
    }

    private static void writeStatus(int status, ByteBuf out) {
        if (status == OK) {
            out.writeBytes(OK_LINE);
            return;
        }
        ByteBufUtil.writeAscii(out, "HTTP/1.1 ");
        ByteBufUtil.writeAscii(out, HttpResponseStatus.valueOf(status).toString());
        out.writeShort(CRLF);
    }

    private static void writeField(String name, String value, ByteBuf out) {
        ByteBufUtil.writeAscii(out, name);
        ByteBufUtil.writeAscii(out, ": ");
        ByteBufUtil.writeAscii(out, value);
        out.writeShort(CRLF);
    }
}
