package io.ssehub.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ssehub.bench.report.LoadReport;
import io.ssehub.bench.report.LoadReport.Publishing;
import io.ssehub.test.HubProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Streams that each select something else get it, and cost those who all select the same next to nothing. */
class SelectionsIT {
    private static final int STREAMS = 10_000;

    @SuppressWarnings("NullAway.Init") // before each test
    private HubProcess hub;

    @BeforeEach
    void start() throws IOException {
        hub = HubProcess.start("--http-port=0", "--no-udp", "--no-simulate", "--connections=" + 2 * STREAMS);
    }

    @AfterEach
    void stop() throws IOException {
        hub.close();
    }

    private String selections() {
        return hub.url() + "events?topic=area{topic}/*&topic=*/kind{topic}";
    }

    @Test
    void eachOfManySelectionsGetsWhatItSelects() throws IOException {
        try (LoadProcess load = LoadProcess.start("--json", "--url", selections(), "--topics", "300", "--connections", "600",
                "--publish-url", hub.url() + "events?topic=area{topic}/a", "--publish-rate", "600", "--duration", "2s")) {
            LoadReport report = load.report();
            Publishing published = Objects.requireNonNull(report.publishing());

            assertThat(report.deliveries().steady()).isPositive().isEqualTo(2 * published.accepted()).isEqualTo(hub.metric("events_delivered_total"));
            assertThat(report.deliveries()).extracting("lost", "duplicated", "reordered", "foreign").containsOnly(0L);
            assertThat(hub.metric("feeds")).isEqualTo(256);
        }
    }

    @Test
    @Tag("soak")
    void tenThousandSelectionsLeaveTheOthersTheirLatency() throws Exception {
        List<LoadReport> alone = new ArrayList<>();
        List<LoadReport> beside = new ArrayList<>();
        ordinary(); // warms up
        for (int pair = 0; pair < 5; pair++) {
            alone.add(ordinary());
            try (LoadProcess many = LoadProcess.start("--url", selections(), "--topics", "" + STREAMS, "--connections", "" + STREAMS, "--duration", "10m")) {
                many.awaitMeasuring();
                assertThat(hub.metric("subscribers")).isEqualTo(STREAMS);
                beside.add(ordinary());
                assertThat(hub.metric("feeds")).isLessThanOrEqualTo(256);
            }
            await().atMost(Duration.ofMinutes(1)).until(() -> hub.metric("subscribers") == 0);
        }

        long p99Alone = median(alone.stream().map(report -> report.latencies().delivery().p99Micros()).toList());
        long p99Beside = median(beside.stream().map(report -> report.latencies().delivery().p99Micros()).toList());
        long costAlone = median(alone.stream().map(SelectionsIT::processorMillis).toList());
        long costBeside = median(beside.stream().map(SelectionsIT::processorMillis).toList());
        String result = "p99 " + p99Alone + " us alone, " + p99Beside + " us beside; processor time " + costAlone + " ms alone, " + costBeside + " ms beside";
        System.out.println(result);
        assertThat(p99Beside).as(result).isLessThan(2 * p99Alone);
        assertThat(costBeside).as(result).isLessThan(2 * costAlone);
    }

    private LoadReport ordinary() throws IOException {
        String url = hub.url() + "events?topic=load";
        try (LoadProcess load = LoadProcess.start("--json", "--url", url, "--connections", "1000", "--publish-url", url, "--publish-rate", "50",
                "--ramp", "1s", "--warmup", "2s", "--duration", "5s", "--server-pid", "" + hub.pid())) {
            return load.report();
        }
    }

    private static long processorMillis(LoadReport report) {
        return Math.round(1_000 * Objects.requireNonNull(report.server()).cpuSeconds());
    }

    private static long median(List<Long> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }
}
