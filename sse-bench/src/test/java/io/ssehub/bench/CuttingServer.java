package io.ssehub.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Streams what is posted to it in every form that the standards allow: all three line ends, comments, data of several lines, chunks with extensions, all of
 * it cut anywhere. Of the first hundred events it leaves out each one that ends in 3, sends those that end in 5 twice, and those that end in 7 after the next.
 */
final class CuttingServer implements Closeable {
    private static final int FAULTY = 100;

    private final ServerSocket server = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
    private final List<Socket> connections = new CopyOnWriteArrayList<>();
    private final List<OutputStream> streams = new CopyOnWriteArrayList<>();
    private final Random random = new Random(1);

    CuttingServer() throws IOException {
        start(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    private void accept() throws IOException {
        while (true) {
            Socket connection = server.accept();
            connection.setTcpNoDelay(true);
            connections.add(connection);
            start(() -> serve(connection.getOutputStream(), new BufferedInputStream(connection.getInputStream())));
        }
    }

    private void serve(OutputStream out, InputStream in) throws IOException {
        String late = "";
        for (int number = 0; ; number++) {
            String head = head(in);
            if (head.startsWith("GET ")) {
                cut(out, "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n");
                chunks(out, "\ufeff: hello\rretry: 10\r\n\n");
                streams.add(out);
                return;
            }
            String length = head.replaceFirst("(?s).*Content-Length: (\\d+).*", "$1");
            String body = new String(in.readNBytes(Integer.parseInt(length)), UTF_8);
            String event = event(number, body);
            String now =
                    switch (number < FAULTY ? number % 10 : 0) {
                        case 3, 7 -> "";
                        case 5 -> event + event;
                        case 8 -> event + late;
                        default -> event;
                    };
            late = event;
            for (OutputStream stream : streams) {
                chunks(stream, now);
            }
            out.write("HTTP/1.1 204 No Content\r\n\r\n".getBytes(UTF_8));
        }
    }

    private static String event(int number, String data) {
        return switch (number % 4) {
            case 0 -> "data: " + data + "\r\n\r\n";
            case 1 -> "id\rid: \u00e4" + number + "\revent: x\r: comment\rdata: two lines\rdata:" + data + "\r\rid: no event\r\r";
            case 2 -> "data\ndata: " + data + "\ndata\nnone of these\nretry: no\n\n";
            default -> ":\r\n\r\nevent:\r\nid:" + number + "\ndata: [" + data + "]\r\n\n";
        };
    }

    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (!head.toString().endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("ended");
            }
            head.append((char) next);
        }
        return head.toString();
    }

    private synchronized void chunks(OutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(UTF_8);
        StringBuilder chunks = new StringBuilder();
        for (int from = 0; from < bytes.length; ) {
            int length = Math.min(bytes.length - from, 1 + random.nextInt(80));
            chunks.append(String.format(random.nextBoolean() ? "%x\r\n" : "0%X;a=\"b\"\r\n", length));
            chunks.append(new String(bytes, from, length, ISO_8859_1)).append("\r\n");
            from += length;
        }
        cut(out, chunks.toString());
    }

    private synchronized void cut(OutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(ISO_8859_1);
        for (int from = 0; from < bytes.length; ) {
            int length = Math.min(bytes.length - from, 1 + random.nextInt(40));
            out.write(bytes, from, length);
            from += length;
        }
    }

    private interface Task {
        void run() throws IOException;
    }

    private static void start(Task task) {
        Thread thread = new Thread(() -> {
            try {
                task.run();
            } catch (IOException closed) {
                return;
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        try {
            server.close();
            for (Socket connection : connections) {
                connection.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
