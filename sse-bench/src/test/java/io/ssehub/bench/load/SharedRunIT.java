package io.ssehub.bench.load;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.ssehub.bench.load.BadServer.Behaviour;
import io.ssehub.bench.report.LoadReport;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Several testers that share one run. */
class SharedRunIT {
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void end() {
        threads.shutdownNow();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /** Starts a run that others can join at {@code port}, and returns once they can. */
    private CompletableFuture<LoadRun> lead(int port, String... args) throws IOException {
        CompletableFuture<LoadRun> ended = new CompletableFuture<>();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PipedInputStream in = new PipedInputStream();
        PrintStream err = new PrintStream(new PipedOutputStream(in), true, UTF_8);
        List<String> all = new ArrayList<>(List.of("--json", "--share", String.valueOf(port)));
        all.addAll(List.of(args));
        threads.execute(() -> {
            try {
                int exitCode = LoadCommand.run(all, new PrintStream(out, true, UTF_8), err);
                ended.complete(new LoadRun(exitCode, out.toString(UTF_8), ""));
            } catch (InterruptedException e) {
                ended.completeExceptionally(e);
            }
        });
        BufferedReader lines = new BufferedReader(new InputStreamReader(in, UTF_8));
        assertThat(lines.readLine()).isEqualTo("waiting for " + (all.contains("3") ? 2 : 1) + " more: load --join 127.0.0.1:" + port);
        threads.execute(() -> lines.lines().forEach(line -> {}));
        return ended;
    }

    @Test
    void whatAllReceiveIsInOneReport() throws Exception {
        try (BadServer server = new BadServer(new Behaviour() {
            @Override
            public void event(BadServer.Wire wire, int place, String data) throws IOException {
                if (place != 7) {
                    wire.event(place, data);
                }
            }
        })) {
            int port = freePort();
            CompletableFuture<LoadRun> leader = lead(port, "--testers", "3", "--url", server.url(), "--publish-url", server.url(), "--publish-rate", "50",
                    "--connections", "10", "--ramp", "100ms", "--duration", "2s");
            CompletableFuture<LoadRun> second = CompletableFuture.supplyAsync(() -> join(port), threads);
            CompletableFuture<LoadRun> third = CompletableFuture.supplyAsync(() -> join(port), threads);

            LoadReport report = leader.get().report();
            long published = LoadRun.published(report).accepted();
            assertThat(report.connections()).extracting("opened", "open").containsOnly(10L);
            assertThat(report.deliveries().steady()).isEqualTo(10 * (published - 1)).isEqualTo(report.deliveries().events());
            assertThat(report.deliveries().lost()).isEqualTo(10);
            assertThat(report.latencies().delivery().count()).isEqualTo(10 * (published - 1));
            assertThat(report.latencies().last().count()).isEqualTo(published - 1);
            assertThat(report.latencies().last().maxMicros()).isEqualTo(report.latencies().delivery().maxMicros());
            assertThat(second.get().exitCode()).isZero();
            assertThat(third.get().exitCode()).isZero();
        }
    }

    private static LoadRun join(int port) {
        try {
            return LoadRun.of("--join", String.valueOf(port), "--threads", "1");
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aTesterThatIsLostEndsTheRun() throws Exception {
        try (BadServer server = new BadServer(new Behaviour() {})) {
            int port = freePort();
            CompletableFuture<LoadRun> leader = lead(port, "--url", server.url(), "--connections", "2", "--duration", "60s");
            try (Socket follower = new Socket(InetAddress.getLoopbackAddress(), port)) {
                assertThat(follower.getInputStream().read()).isEqualTo('{');
            }

            LoadRun run = leader.get();
            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.out()).isEmpty();
        }
    }

    @Test
    void joiningWhereNobodySharesIsAFailure() throws Exception {
        int port = freePort();

        LoadRun run = join(port);
        assertThat(run.err()).contains("cannot join the run at 127.0.0.1:" + port);
        assertThat(run.exitCode()).isEqualTo(1);
    }
}
