package io.ssehub.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.ssehub.bench.report.LoadReport;
import io.ssehub.netty.server.SseServer;
import org.junit.jupiter.api.Test;

/** How the load tester ends as a process of its own. */
class LoadProcessIT {
    @Test
    void aSignalEndsARunWithTheReportOfWhatWasMeasured() throws Exception {
        try (SseServer server = SseServer.builder().port(0).build().start()) {
            String url = "http://127.0.0.1:" + server.port() + "/events?topic=load";
            try (LoadProcess load = LoadProcess.start(
                    "--url", url, "--publish-url", url, "--publish-rate", "100", "--connections", "5", "--duration", "10m", "--json")) {
                load.awaitMeasuring().terminate();

                LoadReport report = load.report();
                assertThat(load.exitCode()).isZero();
                assertThat(report.interrupted()).isTrue();
                assertThat(report.deliveries().steady()).isPositive().isEqualTo(5 * server.hub().head().sequence());
                assertThat(report.deliveries().lost()).isZero();
            }
        }
    }

    @Test
    void aMissedLimitIsTheExitCode() throws Exception {
        try (SseServer server = SseServer.builder().port(0).build().start()) {
            String url = "http://127.0.0.1:" + server.port() + "/events?topic=load";
            try (LoadProcess load = LoadProcess.start("--url", url, "--connections", "2", "--duration", "100ms", "--assert", "opened>2", "--assert", "open==2")) {
                assertThat(load.out()).contains("MISSED", "opened>2", "held", "open==2");
                assertThat(load.exitCode()).isEqualTo(1);
            }
        }
    }
}
