package io.ssehub.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ssehub.bench.report.LoadReport;
import io.ssehub.test.HubProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Very many clients whose hub is killed and started again: all come back, spread as they were told, and miss nothing. */
class KilledHubLoadIT {
    private static final Duration MOST = Duration.ofSeconds(30);

    @TempDir
    private Path directory;

    private HubProcess start(int port) throws IOException {
        return HubProcess.start("--http-port=" + port, "--no-udp", "--no-simulate", "--data-dir=" + directory, "--connections=20000");
    }

    @Test
    @Tag("soak")
    void fiveThousandClientsAreBackInThirtySecondsAndMissNothing() throws Exception {
        comeBack(5_000);
    }

    private void comeBack(int clients) throws Exception {
        ExecutorService tester = Executors.newSingleThreadExecutor();
        try (HubProcess hub = start(0)) {
            int port = hub.url().getPort();
            Future<LoadReport> run = tester.submit((Callable<LoadReport>) () -> LoadRun.against("http://127.0.0.1:" + port + "/events?topic=load&durable=true", "--connections",
                    Integer.toString(clients), "--publish-rate", "2", "--duration", "60s", "--reconnect"));
            await().atMost(Duration.ofMinutes(1)).until(() -> hub.metric("subscribers") == clients && hub.metric("events_published_total") >= 10);
            long overflowsBefore = listenOverflows();
            long killedNanos = System.nanoTime();
            hub.signal("KILL");
            hub.status();
            try (HubProcess again = start(port)) {
                again.url();
                Duration listening = Duration.ofNanos(System.nanoTime() - killedNanos);
                await().pollInterval(Duration.ofMillis(250)).atMost(Duration.ofMinutes(2)).until(() -> again.metric("subscribers") == clients);
                Duration back = Duration.ofNanos(System.nanoTime() - killedNanos);
                long overflows = listenOverflows() - overflowsBefore;
                LoadReport report = run.get(3, TimeUnit.MINUTES);
                System.out.printf("%,d clients: listens again after %d ms, all back after %d ms; overflows of the backlog: %d; stalls of %.3f s at p99.9;%n%s%n%s%n%s%n",
                        clients, listening.toMillis(), back.toMillis(), overflows, again.stallSeconds(), report.connections(), report.deliveries(), report.publishing());
                System.out.printf("gone for %d ms at p50, %d ms at most%n", report.reconnects().gap().p50Micros() / 1_000, report.reconnects().gap().maxMicros() / 1_000);
                assertThat(back).isLessThan(MOST);
                assertThat(overflows).isZero();
                assertThat(report.connections().open()).isEqualTo(clients);
                assertThat(report.deliveries()).extracting("lost", "duplicated", "reordered", "lossNotices").containsOnly(0L);
            }
        } finally {
            tester.shutdownNow();
        }
    }

    /** Returns how many connections the system has turned away as a backlog was full. */
    private static long listenOverflows() throws IOException {
        List<String> lines = Files.readAllLines(Path.of("/proc/net/netstat")).stream().filter(line -> line.startsWith("TcpExt:")).toList();
        int place = List.of(lines.get(0).split(" ", -1)).indexOf("ListenOverflows");
        return Long.parseLong(lines.get(1).split(" ", -1)[place]);
    }
}
