package io.ssehub.demo.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ssehub.test.HubProcess;
import io.ssehub.test.RawClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whatever is sent and however fast, each datagram is taken, refused or dropped by the kernel, and counted; streams that are open go on. */
class DatagramFloodIT {
    private static final int BURST = 50;

    @Test
    void accountsForEveryHostileDatagram() throws Exception {
        flood(100_000, 20_000, hostile());
    }

    @Test
    @Tag("soak")
    void accountsForEachOfAMillionHostileDatagrams() throws Exception {
        flood(1_000_000, 20_000, hostile());
    }

    @Test
    @Tag("soak")
    void accountsForEachOfAHundredThousandDatagramsASecondForAMinute() throws Exception {
        flood(6_000_000, 100_000, number -> ("{\"board\":\"flood\",\"temperature\":" + number + "}").getBytes(UTF_8));
    }

    private static IntFunction<byte[]> hostile() {
        HostileDatagrams datagrams = new HostileDatagrams(3);
        return number -> datagrams.next();
    }

    private static void flood(int datagrams, int perSecond, IntFunction<byte[]> datagram) throws Exception {
        try (HubProcess hub = HubProcess.start("--http-port=0", "--udp-port=0", "--no-simulate");
                RawClient stream = RawClient.connect(hub.url().getPort()).request("GET /events?topic=calm/**")) {
            stream.readThrough("\n\n\r\n");
            send(hub.udpPort(), datagrams, perSecond, datagram);
            await().atMost(Duration.ofMinutes(2)).untilAsserted(() -> assertThat(
                            hub.metric("datagrams_taken_total") + hub.metric("datagrams_refused_total") + hub.metric("datagrams_dropped"))
                    .isEqualTo(datagrams));
            assertThat(hub.metric("datagrams_refused_total{cause=\"failed\"}")).as(hub.err()).isZero();
            assertThat(hub.metric("datagram_socket_errors_total")).as(hub.err()).isZero();
            publishes(hub, stream);
            hub.terminate();
            assertThat(hub.status()).isZero();
            assertThat(hub.err()).doesNotContain("Exception");
        }
    }

    private static void send(int port, int datagrams, int perSecond, IntFunction<byte[]> datagram) throws IOException {
        long start = System.nanoTime();
        InetSocketAddress hub = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        try (DatagramChannel channel = DatagramChannel.open()) {
            for (int sent = 0; sent < datagrams; sent++) {
                if (sent % BURST == 0) {
                    LockSupport.parkNanos(start + sent * TimeUnit.SECONDS.toNanos(1) / perSecond - System.nanoTime());
                }
                channel.send(ByteBuffer.wrap(datagram.apply(sent)), hub); // unlike write, also an empty one
            }
        }
    }

    private static void publishes(HubProcess hub, RawClient stream) {
        try (RawClient publisher = RawClient.connect(hub.url().getPort())) {
            assertThat(publisher.request("POST /events?topic=calm/a", "Content-Length: 5").send("still").answer()).startsWith("HTTP/1.1 200 ");
        }
        assertThat(stream.readThrough("data: still\n")).isNotEmpty();
    }
}
