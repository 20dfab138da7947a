package io.ssehub.bench.jmh;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The least that Java does to fan out: answers any request with a stream's head, and writes bytes to every connection in turn, one call each. */
final class PlainServer implements AutoCloseable {
    /** What stands where nothing listens yet. */
    static final PlainServer NONE = new PlainServer(0, List.of(), CompletableFuture.completedFuture(null));

    private static final int BACKLOG = 4096;
    private static final String HEAD = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\nd\r\nretry: 2000\n\n\r\n";

    private final int port;
    private final List<SocketChannel> connections;
    private final CompletableFuture<Void> accepted;

    private PlainServer(int port, List<SocketChannel> connections, CompletableFuture<Void> accepted) {
        this.port = port;
        this.connections = connections;
        this.accepted = accepted;
    }

    /** Listens on a free port until it has that many connections. */
    static PlainServer listen(int count) throws IOException {
        ServerSocketChannel listener = ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
        List<SocketChannel> connections = new ArrayList<>();
        CompletableFuture<Void> accepted = CompletableFuture.runAsync(() -> accept(listener, count, connections));
        return new PlainServer(listener.socket().getLocalPort(), connections, accepted);
    }

    private static void accept(ServerSocketChannel listener, int count, List<SocketChannel> connections) {
        ByteBuffer request = ByteBuffer.allocate(4096);
        try (listener) {
            while (connections.size() < count) {
                SocketChannel connection = listener.accept();
                connection.setOption(StandardSocketOptions.TCP_NODELAY, true);
                connections.add(connection);
                request.clear();
                do {
                    connection.read(request);
                } while (!new String(request.array(), 0, request.position(), StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n"));
                connection.write(ByteBuffer.wrap(HEAD.getBytes(StandardCharsets.US_ASCII)));
            }
        } catch (IOException e) {
            throw new IllegalStateException("connection " + connections.size() + " failed", e);
        }
    }

    int port() {
        return port;
    }

    /** Writes the bytes to every connection, from the same place each time. */
    void send(ByteBuffer bytes) throws IOException {
        accepted.join();
        for (int i = 0; i < connections.size(); i++) {
            bytes.rewind();
            connections.get(i).write(bytes); // blocks until it has taken all
        }
    }

    @Override
    public void close() throws IOException {
        for (SocketChannel connection : connections) {
            connection.close();
        }
    }
}
