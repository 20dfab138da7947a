package io.ssehub.test;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * A TCP connection that says what a test tells it to, byte by byte, and reads what HTTP answers. Text is ISO 8859-1 on the way out, so that a character is
 * a byte, and UTF-8 on the way in. Whatever is waited for has {@value #PATIENCE_MILLIS} ms to come.
 *
 * <p>Not thread-safe.
 */
public final class RawConnection implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 60_000;

    private final Socket socket;
    private final InputStream in;

    private RawConnection(Socket socket) throws IOException {
        this.socket = socket;
        this.in = socket.getInputStream();
    }

    /** Connects from 127.0.0.1. */
    public static RawConnection to(int port) throws IOException {
        return to(port, "127.0.0.1");
    }

    /** Connects from another address of this machine. */
    public static RawConnection to(int port, String from) throws IOException {
        Socket socket = new Socket();
        socket.bind(new InetSocketAddress(from, 0));
        socket.connect(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port), PATIENCE_MILLIS);
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.setTcpNoDelay(true);
        return new RawConnection(socket);
    }

    /** Sends the text as it is. */
    public RawConnection send(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        return this;
    }

    /** Says that nothing more will be sent; what comes may still be read. */
    public RawConnection finish() throws IOException {
        socket.shutdownOutput();
        return this;
    }

    /** Makes closing reset the connection, as a peer that crashed does. */
    public RawConnection resetOnClose() throws IOException {
        socket.setSoLinger(true, 0);
        return this;
    }

    /** Reads a response's head, the empty line included. */
    public String readHead() throws IOException {
        return readUntil("\r\n\r\n");
    }

    /** Reads a response with a {@code Content-Length}, or a status that has no content. */
    public String readAnswer() throws IOException {
        String head = readHead();
        int length = 0;
        for (String line : head.split("\r\n", -1)) {
            if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                length = Integer.parseInt(line.substring(line.indexOf(':') + 1).trim());
            }
        }
        return head + read(length);
    }

    /** Reads a chunk of a chunked response and returns its content; empty for the last one. */
    public String readChunk() throws IOException {
        String size = readUntil("\r\n");
        String chunk = read(Integer.parseInt(size.trim(), 16));
        String end = read(2);
        if (!end.equals("\r\n")) {
            throw new AssertionError("a chunk of " + size.trim() + " ends in \"" + end + "\": " + chunk);
        }
        return chunk;
    }

    /** Reads up to and with {@code end}. */
    public String readUntil(String end) throws IOException {
        byte[] wanted = end.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int matched = 0;
        while (matched < wanted.length) {
            byte b = readByte(bytes);
            bytes.write(b);
            // Good enough for ends that do not begin within themselves.
            matched = b == wanted[matched] ? matched + 1 : b == wanted[0] ? 1 : 0;
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    /** Reads {@code count} bytes. */
    public String read(int count) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        while (bytes.size() < count) {
            bytes.write(readByte(bytes));
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    /** Reads until the other side ends the connection, by a FIN or a reset. */
    public String readToEnd() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            in.transferTo(bytes);
        } catch (SocketTimeoutException e) {
            throw new AssertionError("the connection does not end; so far: " + bytes.toString(StandardCharsets.UTF_8), e);
        } catch (IOException e) {
            // A reset is an end as well.
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private byte readByte(ByteArrayOutputStream soFar) throws IOException {
        int b;
        try {
            b = in.read();
        } catch (IOException e) {
            throw new IOException(e.getMessage() + "; so far: \"" + soFar.toString(StandardCharsets.UTF_8) + "\"", e);
        }
        if (b < 0) {
            throw new EOFException("the connection has ended; so far: \"" + soFar.toString(StandardCharsets.UTF_8) + "\"");
        }
        return (byte) b;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
