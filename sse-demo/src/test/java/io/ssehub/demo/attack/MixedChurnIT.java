package io.ssehub.demo.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ssehub.test.HubProcess;
import io.ssehub.test.RawClient;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Fifty connections a second of every kind, in good order and not, under Netty's strictest leak detection: nothing leaks, nothing grows, and nobody waits long for an
 * event loop.
 */
class MixedChurnIT {
    private static final int CONNECTIONS_A_SECOND = 50;
    private static final int SAMPLES = 6;
    private static final long MOST_HEAP_GROWTH_BYTES = 2 << 20;
    private static final long MOST_RESIDENT_GROWTH_BYTES = 16 << 20;

    /** A heap that is there from the beginning, so that only what is outside of it can make the process grow. */
    private static final Map<String, String> STRICT =
            Map.of("JDK_JAVA_OPTIONS", "-Dio.netty.leakDetection.level=paranoid -Xms256m -XX:+AlwaysPreTouch");

    private record Sample(long liveHeapBytes, long directBytes, long residentBytes) {
        static Sample of(HubProcess hub) throws IOException {
            return new Sample(hub.liveHeapBytes(), hub.directBytes(), hub.residentBytes());
        }

        @Override
        public String toString() {
            return "%.1f+%.1f of %.1f MiB".formatted(liveHeapBytes / 0x1p20, directBytes / 0x1p20, residentBytes / 0x1p20);
        }
    }

    @Test
    void nothingLeaksInAFewSeconds() throws Exception {
        churn(Duration.ofSeconds(4));
    }

    /** {@code -Dchurn.duration=PT10M} makes it shorter. */
    @Test
    @Tag("soak")
    void nothingLeaksOrGrowsInAnHour() throws Exception {
        List<Sample> samples = churn(Duration.parse(System.getProperty("churn.duration", "PT1H")));
        Sample first = samples.get(1); // the one before it saw the hub warm up
        assertThat(samples.subList(2, SAMPLES)).as("%s", samples).allSatisfy(sample -> {
            assertThat(sample.liveHeapBytes()).isLessThan(first.liveHeapBytes() + MOST_HEAP_GROWTH_BYTES);
            assertThat(sample.directBytes()).isLessThan(first.directBytes() + MOST_HEAP_GROWTH_BYTES);
            assertThat(sample.residentBytes()).isLessThan(first.residentBytes() + MOST_RESIDENT_GROWTH_BYTES);
        });
    }

    /** Returns what the hub took after each sixth of the time. */
    private static List<Sample> churn(Duration duration) throws Exception {
        ExecutorService threads = Executors.newCachedThreadPool();
        try (HubProcess hub = HubProcess.start(STRICT, "--http-port=0", "--udp-port=0", "--no-simulate", "--history-events=5000", "--history-bytes=4MiB", "--lease=5s")) {
            Visits visits = new Visits(hub.url().getPort(), hub.udpPort());
            visits.all();
            Sample.of(hub); // what is opened once is open now
            await().atMost(Duration.ofMinutes(1)).until(() -> hub.metric("connections") <= 1);
            int before = hub.descriptors();
            List<Sample> samples = new ArrayList<>();
            List<Future<?>> running = new ArrayList<>();
            long startNanos = System.nanoTime();
            long perSample = duration.toSeconds() * CONNECTIONS_A_SECOND / SAMPLES;
            for (long number = 1; number <= perSample * SAMPLES; number++) {
                LockSupport.parkNanos(startNanos + number * (TimeUnit.SECONDS.toNanos(1) / CONNECTIONS_A_SECOND) - System.nanoTime());
                long visit = number;
                running.add(threads.submit(() -> visits.make(visit)));
                if (number % perSample == 0) {
                    for (Future<?> each : running) {
                        each.get(1, TimeUnit.MINUTES);
                    }
                    running.clear();
                    samples.add(Sample.of(hub));
                    System.out.printf("%,d connections: %s, stalls of %.3f s at p99.9%n", number, samples.get(samples.size() - 1), hub.stallSeconds());
                }
            }
            await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> assertThat(hub.descriptors()).isLessThanOrEqualTo(before));
            hub.liveHeapBytes(); // a leak is seen once it is garbage, and told of when the next buffer is made
            visits.all();
            assertThat(hub.err()).doesNotContain("LEAK").doesNotContain("Exception");
            if (duration.toMinutes() > 0) {
                assertThat(hub.stallSeconds()).isLessThanOrEqualTo(0.05);
            }
            return samples;
        } finally {
            threads.shutdownNow();
        }
    }
}
