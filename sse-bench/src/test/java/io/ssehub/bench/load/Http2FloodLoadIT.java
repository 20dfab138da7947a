package io.ssehub.bench.load;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.ssehub.bench.report.LoadReport;
import io.ssehub.test.HubProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Streams beside a client of HTTP/2 that floods its connection, and comes back with another whenever it is cut: they are less than twice as late. */
@Tag("soak")
class Http2FloodLoadIT {
    private static final int CONNECTIONS_A_SECOND = 20;
    private static final int FRAMES = 2_000;
    private static final int TIMEOUT_MILLIS = 30_000;

    private static final int HEADERS = 1;
    private static final int RST_STREAM = 3;
    private static final int SETTINGS = 4;
    private static final int PING = 6;
    private static final int CONTINUATION = 9;
    private static final int END_STREAM = 1;
    private static final int END_HEADERS = 4;

    private static final String HEAD =
            header(":method", "GET") + header(":scheme", "http") + header(":path", "/events?topic=load") + header(":authority", "localhost");

    /** What a connection sends, by the number of the frame. */
    enum Flood {
        RAPID_RESETS(i -> frame(HEADERS, END_HEADERS | END_STREAM, 2 * i + 1, HEAD) + frame(RST_STREAM, 0, 2 * i + 1, number(8))),
        CONTINUATIONS(i -> i == 0 ? frame(HEADERS, END_STREAM, 1, HEAD) : frame(CONTINUATION, 0, 1, "")),
        SETTINGS_FRAMES(i -> frame(SETTINGS, 0, 0, "")),
        PINGS(i -> frame(PING, 0, 0, "12345678"));

        private final String bytes;

        Flood(IntFunction<String> frame) {
            StringBuilder all = new StringBuilder("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").append(frame(SETTINGS, 0, 0, ""));
            for (int i = 0; i < FRAMES; i++) {
                all.append(frame.apply(i));
            }
            bytes = all.toString();
        }
    }

    private static String number(int value) {
        return "" + (char) (value >>> 24) + (char) ((value >> 16) & 0xff) + (char) ((value >> 8) & 0xff) + (char) (value & 0xff);
    }

    /** Returns a frame, each character one byte: RFC 9113 section 4.1. */
    private static String frame(int type, int flags, int stream, String payload) {
        return number((payload.length() << 8) | type) + (char) flags + number(stream) + payload;
    }

    /** Returns a header without any compression: RFC 7541 section 6.2.2. */
    private static String header(String name, String value) {
        return "\0" + (char) name.length() + name + (char) value.length() + value;
    }

    @ParameterizedTest
    @EnumSource
    void streamsAreLessThanTwiceAsLate(Flood flood) throws Exception {
        double[] ratios = new double[Integer.getInteger("pairs", 3)];
        try (HubProcess hub = HubProcess.start("--http-port=0", "--no-udp", "--no-simulate")) {
            p99MicrosBeside(flood, hub); // has the code compiled
            for (int i = 0; i < ratios.length; i++) {
                long calm = p99Micros(hub);
                long flooded = p99MicrosBeside(flood, hub);
                ratios[i] = (double) flooded / calm;
                System.out.printf("%s: p99 %d us, %d us beside the flood%n", flood, calm, flooded);
            }
            System.out.printf("%s: %d connections cut; stalls of %.3f s at p99.9%n",
                    flood, hub.metric("http_connections_closed_total{cause=\"http2_flood\"}"), hub.stallSeconds());
            assertThat(hub.metric("http_connections_closed_total{cause=\"http2_flood\"}")).isPositive();
        }
        Arrays.sort(ratios);
        assertThat(ratios[ratios.length / 2]).isLessThan(2);
    }

    private static long p99MicrosBeside(Flood flood, HubProcess hub) throws InterruptedException {
        AtomicBoolean over = new AtomicBoolean();
        Thread attacker = new Thread(() -> flood(hub.url().getPort(), flood, over));
        attacker.start();
        try {
            return p99Micros(hub);
        } finally {
            over.set(true);
            attacker.join();
        }
    }

    private static long p99Micros(HubProcess hub) throws InterruptedException {
        LoadReport report = LoadRun.against(
                hub.url() + "events?topic=load", "--connections", "200", "--publish-rate", "50", "--warmup", "1s", "--duration", "4s");
        assertThat(report.deliveries().lost()).isZero();
        return report.latencies().delivery().p99Micros();
    }

    /** Floods one connection after the other, each until the hub has closed it. */
    private static void flood(int port, Flood flood, AtomicBoolean over) {
        byte[] bytes = flood.bytes.getBytes(ISO_8859_1);
        long dueNanos = System.nanoTime();
        while (!over.get()) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                socket.setSoTimeout(TIMEOUT_MILLIS);
                socket.getOutputStream().write(bytes);
                socket.getInputStream().readAllBytes();
            } catch (SocketException cut) {
                // As it should be.
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            dueNanos += TimeUnit.SECONDS.toNanos(1) / CONNECTIONS_A_SECOND;
            LockSupport.parkNanos(dueNanos - System.nanoTime());
        }
    }
}
