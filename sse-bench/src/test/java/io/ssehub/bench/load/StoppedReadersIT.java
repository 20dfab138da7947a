package io.ssehub.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ssehub.bench.report.LoadReport;
import io.ssehub.test.HubProcess;
import io.ssehub.test.RawClient;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Clients that open a stream and never read it, beside some that do: they cost the hub no memory to speak of, and the others no time. */
class StoppedReadersIT {
    private static final long MOST_BYTES_EACH = 64 << 10;
    private static final String STREAM = "events?topic=load";

    private final ExecutorService background = Executors.newSingleThreadExecutor();

    private static HubProcess start(String... more) throws IOException {
        List<String> args = new ArrayList<>(List.of("--http-port=0", "--no-udp", "--no-simulate"));
        args.addAll(List.of(more));
        return HubProcess.start(args.toArray(String[]::new));
    }

    private static List<RawClient> stop(HubProcess hub, int readers) {
        List<RawClient> stopped = new ArrayList<>();
        for (int i = 0; i < readers; i++) {
            stopped.add(RawClient.connect(hub.url().getPort()).request("GET /" + STREAM));
        }
        await().until(() -> hub.metric("subscribers") == readers);
        return stopped;
    }

    /** Publishes events of 1 KiB to streams that read. */
    private static LoadReport load(HubProcess hub, int connections, int rate, Duration time) throws InterruptedException {
        return LoadRun.against(hub.url() + STREAM, "--connections", Integer.toString(connections), "--publish-rate", Integer.toString(rate),
                "--publish-size", "1KiB", "--warmup", "3s", "--duration", time.toSeconds() + "s");
    }

    private static void assertWhole(LoadReport report) {
        assertThat(report.deliveries().lost()).isZero();
        assertThat(report.connections().dropped()).isEmpty();
    }

    private static long memory(HubProcess hub) throws IOException {
        return hub.liveHeapBytes() + hub.directBytes();
    }

    @Test
    void theyAreCutAndCounted() throws Exception {
        try (HubProcess hub = start("--keep-alive=3s")) {
            List<RawClient> stopped = stop(hub, 50);
            assertWhole(load(hub, 5, 500, Duration.ofSeconds(2)));
            await().atMost(Duration.ofMinutes(1)).until(() -> hub.metric("subscribers_cut_total{cause=\"stalled\"}") == 50);
            stopped.forEach(RawClient::close);
        }
    }

    @Test
    @Tag("soak")
    void aThousandAreToldOnceTheyReadAndCostNoMemoryMeanwhile() throws Exception {
        remain("--slow=reset", 0);
    }

    @Test
    @Tag("soak")
    void aThousandAreCutWhereThatIsAskedForAndCostNoMemory() throws Exception {
        remain("--slow=close", 1_000);
    }

    /** Ten minutes, or {@code -Dstopped.duration=PT1M}; the kernel would give them up long before, and so the stall timeout is longer. */
    private void remain(String slow, int cut) throws Exception {
        Duration time = Duration.parse(System.getProperty("stopped.duration", "PT10M"));
        try (HubProcess hub = start(slow, "--stall-timeout=1h", "--history-bytes=16MiB")) {
            load(hub, 100, 1_000, Duration.ofSeconds(15)); // history is full: what grows from here on is the readers'
            long before = memory(hub);
            List<RawClient> stopped = stop(hub, 1_000);
            Future<LoadReport> healthy = background.submit((Callable<LoadReport>) () -> load(hub, 100, 1_000, time));
            long most = 0;
            while (true) {
                most = Math.max(most, memory(hub));
                try {
                    healthy.get(20, TimeUnit.SECONDS);
                    break;
                } catch (TimeoutException stillUnderLoad) {
                    // Another look.
                }
            }
            System.out.printf("1,000 stopped readers, %s: heap and direct memory grew by %,d KiB, %,d bytes each; %d cut, %d told; stalls of %.3f s at p99.9%n",
                    slow, (most - before) >> 10, (most - before) / 1_000, hub.metric("subscribers_cut_total"), hub.metric("resets_total{cause=\"slow\"}"),
                    hub.stallSeconds());
            assertThat(most - before).isLessThan(1_000 * MOST_BYTES_EACH);
            assertThat(hub.metric("subscribers_cut_total{cause=\"lapped\"}")).isEqualTo(cut);
            assertWhole(healthy.get());
            assertThat(hub.stallSeconds()).isLessThanOrEqualTo(0.05);
            stopped.forEach(RawClient::close);
        } finally {
            background.shutdownNow();
        }
    }

    @Test
    @Tag("soak")
    void aThousandDelayNobody() throws Exception {
        double[] ratios = new double[Integer.getInteger("pairs", 5)];
        for (int i = 0; i < ratios.length; i++) {
            long alone = p99Micros(0);
            long beside = p99Micros(1_000);
            ratios[i] = (double) beside / alone;
            System.out.printf("p99 %d us alone, %d us beside 1,000 stopped readers%n", alone, beside);
        }
        Arrays.sort(ratios);
        assertThat(ratios[ratios.length / 2]).isLessThanOrEqualTo(1.25);
    }

    private static long p99Micros(int readers) throws Exception {
        try (HubProcess hub = start("--stall-timeout=1h")) {
            List<RawClient> stopped = stop(hub, readers);
            LoadReport report = load(hub, 100, 1_000, Duration.ofSeconds(8));
            assertWhole(report);
            stopped.forEach(RawClient::close);
            return report.latencies().delivery().p99Micros();
        }
    }
}
