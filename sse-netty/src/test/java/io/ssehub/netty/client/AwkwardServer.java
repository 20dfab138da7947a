package io.ssehub.netty.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A server on plain sockets that behaves as it is told, connection by connection: the first one gets the first route, and so on; one beyond the last gets 204,
 * which ends the client. Keeps the head of each request.
 */
final class AwkwardServer implements AutoCloseable {
    /** One behaviour on one connection, which is closed when it returns. */
    interface Route {
        void serve(Exchange exchange) throws IOException, InterruptedException;
    }

    /** A request that has been read up to its end. */
    record Request(String line, Map<String, String> headers, long receivedNanos) {
        /** Returns a header's value with a character for each byte, or null. */
        @Nullable
        String header(String name) {
            return headers.get(name);
        }

        /** Returns what the client asks to resume after, empty if nothing. */
        String lastEventId() {
            return new String(headers.getOrDefault("last-event-id", "").getBytes(ISO_8859_1), UTF_8);
        }
    }

    record Exchange(Request request, Socket socket) {
        void send(String text) throws IOException {
            send(text.getBytes(UTF_8));
        }

        void send(byte[] bytes) throws IOException {
            OutputStream out = socket.getOutputStream();
            out.write(bytes);
            out.flush();
        }

        /** Returns when the client has closed its end. */
        void awaitEnd() throws IOException {
            InputStream in = socket.getInputStream();
            while (in.read() >= 0) {
                // What a client sends after its request is of no interest.
            }
        }
    }

    static final String STREAM_HEAD = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n";
    static final String CHUNKED_HEAD = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";

    private final ServerSocket listening;
    private final Route[] routes;
    private final AtomicInteger connections = new AtomicInteger();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final BlockingQueue<Request> requests = new LinkedBlockingQueue<>();

    private AwkwardServer(InetAddress address, Route... routes) throws IOException {
        this.routes = routes;
        this.listening = new ServerSocket(0, 50, address);
        thread("accept", this::accept);
    }

    static AwkwardServer with(Route... routes) throws IOException {
        return new AwkwardServer(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), routes);
    }

    static AwkwardServer at(InetAddress address, Route... routes) throws IOException {
        return new AwkwardServer(address, routes);
    }

    int port() {
        return listening.getLocalPort();
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + port() + "/events?topic=a%20b");
    }

    int connections() {
        return connections.get();
    }

    /** Returns the next request, in the order of their arrival. */
    Request request() throws InterruptedException {
        Request request = requests.poll(30, TimeUnit.SECONDS);
        if (request == null) {
            throw new AssertionError("no request within 30 s");
        }
        return request;
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = listening.accept();
                int number = connections.getAndIncrement();
                open.add(socket);
                thread("connection " + number, () -> serve(socket, number < routes.length ? routes[number] : Awkward.noContent()));
            }
        } catch (IOException e) {
            // Closed.
        }
    }

    private void serve(Socket socket, Route route) {
        try (socket) {
            Request request = readRequest(socket.getInputStream());
            requests.add(request);
            route.serve(new Exchange(request, socket));
        } catch (IOException | InterruptedException e) {
            // The client, or the test's end, has closed the connection: what that means is the test's to say.
        } finally {
            open.remove(socket);
        }
    }

    private static Request readRequest(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(ISO_8859_1).endsWith("\r\n\r\n")) {
            int b = in.read();
            if (b < 0) {
                throw new IOException("the client closed within its request");
            }
            head.write(b);
        }
        long receivedNanos = System.nanoTime();
        String[] lines = head.toString(ISO_8859_1).split("\r\n", -1);
        Map<String, String> headers = new ConcurrentHashMap<>();
        for (int i = 1; !lines[i].isEmpty(); i++) {
            String[] field = lines[i].split(": ", 2);
            if (headers.put(field[0].toLowerCase(Locale.ROOT), field[1]) != null) {
                throw new IOException("the header " + field[0] + " came twice");
            }
        }
        return new Request(lines[0], headers, receivedNanos);
    }

    private static void thread(String name, Runnable task) {
        Thread thread = new Thread(task, "awkward " + name);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        try {
            listening.close();
            for (Socket socket : open) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
