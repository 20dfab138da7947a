package io.ssehub.bench;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.ssehub.bench.report.JsonText;
import io.ssehub.bench.report.LoadReport;
import io.ssehub.netty.server.SseServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The load tester as a process of its own. */
class LoadProcessIT {
    private static Process start(String... args) throws IOException {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx128m", "-jar"));
        command.addAll(List.of("target/sse-bench.jar", "load"));
        command.addAll(List.of(args));
        return new ProcessBuilder(command).start();
    }

    /** Reads what it says of its progress until it measures. */
    private static void awaitMeasuring(Process load) throws IOException {
        BufferedReader progress = load.errorReader(UTF_8);
        String line;
        do {
            line = Objects.requireNonNull(progress.readLine(), "it ended");
        } while (!line.contains("measured"));
    }

    private static int exitCode(Process load) throws InterruptedException {
        try {
            assertThat(load.waitFor(120, TimeUnit.SECONDS)).as("it ends").isTrue();
            return load.exitValue();
        } finally {
            load.destroyForcibly();
        }
    }

    @Test
    void aSignalEndsARunWithTheReportOfWhatWasMeasured() throws Exception {
        try (SseServer server = SseServer.builder().port(0).build().start()) {
            String url = "http://127.0.0.1:" + server.port() + "/events?topic=load";
            Process load = start("--url", url, "--publish-url", url, "--publish-rate", "100", "--connections", "5", "--duration", "10m", "--json");
            awaitMeasuring(load);
            load.toHandle().destroy(); // which leaves its streams open

            String out = new String(load.getInputStream().readAllBytes(), UTF_8);
            assertThat(exitCode(load)).isZero();
            LoadReport report = JsonText.parse(out, LoadReport.class);
            assertThat(report.interrupted()).isTrue();
            assertThat(report.deliveries().steady()).isPositive().isEqualTo(5 * server.hub().head().sequence());
            assertThat(report.deliveries().lost()).isZero();
        }
    }

    @Test
    void aMissedLimitIsTheExitCode() throws Exception {
        try (SseServer server = SseServer.builder().port(0).build().start()) {
            String url = "http://127.0.0.1:" + server.port() + "/events?topic=load";
            Process load = start("--url", url, "--connections", "2", "--duration", "100ms", "--assert", "opened>2", "--assert", "open==2");

            assertThat(new String(load.getInputStream().readAllBytes(), UTF_8)).contains("MISSED", "opened>2", "held", "open==2");
            assertThat(exitCode(load)).isEqualTo(1);
        }
    }
}
