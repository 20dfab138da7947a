package io.ssehub.netty.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.ssehub.netty.client.AwkwardServer.Route;

/** The ways a server may behave, one route each. */
final class Awkward {
    private Awkward() {}

    /** Sends the text as a stream and waits for the client to go. */
    static Route stream(String text) {
        return exchange -> {
            exchange.send(AwkwardServer.STREAM_HEAD + text);
            exchange.awaitEnd();
        };
    }

    /** Sends the text as a stream and closes: an end that HTTP calls regular where there is no length. */
    static Route streamThatEnds(String text) {
        return exchange -> exchange.send(AwkwardServer.STREAM_HEAD + text);
    }

    /** Sends the text as one chunk and the last chunk after it. */
    static Route chunksThatEnd(String text) {
        return exchange -> exchange.send(AwkwardServer.CHUNKED_HEAD + chunk(text) + "0\r\n\r\n");
    }

    /** Sends as much as it promised, and keeps the connection. */
    static Route streamOfLength(String text) {
        return exchange -> {
            exchange.send("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: " + text.getBytes(UTF_8).length + "\r\n\r\n" + text);
            exchange.awaitEnd();
        };
    }

    /** Promises a chunk and closes in its midst. */
    static Route cutMidChunk(String text) {
        return exchange -> exchange.send(AwkwardServer.CHUNKED_HEAD + "fff\r\n" + text);
    }

    /** Closes in the midst of a chunk's size. */
    static Route cutMidChunkSize(String text) {
        return exchange -> exchange.send(AwkwardServer.CHUNKED_HEAD + chunk(text) + "1");
    }

    /** Sends a chunk whose size is no number. */
    static Route badChunk(String text) {
        return exchange -> {
            exchange.send(AwkwardServer.CHUNKED_HEAD + chunk(text) + "xyz\r\n");
            exchange.awaitEnd();
        };
    }

    /** Begins a stream and resets the connection instead of closing it. */
    static Route reset() {
        return exchange -> {
            exchange.send(AwkwardServer.STREAM_HEAD);
            exchange.socket().setSoLinger(true, 0);
        };
    }

    /** Sends head and chunks a byte at a time. */
    static Route dribble(String text) {
        return exchange -> {
            exchange.socket().setTcpNoDelay(true);
            for (byte b : (AwkwardServer.CHUNKED_HEAD + chunk(text) + "0\r\n\r\n").getBytes(UTF_8)) {
                exchange.send(new byte[] {b});
            }
            exchange.awaitEnd();
        };
    }

    /** Sends each byte of the stream as a chunk of its own. */
    static Route chunkPerByte(String text) {
        return exchange -> {
            exchange.send(AwkwardServer.CHUNKED_HEAD);
            for (byte b : text.getBytes(UTF_8)) {
                exchange.send("1\r\n");
                exchange.send(new byte[] {b});
                exchange.send("\r\n");
            }
            exchange.awaitEnd();
        };
    }

    /** Sends a line without end until the client goes. */
    static Route hugeLine() {
        return exchange -> {
            exchange.send(AwkwardServer.STREAM_HEAD + "data: before\n\ndata: ");
            byte[] piece = "x".repeat(64 * 1024).getBytes(UTF_8);
            while (true) {
                exchange.send(piece);
            }
        };
    }

    /** Sends an answer without a stream and keeps the connection. */
    static Route answer(String head) {
        return exchange -> {
            exchange.send(head);
            exchange.awaitEnd();
        };
    }

    static Route noContent() {
        return answer("HTTP/1.1 204 No Content\r\n\r\n");
    }

    static Route status(int status) {
        return answer("HTTP/1.1 " + status + " Whatever\r\nContent-Type: text/event-stream\r\nContent-Length: 9\r\n\r\ndata: x\n\n");
    }

    static Route redirect(int status, String location) {
        return answer("HTTP/1.1 " + status + " Elsewhere\r\nLocation: " + location + "\r\nContent-Length: 0\r\n\r\n");
    }

    /** Takes the request and never answers. */
    static Route silent() {
        return AwkwardServer.Exchange::awaitEnd;
    }

    /** Takes the request and closes. */
    static Route closeAtOnce() {
        return exchange -> {};
    }

    private static String chunk(String text) {
        return Integer.toHexString(text.getBytes(UTF_8).length) + "\r\n" + text + "\r\n";
    }
}
