package io.ssehub.demo.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ssehub.test.HubProcess;
import io.ssehub.test.RawClient;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Clients that are cut off at any byte, again and again, have everything that was published, once and in order, as long as history holds it. */
class CutClientsIT {
    private static final int CUTS = 20;
    private static final int EVENTS_A_SECOND = 2_000;
    private static final int BATCH = 20;
    private static final String PADDING = " " + "x".repeat(90);

    @Test
    void fortyClientsLoseNothing() throws Exception {
        loseNothing(40, 10_000);
    }

    @Test
    @Tag("soak")
    void fiveHundredClientsLoseNothing() throws Exception {
        loseNothing(500, 120_000);
    }

    private static void loseNothing(int clients, int events) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(clients);
        try (HubProcess hub = HubProcess.start("--http-port=0", "--no-udp", "--no-simulate", "--history-events=" + events, "--history-bytes=" + (events * 1024L))) {
            URI url = hub.url().resolve("/events?topic=cut/*");
            List<CutReader> readers = IntStream.range(0, clients).mapToObj(client -> new CutReader(url, CUTS, events, client)).toList();
            List<Future<?>> ends = readers.stream().<Future<?>>map(threads::submit).toList();
            await().atMost(Duration.ofMinutes(1)).until(() -> readers.stream().allMatch(CutReader::hasBegun));
            publish(hub.url().getPort(), events);
            for (Future<?> end : ends) {
                end.get(5, TimeUnit.MINUTES);
            }
            assertThat(readers).allSatisfy(reader -> {
                assertThat(reader.next()).isEqualTo(events);
                assertThat(reader.lost()).as("lost").isZero();
                assertThat(reader.repeated()).as("doubled or out of order").isZero();
                assertThat(reader.resets()).as("resets").isZero();
            });
        } finally {
            threads.shutdownNow();
        }
    }

    private static void publish(int port, int events) {
        long start = System.nanoTime();
        try (RawClient publisher = RawClient.connect(port)) {
            for (int next = 0; next < events; next += BATCH) {
                LockSupport.parkNanos(start + next * (TimeUnit.SECONDS.toNanos(1) / EVENTS_A_SECOND) - System.nanoTime());
                StringBuilder lines = new StringBuilder();
                for (int number = next; number < next + BATCH; number++) {
                    lines.append(number).append(PADDING).append('\n');
                }
                publisher.request("POST /events?topic=cut/a", "Content-Type: application/x-ndjson", "Content-Length: " + lines.length()).send(lines.toString());
                assertThat(publisher.answer()).startsWith("HTTP/1.1 200 ").doesNotContain("error");
            }
        }
    }
}
