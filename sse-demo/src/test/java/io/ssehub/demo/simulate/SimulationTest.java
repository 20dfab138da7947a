package io.ssehub.demo.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ssehub.core.count.Counters;
import io.ssehub.core.hub.EventId;
import io.ssehub.core.hub.Publication;
import io.ssehub.demo.board.BoardLimits;
import io.ssehub.demo.board.BoardSnapshot;
import io.ssehub.demo.board.Boards;
import io.ssehub.demo.board.Reading;
import io.ssehub.demo.board.Report;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SimulationTest {
    private static final long HOUR_NANOS = Duration.ofHours(1).toNanos();

    @Test
    void eachSensorKeepsItsTime() {
        Map<String, List<Long>> times = new HashMap<>();
        // Any start, and System.nanoTime may begin below zero and overflow.
        long start = Long.MAX_VALUE - HOUR_NANOS / 2;
        forAnHour(new SimulatedBoard("sim", new SplittableRandom(1), start), start, (nanos, reading) ->
                times.computeIfAbsent(reading.sensor(), sensor -> new ArrayList<>()).add(nanos - start));

        assertThat(times.keySet()).containsExactlyInAnyOrder("sensorA", "sensorB", "temperature", "humidity", "pressure");
        times.forEach((sensor, nanos) -> {
            assertThat(nanos.get(0)).as("first %s", sensor).isZero();
            for (int i = 1; i < nanos.size(); i++) {
                Duration pause = Duration.ofNanos(nanos.get(i) - nanos.get(i - 1));
                if (sensor.startsWith("sensor")) {
                    assertThat(pause).isBetween(Duration.ofSeconds(10), Duration.ofSeconds(29));
                } else {
                    assertThat(pause).isEqualTo(Duration.ofSeconds(2));
                }
            }
        });
        assertThat(times.get("sensorA")).isNotEqualTo(times.get("sensorB"));
    }

    @Test
    void valuesArePlausible() {
        forAnHour(new SimulatedBoard("sim", new SplittableRandom(2), 0), 0, (nanos, reading) -> {
            String text = reading.value().json();
            double value = Double.parseDouble(text);
            switch (reading.sensor()) {
                case "sensorA", "sensorB" -> assertThat(Integer.parseInt(text)).isBetween(0, 65_535);
                case "temperature" -> assertThat(value).isBetween(15.0, 28.0);
                case "humidity" -> assertThat(value).isBetween(30.0, 66.0);
                default -> assertThat(value).isBetween(1_005.0, 1_021.0);
            }
        });
    }

    @Test
    void equalSeedsMakeEqualReports() {
        assertThat(reports(3)).isEqualTo(reports(3)).isNotEqualTo(reports(4));
    }

    @Test
    void boardsOfTheHubReportFromTheStart() {
        Boards boards = new Boards(
                BoardLimits.defaults(), (topics, event) -> new Publication.Accepted(new EventId(1, 1)), InstantSource.system(), System::nanoTime, new Counters());
        try (Simulation simulation = Simulation.start(3, boards, 1, System::nanoTime)) {
            assertThat(simulation).isNotNull();
            await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(boards.snapshots())
                    .hasSize(3)
                    .allSatisfy(board -> assertThat(board.sensors()).containsOnlyKeys("sensorA", "sensorB", "temperature", "humidity", "pressure")));
        }
        assertThat(boards.snapshots()).extracting(BoardSnapshot::name).containsExactly("sim", "sim-2", "sim-3");
        assertThat(boards.snapshots()).extracting(BoardSnapshot::address).containsOnly(Simulation.ADDRESS);
    }

    private interface Watcher {
        void saw(long nanos, Reading reading);
    }

    private static void forAnHour(SimulatedBoard board, long start, Watcher watcher) {
        long seq = 0;
        for (long now = board.nextNanos(); now - start < HOUR_NANOS; now = board.nextNanos()) {
            Report report = board.report(now);
            assertThat(report.seq()).isEqualTo(seq++);
            assertThat(report.readings()).isNotEmpty();
            for (Reading reading : report.readings()) {
                watcher.saw(now, reading);
            }
        }
    }

    private static List<String> reports(long seed) {
        List<String> reports = new ArrayList<>();
        forAnHour(new SimulatedBoard("sim", new SplittableRandom(seed), 0), 0, (nanos, reading) -> reports.add(nanos + " " + reading));
        return reports;
    }
}
