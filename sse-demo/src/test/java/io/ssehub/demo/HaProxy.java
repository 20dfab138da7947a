package io.ssehub.demo;

import static org.awaitility.Awaitility.await;

import io.ssehub.test.RawClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** A run of HAProxy, to whose ports a test can come from any address that it makes up. Closing cuts it off. */
final class HaProxy implements AutoCloseable {
    private static final Duration DEADLINE = Duration.ofSeconds(60);

    /** One that nobody else listens on: so a port that is free there stays free. */
    private final InetAddress address;

    private final List<Integer> ports = new ArrayList<>();
    private final Path configuration;
    private final Process process;

    /** Starts it with a port for each of {@code ways}, which say how it passes on what comes there. */
    HaProxy(String... ways) throws IOException {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        address = InetAddress.getByAddress(new byte[] {127, 77, (byte) random.nextInt(), (byte) random.nextInt(1, 255)});
        StringBuilder text = new StringBuilder("defaults\n mode http\n timeout connect 1m\n timeout client 1m\n timeout server 1m\n");
        for (String way : ways) {
            ports.add(freePort());
            text.append("listen way").append(ports.size()).append("\n bind ").append(address.getHostAddress()).append(':').append(ports.get(ports.size() - 1));
            text.append(" accept-proxy\n ").append(way).append('\n');
        }
        configuration = Files.writeString(Files.createTempFile("haproxy", ".cfg"), text);
        process = new ProcessBuilder("haproxy", "-db", "-f", configuration.toString()).inheritIO().start();
        await().atMost(DEADLINE).until(this::listens);
    }

    private int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, address)) {
            return socket.getLocalPort();
        }
    }

    private boolean listens() {
        try (Socket socket = new Socket(address, ports.get(ports.size() - 1))) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    /** Connects to the port of a way as a client with that address. */
    RawClient connect(int way, String client) {
        try {
            Socket socket = new Socket();
            socket.connect(new InetSocketAddress(address, ports.get(way)), (int) DEADLINE.toMillis());
            return RawClient.over(socket).send("PROXY TCP4 " + client + " 192.0.2.80 4711 80\r\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly().onExit().join();
        Files.delete(configuration);
    }
}
