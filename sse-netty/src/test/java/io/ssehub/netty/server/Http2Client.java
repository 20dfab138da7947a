package io.ssehub.netty.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** A client of HTTP/2 by hand: sends exactly the frames that a test wants, also wrong ones, and shows those that come back. Not thread-safe. */
final class Http2Client implements AutoCloseable {
    static final int DATA = 0;
    static final int HEADERS = 1;
    static final int RST_STREAM = 3;
    static final int SETTINGS = 4;
    static final int PING = 6;
    static final int GOAWAY = 7;
    static final int WINDOW_UPDATE = 8;
    static final int CONTINUATION = 9;

    static final int END_STREAM = 1;
    static final int ACK = 1;
    static final int END_HEADERS = 4;

    private static final int TIMEOUT_MILLIS = 60_000;

    /** A frame, each character of its payload one byte: RFC 9113 section 4.1. */
    record Frame(int type, int flags, int stream, String payload) {
        byte[] bytes() {
            return payload.getBytes(ISO_8859_1);
        }

        boolean endsStream() {
            return (flags & END_STREAM) != 0;
        }

        String text() {
            return new String(bytes(), UTF_8);
        }

        /** Returns the 32 bits that begin at {@code index}. */
        int number(int index) {
            return Unpooled.wrappedBuffer(bytes()).getInt(index);
        }
    }

    private final Socket socket;
    private final DataInputStream in;
    private final DefaultHttp2HeadersDecoder decoder = new DefaultHttp2HeadersDecoder(true);

    private final List<Frame> kept = new ArrayList<>();

    private Http2Client(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(TIMEOUT_MILLIS);
        socket.setTcpNoDelay(true);
        in = new DataInputStream(socket.getInputStream());
    }

    /** Connects with prior knowledge; {@code settings} is the payload of its first frame. */
    static Http2Client connect(int port, String settings) {
        return connect(port, "127.0.0.1", "", settings);
    }

    /** Connects with prior knowledge from a loopback address of the caller's choice, and begins with {@code ahead}. */
    static Http2Client connect(int port, String from, String ahead) {
        return connect(port, from, ahead, "");
    }

    private static Http2Client connect(int port, String from, String ahead, String settings) {
        try {
            Http2Client client = new Http2Client(new Socket(InetAddress.getLoopbackAddress(), port, InetAddress.getByName(from), 0));
            client.send(ahead + "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").frame(SETTINGS, 0, 0, settings);
            return client;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Http2Client connect(int port) {
        return connect(port, "");
    }

    /** Returns a header as HPACK has it without any compression: RFC 7541 section 6.2.2. */
    static String header(String name, String value) {
        return "\0" + (char) name.length() + name + (char) value.length() + value;
    }

    /** Returns a header section for this host. */
    static String head(String method, String path) {
        return header(":method", method) + header(":scheme", "http") + header(":path", path) + header(":authority", "localhost");
    }

    /** Sends a request without a body. */
    Http2Client get(int stream, String path) {
        return frame(HEADERS, END_HEADERS | END_STREAM, stream, head("GET", path));
    }

    /** Sends a frame, each character of the payload one byte. */
    Http2Client frame(int type, int flags, int stream, String payload) {
        int length = payload.length();
        String head = "" + (char) (length >> 16 & 0xff) + (char) (length >> 8 & 0xff) + (char) (length & 0xff) + (char) type + (char) flags;
        return send(head + number(stream) + payload);
    }

    static String number(int value) {
        return "" + (char) (value >>> 24) + (char) (value >> 16 & 0xff) + (char) (value >> 8 & 0xff) + (char) (value & 0xff);
    }

    /** Sends these bytes, each character one. */
    Http2Client send(String bytes) {
        try {
            socket.getOutputStream().write(bytes.getBytes(ISO_8859_1));
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends {@code flood} again and again until the server has closed the connection, a million times at most. */
    void flood(Runnable flood) {
        try {
            for (int i = 0; i < 1_000_000; i++) {
                flood.run();
            }
        } catch (UncheckedIOException closed) {
            return;
        }
        throw new AssertionError("the server takes everything");
    }

    /** Returns the next frame that is wanted, and keeps others for later. */
    Frame read(Predicate<Frame> wanted) {
        Frame before = kept.stream().filter(wanted).findFirst().orElse(null);
        if (before != null) {
            kept.remove(before);
            return before;
        }
        try {
            while (true) {
                int lengthAndType = in.readInt();
                int flags = in.readUnsignedByte();
                int stream = in.readInt();
                Frame frame = new Frame(lengthAndType & 0xff, flags, stream, new String(in.readNBytes(lengthAndType >>> 8), ISO_8859_1));
                if (frame.type == SETTINGS && (frame.flags & ACK) == 0) {
                    frame(SETTINGS, ACK, 0, "");
                }
                if (wanted.test(frame)) {
                    return frame;
                }
                kept.add(frame);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the next frame on that stream. */
    Frame read(int stream) {
        return read(frame -> frame.stream == stream);
    }

    /** Returns the header section of a frame. */
    Http2Headers headers(Frame frame) {
        ByteBuf section = Unpooled.wrappedBuffer(frame.bytes());
        try {
            return decoder.decodeHeaders(frame.stream, section);
        } catch (Http2Exception e) {
            throw new AssertionError(e);
        }
    }

    /** Returns the status of the answer on that stream. */
    String status(int stream) {
        return String.valueOf(headers(read(frame -> frame.stream == stream && frame.type == HEADERS)).status());
    }

    /** Returns what comes on that stream up to and with {@code end}. */
    String readThrough(int stream, String end) {
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        while (!read.toString(UTF_8).endsWith(end)) {
            read.writeBytes(read(frame -> frame.stream == stream && frame.type == DATA).bytes());
        }
        return read.toString(UTF_8);
    }

    /** Returns why the server closes the connection, which it then does. */
    int lastError() {
        int error = read(frame -> frame.type == GOAWAY).number(4);
        readToEnd();
        return error;
    }

    /** Returns once the server has closed the connection. */
    void readToEnd() {
        try {
            read(frame -> false);
        } catch (UncheckedIOException e) {
            if (!(e.getCause() instanceof EOFException || e.getCause() instanceof SocketException)) {
                throw e;
            }
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
