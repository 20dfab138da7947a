package io.ssehub.test;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A socket that says exactly what a test wants, and shows exactly what comes back; a read waits a minute at most. Not thread-safe. */
public final class RawClient implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 60_000;
    private static final long TIMEOUT_NANOS = TIMEOUT_MILLIS * 1_000_000L;

    private final Socket socket;
    private final InputStream in;

    private RawClient(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
        socket.setSoTimeout(TIMEOUT_MILLIS);
        socket.setTcpNoDelay(true);
    }

    /** Connects from 127.0.0.1. */
    public static RawClient connect(int port) {
        return connect(port, "127.0.0.1");
    }

    /** Connects from a loopback address of the caller's choice. */
    public static RawClient connect(int port, String from) {
        try {
            Socket socket = new Socket();
            socket.bind(new InetSocketAddress(from, 0));
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
            return new RawClient(socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Goes on with a socket that is connected, such as one of TLS. */
    public static RawClient over(Socket socket) {
        try {
            return new RawClient(socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends text, each character one byte. */
    public RawClient send(String bytes) {
        try {
            socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends a request without a body to this host. */
    public RawClient request(String line, String... headers) {
        StringBuilder request = new StringBuilder(line).append(" HTTP/1.1\r\nHost: localhost\r\n");
        for (String header : headers) {
            request.append(header).append("\r\n");
        }
        return send(request.append("\r\n").toString());
    }

    /** Returns what comes up to and with {@code end}. */
    public String readThrough(String end) {
        Read read = new Read();
        byte[] last = end.getBytes(StandardCharsets.UTF_8);
        long startNanos = System.nanoTime();
        try {
            while (!read.endsWith(last)) {
                if (System.nanoTime() - startNanos > TIMEOUT_NANOS) { // keep-alives may come for ever
                    throw new AssertionError("something else came all the time; it brought: " + read.toString(StandardCharsets.UTF_8));
                }
                int next = in.read();
                if (next < 0) {
                    throw new AssertionError("the connection ended; it brought: " + read.toString(StandardCharsets.UTF_8));
                }
                read.write(next);
            }
        } catch (IOException e) {
            throw new AssertionError("nothing more came; it brought: " + read.toString(StandardCharsets.UTF_8), e);
        }
        return read.toString(StandardCharsets.UTF_8);
    }

    private static final class Read extends ByteArrayOutputStream {
        boolean endsWith(byte[] last) {
            return count >= last.length && Arrays.equals(buf, count - last.length, count, last, 0, last.length);
        }
    }

    /** Returns the next answer, head and content. */
    public String answer() {
        String head = readThrough("\r\n\r\n");
        return head + new String(content(head), StandardCharsets.UTF_8);
    }

    private byte[] content(String head) {
        for (String line : head.split("\r\n", -1)) {
            if (line.startsWith("Content-Length: ")) {
                return read(Integer.parseInt(line.substring("Content-Length: ".length())));
            }
        }
        return new byte[0];
    }

    /** Returns the content of the next chunk; empty for the last one. */
    public String chunk() {
        int length = Integer.parseInt(readThrough("\r\n").strip(), 16);
        String chunk = new String(read(length), StandardCharsets.UTF_8);
        String end = new String(read(2), StandardCharsets.UTF_8);
        if (!end.equals("\r\n")) {
            throw new AssertionError("a chunk of " + length + " bytes goes on: " + chunk + end);
        }
        return chunk;
    }

    private byte[] read(int length) {
        byte[] read;
        try {
            read = in.readNBytes(length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (read.length < length) {
            throw new AssertionError("the connection ended; of " + length + " bytes it brought: " + new String(read, StandardCharsets.UTF_8));
        }
        return read;
    }

    /** Returns everything up to the connection's end, however it ends. */
    public String readToEnd() {
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        try {
            for (int next = in.read(); next >= 0; next = in.read()) {
                read.write(next);
            }
        } catch (SocketException reset) {
            read.writeBytes("(reset)".getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new AssertionError("the connection did not end; it brought: " + read.toString(StandardCharsets.UTF_8), e);
        }
        return read.toString(StandardCharsets.UTF_8);
    }

    /** Says that nothing more will be sent; what comes may still be read. */
    public void endOutput() {
        try {
            socket.shutdownOutput();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Makes {@link #close} reset the connection, as the end of a peer that crashed does. */
    public void resetOnClose() {
        try {
            socket.setSoLinger(true, 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
