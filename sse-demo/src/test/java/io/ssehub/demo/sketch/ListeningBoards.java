package io.ssehub.demo.sketch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.util.NetUtil;
import io.ssehub.core.count.Counters;
import io.ssehub.core.hub.EventId;
import io.ssehub.core.hub.Hub;
import io.ssehub.core.hub.HubOptions;
import io.ssehub.core.hub.Publication;
import io.ssehub.demo.board.BoardLimits;
import io.ssehub.demo.board.BoardSnapshot;
import io.ssehub.demo.board.Boards;
import io.ssehub.demo.hmac.Authenticator;
import io.ssehub.demo.hmac.KeyFile;
import io.ssehub.demo.ingest.Admission;
import io.ssehub.demo.ingest.Intake;
import io.ssehub.demo.ingest.UdpReceiver;
import io.ssehub.netty.http.Networks;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/** The hub's side of boards: a socket for datagrams and what they said. */
final class ListeningBoards implements AutoCloseable {
    private static final Duration DEADLINE = Duration.ofSeconds(60);

    private final Counters counters = new Counters();
    private final Boards boards =
            new Boards(BoardLimits.defaults(), (topics, event) -> new Publication.Accepted(new EventId(1, 1)), InstantSource.system(), System::nanoTime, counters);
    private final Hub hub = Hub.open(HubOptions.defaults());
    private final UdpReceiver receiver;

    /** Listens to boards that prove nothing. */
    ListeningBoards() throws IOException {
        receiver = receiver(Admission.ofAll());
    }

    /** Listens to those only that sign with a key of {@code file}. */
    ListeningBoards(Path file) throws IOException {
        KeyFile keys = KeyFile.open(file, 1_000);
        receiver = receiver(new Admission(Networks.of("none"), null, new Authenticator(keys::keys, hub.state("replay"), System::nanoTime, counters), null));
    }

    private UdpReceiver receiver(Admission admission) throws IOException {
        return UdpReceiver.open(new InetSocketAddress(NetUtil.LOCALHOST4, 0), new Intake(boards, admission, counters, System::nanoTime), counters);
    }

    String port() {
        return Integer.toString(receiver.localAddress().getPort());
    }

    /** Waits until {@code datagrams} have been taken, and returns the boards by name. */
    List<BoardSnapshot> after(long datagrams) {
        await().atMost(DEADLINE).untilAsserted(() -> assertThat(counters.counter("datagrams_taken", "").value()).isEqualTo(datagrams));
        return boards.snapshots();
    }

    /** Waits until {@code datagrams} have been refused for {@code cause}. */
    void afterRefusals(long datagrams, String cause) {
        await().atMost(DEADLINE).untilAsserted(() -> assertThat(counters.counter("datagrams_refused", cause, "").value()).isEqualTo(datagrams));
    }

    @Override
    public void close() {
        receiver.close();
        hub.close();
    }
}
