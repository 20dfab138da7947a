package io.ssehub.bench.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ServerSocketFactory;

/**
 * A server of one stream that does exactly what it is told to do wrong. {@code GET /events} is the stream, {@code POST /events} publishes its body; each event
 * carries its place, from 0, as its id. A thread serves each connection.
 */
final class BadServer implements Closeable {
    /** What it does with the requests of one connection, one object each. */
    interface Behaviour {
        /** Answers a request for a stream, which goes on after {@code after} events. */
        default void stream(Wire wire, int after) throws IOException {
            wire.head("200 OK", "text/event-stream");
            for (int place = after; ; place++) {
                event(wire, place, wire.await(place));
            }
        }

        /** Delivers an event to one stream. */
        default void event(Wire wire, int place, String data) throws IOException {
            wire.event(place, data);
        }

        /** Does what is to be done before the event of that place is taken in. */
        default void published(int place) {}
    }

    /** One connection, as its behaviour sees it. */
    final class Wire {
        private final OutputStream out;
        private int visit;

        private Wire(OutputStream out) {
            this.out = out;
        }

        /** Returns how many streams were asked for before this one. */
        int visit() {
            return visit;
        }

        void raw(String text) throws IOException {
            out.write(text.getBytes(UTF_8));
            out.flush();
        }

        void head(String status, String type) throws IOException {
            raw("HTTP/1.1 " + status + "\r\nContent-Type: " + type + "\r\nTransfer-Encoding: chunked\r\n\r\n");
        }

        void chunk(String text) throws IOException {
            raw(Integer.toHexString(text.getBytes(UTF_8).length) + "\r\n" + text + "\r\n");
        }

        void event(int place, String data) throws IOException {
            chunk("id: " + place + "\ndata: " + data + "\n\n");
        }

        /** Ends the stream in good order; what is returned is to be thrown. */
        EOFException end() throws IOException {
            raw("0\r\n\r\n");
            return cut();
        }

        /** Returns what ends the connection where it is when it is thrown. */
        EOFException cut() {
            return new EOFException("as told");
        }

        /** Waits for the event of that place. */
        String await(int place) throws IOException {
            synchronized (events) {
                while (events.size() <= place) {
                    try {
                        events.wait();
                    } catch (InterruptedException e) {
                        throw new IOException(e);
                    }
                }
                return events.get(place);
            }
        }
    }

    private final ServerSocket listener;
    private final Behaviour behaviour;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final List<String> events = new CopyOnWriteArrayList<>();
    private final AtomicInteger streams = new AtomicInteger();

    BadServer(Behaviour behaviour) throws IOException {
        this(behaviour, ServerSocketFactory.getDefault());
    }

    BadServer(Behaviour behaviour, ServerSocketFactory factory) throws IOException {
        this.behaviour = behaviour;
        this.listener = factory.createServerSocket(0, 1000, InetAddress.getLoopbackAddress());
        threads.execute(this::accept);
    }

    String url() {
        return "http://127.0.0.1:" + listener.getLocalPort() + "/events";
    }

    int published() {
        return events.size();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = listener.accept();
                sockets.add(socket);
                threads.execute(() -> serve(socket));
            }
        } catch (IOException e) {
            // closed
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            InputStream in = new BufferedInputStream(socket.getInputStream());
            Wire wire = new Wire(socket.getOutputStream());
            while (true) {
                String head = head(in);
                if (head.startsWith("GET")) {
                    String position = field(head, "last-event-id");
                    wire.visit = streams.getAndIncrement();
                    behaviour.stream(wire, position.isEmpty() ? events.size() : Integer.parseInt(position) + 1);
                } else {
                    String body = new String(in.readNBytes(Integer.parseInt(field(head, "content-length"))), UTF_8);
                    behaviour.published(events.size());
                    synchronized (events) {
                        events.add(body);
                        events.notifyAll();
                    }
                    wire.raw("HTTP/1.1 204 No Content\r\n\r\n");
                }
            }
        } catch (IOException e) {
            // the connection is over
        }
    }

    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException();
            }
            head.append((char) next);
        }
        return head.toString();
    }

    private static String field(String head, String name) {
        return head.lines().filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name + ":")).map(line -> line.substring(name.length() + 1).strip())
                .findFirst().orElse("");
    }

    @Override
    public void close() throws IOException {
        listener.close();
        threads.shutdownNow();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
