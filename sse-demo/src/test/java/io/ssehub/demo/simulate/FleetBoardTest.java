package io.ssehub.demo.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.NetUtil;
import io.ssehub.core.count.Counters;
import io.ssehub.core.hub.EventId;
import io.ssehub.core.hub.Publication;
import io.ssehub.demo.board.BoardLimits;
import io.ssehub.demo.board.BoardSnapshot;
import io.ssehub.demo.board.Boards;
import io.ssehub.demo.ingest.Admission;
import io.ssehub.demo.ingest.Intake;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FleetBoardTest {
    private final Counters counters = new Counters();
    private final AtomicLong newReadings = new AtomicLong();
    private final Boards boards = new Boards(
            BoardLimits.defaults(),
            (topics, event) -> {
                newReadings.addAndGet("new_readings".equals(event.event()) ? 1 : 0);
                return new Publication.Accepted(new EventId(1, 1));
            },
            InstantSource.system(),
            System::nanoTime,
            counters);
    private final Intake intake = new Intake(boards, Admission.ofAll(), counters, System::nanoTime);

    @ParameterizedTest
    @CsvSource({"0, 0, 0, 0", "0.1, 0, 0, 0", "0, 0.1, 0, 0", "0, 0, 0.1, 0", "0, 0, 0, 0.1", "0.3, 0.3, 0.3, 0.05", "1, 0, 0, 0", "0, 0, 1, 0", "0, 1, 1, 0.5"})
    void theHubCountsTheMishapsThatTheBoardCounts(double loss, double duplicates, double reorder, double reboots) throws IOException {
        FleetBoard board = new FleetBoard("fleet-1", new Mishaps(loss, duplicates, reorder, reboots), new SplittableRandom(1), this::take);
        for (int i = 0; i < 5_000; i++) {
            board.step();
        }
        board.settle();

        BoardSnapshot seen = boards.snapshots().get(0);
        assertThat(seen.received()).isEqualTo(board.sent());
        assertThat(seen.lost()).isEqualTo(board.lost());
        assertThat(seen.duplicates()).isEqualTo(board.duplicates());
        assertThat(seen.late()).isEqualTo(board.late());
        assertThat(seen.reboots()).isEqualTo(board.reboots());
        assertThat(newReadings).as("every new report changes a value").hasValue(board.sent() - board.duplicates() - board.late());
    }

    @Test
    void mishapsAreAsOftenAsAsked() throws IOException {
        FleetBoard board = new FleetBoard("fleet-1", new Mishaps(0.1, 0.1, 0.1, 0.1), new SplittableRandom(1), this::take);
        for (int i = 0; i < 10_000; i++) {
            board.step();
        }
        assertThat(board.reboots()).isBetween(700L, 1_000L);
        assertThat(board.lost()).isBetween(500L, 1_000L);
        assertThat(board.late()).isBetween(400L, 1_000L);
        assertThat(board.duplicates()).isBetween(600L, 1_100L);
    }

    private void take(byte[] datagram) {
        intake.take(ByteBuffer.wrap(datagram), NetUtil.LOCALHOST4, Runnable::run);
    }
}
