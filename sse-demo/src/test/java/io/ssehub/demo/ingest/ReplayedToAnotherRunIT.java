package io.ssehub.demo.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ssehub.demo.hmac.BoardKey;
import io.ssehub.demo.hmac.KeyFile;
import io.ssehub.test.HubProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The hub as it is run, with keys: killed, stopped and started again, sent again what was recorded before. */
class ReplayedToAnotherRunIT {
    private static final Duration DEADLINE = Duration.ofSeconds(60);
    private static final long BOOT = 1L << 32;

    private final Path folder;
    private final Path file;
    private final List<byte[]> recorded = new ArrayList<>();
    private long sent;

    ReplayedToAnotherRunIT(@TempDir Path folder) throws IOException {
        this.folder = folder;
        this.file = Files.writeString(folder.resolve("boards.keys"), "esp32-1 00112233445566778899aabbccddeeff\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    }

    private HubProcess start() throws IOException {
        sent = 0;
        return HubProcess.start(
                "--http-port=0", "--udp-port=0", "--no-simulate", "--data-dir=" + folder.resolve("data"), "--board-keys=" + file);
    }

    private BoardKey key(String board) throws IOException {
        return Objects.requireNonNull(KeyFile.open(file, 10).keys().of(board));
    }

    private void send(HubProcess hub, byte[] datagram) throws IOException {
        try (DatagramChannel channel = DatagramChannel.open()) {
            channel.send(ByteBuffer.wrap(datagram), new InetSocketAddress(InetAddress.getLoopbackAddress(), hub.udpPort()));
        }
        sent++;
    }

    private void sendOwn(HubProcess hub, long... counters) throws IOException {
        for (long counter : counters) {
            byte[] datagram = key("esp32-1").sign("{\"t\":1}".getBytes(UTF_8), counter);
            recorded.add(datagram);
            send(hub, datagram);
        }
    }

    /** Waits until each datagram sent to this run is accounted for, and returns how many were taken. */
    private long taken(HubProcess hub) {
        await().atMost(DEADLINE).until(() -> hub.metric("datagrams_taken_total") + hub.metric("datagrams_refused_total") == sent);
        return hub.metric("datagrams_taken_total");
    }

    private void replay(HubProcess hub) throws IOException {
        for (byte[] datagram : recorded) {
            send(hub, datagram);
        }
        assertThat(taken(hub)).as("replayed and taken").isZero();
        assertThat(hub.metric("datagrams_refused_total{cause=\"replayed\"}")).isEqualTo(recorded.size());
    }

    @Test
    void isRefusedAfterAKillAndAfterAStopAndTheBoardGoesOn() throws Exception {
        try (HubProcess hub = start()) {
            sendOwn(hub, BOOT, BOOT + 1, BOOT + 2, BOOT + 3, BOOT + 4);
            assertThat(taken(hub)).isEqualTo(5);
            hub.signal("KILL");
            hub.status();
            assertThat(hub.err()).contains("chmod 600").doesNotContain("00112233");
        }
        try (HubProcess hub = start()) {
            replay(hub);
            sendOwn(hub, 2 * BOOT, 2 * BOOT + 2);
            assertThat(taken(hub)).isEqualTo(2);
            hub.terminate();
            assertThat(hub.status()).isZero();
        }
        try (HubProcess hub = start()) {
            replay(hub);
            sendOwn(hub, 2 * BOOT + 1, 2 * BOOT + 3);
            assertThat(taken(hub)).as("after a stop in order not one is missing").isEqualTo(2);

            Files.writeString(file, "a board 0123456789abcdef0123456789abcdef\n", StandardOpenOption.APPEND);
            await().atMost(DEADLINE).until(() -> hub.metric("board_keys") == 2);
            send(hub, key("a board").sign("weather t=1".getBytes(UTF_8), 1));
            assertThat(taken(hub)).isEqualTo(3);
            signedByAFleet(hub);
        }
    }

    private void signedByAFleet(HubProcess hub) throws Exception {
        Files.writeString(file, "fleet-1 0123456789abcdef0123456789abcdef\nfleet-2 0123456789abcdef0123456789abcdef\n", StandardOpenOption.APPEND);
        await().atMost(DEADLINE).until(() -> hub.metric("board_keys") == 4);
        String target = "--target=127.0.0.1:" + hub.udpPort();
        try (HubProcess fleet = HubProcess.start("simulate", "--boards=2", "--rate=10", "--duration=1s", "--duplicates=0.1", "--reorder=0.1", target, "--board-keys=" + file)) {
            assertThat(fleet.status()).as(fleet.err()).isZero();
            long datagrams = Long.parseLong(fleet.out().replaceAll("(?s)sent (\\d+) .*", "$1"));
            await().atMost(DEADLINE).until(() -> hub.metric("datagrams_taken_total") == 3 + datagrams);
        }
    }
}
