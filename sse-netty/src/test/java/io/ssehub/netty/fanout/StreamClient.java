package io.ssehub.netty.fanout;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.ssehub.core.log.Framing;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/** Reads a stream block by block, and fails where one is cut or, in a chunked stream, a chunk is not one whole block. */
final class StreamClient implements Closeable {
    private static final int DEADLINE_MILLIS = 60_000;

    private final Framing framing;
    private final Socket socket = new Socket();
    private final InputStream in;

    StreamClient(InetSocketAddress server, Framing framing) {
        this.framing = framing;
        try {
            socket.setReceiveBufferSize(32 << 10);
            socket.setSoTimeout(DEADLINE_MILLIS);
            socket.connect(server, DEADLINE_MILLIS);
            in = new BufferedInputStream(socket.getInputStream());
            if (!(line() + "\n").equals(StreamServer.HEAD)) {
                throw new AssertionError("no head");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the next block without its empty line, or an empty text at the end of the stream. */
    String block() {
        try {
            return framing == Framing.CHUNKED ? chunk() : plain();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the next block that is neither a keep-alive nor a greeting. */
    String event() {
        String block = block();
        while (block.startsWith(":")) {
            block = block();
        }
        return block;
    }

    /** Returns the data of the next {@code count} events. */
    List<String> data(int count) {
        List<String> data = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            data.add(field(event(), "data"));
        }
        return data;
    }

    static String field(String block, String name) {
        return block.lines().filter(line -> line.startsWith(name + ": ")).findFirst().map(line -> line.substring(name.length() + 2)).orElse("");
    }

    private String chunk() throws IOException {
        int length = Integer.parseInt(line(), 16);
        byte[] bytes = in.readNBytes(length);
        if (!line().isEmpty()) {
            throw new AssertionError("a chunk is longer than it says");
        }
        if (length == 0) {
            if (in.read() != -1) {
                throw new AssertionError("there is something behind the last chunk");
            }
            return "";
        }
        String text = new String(bytes, UTF_8);
        if (bytes.length < length || !text.endsWith("\n\n") || text.indexOf("\n\n") != text.length() - 2) {
            throw new AssertionError("a chunk is not one whole block: " + text);
        }
        return text.substring(0, length - 1 - (length - text.length()) - 1);
    }

    private String plain() throws IOException {
        StringBuilder block = new StringBuilder();
        in.mark(1);
        if (in.read() == -1) {
            return "";
        }
        in.reset();
        for (String line = line(); !line.isEmpty(); line = line()) {
            block.append(block.length() == 0 ? "" : "\n").append(line);
        }
        return block.toString();
    }

    /** Reads up to LF, which CR may come before. */
    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b == -1) {
                throw new EOFException("the stream ends within a line: " + line.toString(UTF_8));
            }
            line.write(b);
        }
        String text = line.toString(US_ASCII);
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
