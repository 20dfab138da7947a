package io.ssehub.bench.load;

import static io.ssehub.bench.load.LoadRun.published;
import static org.assertj.core.api.Assertions.assertThat;

import io.ssehub.bench.report.LoadReport;
import io.ssehub.bench.report.LoadReport.Publishing;
import io.ssehub.bench.report.ReportFiles;
import io.ssehub.test.HubProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The load tester against the hub as it is run: what both have counted is the same. */
class HubLoadIT {
    private final HttpClient http = HttpClient.newHttpClient();

    @SuppressWarnings("NullAway.Init") // before each test
    private HubProcess hub;

    @BeforeEach
    void start() throws IOException {
        hub = HubProcess.start("--http-port=0", "--udp-port=0", "--no-simulate");
    }

    @AfterEach
    void stop() throws IOException {
        hub.close();
    }

    private String at(String path) {
        return hub.url() + path;
    }

    private static LoadReport load(int exitCode, String... options) throws InterruptedException {
        List<String> args = new ArrayList<>(List.of(options));
        args.addAll(List.of("--json", "--ramp=100ms"));
        LoadRun run = LoadRun.of(args.toArray(String[]::new));
        assertThat(run.exitCode()).as(run.err()).isEqualTo(exitCode);
        return run.report();
    }

    private long counted(String name) throws IOException, InterruptedException {
        String page = http.send(HttpRequest.newBuilder(URI.create(at("metrics"))).build(), HttpResponse.BodyHandlers.ofString()).body();
        return page.lines().filter(line -> line.startsWith("ssehub_" + name + "_total ")).mapToLong(line -> (long) Double.parseDouble(line.substring(line.indexOf(' '))))
                .findFirst().orElseThrow(() -> new AssertionError(name + " is not in " + page));
    }

    private static void assertSound(LoadReport report) {
        assertThat(report.deliveries()).extracting("lost", "duplicated", "reordered", "foreign").containsOnly(0L);
        assertThat(report.connections().failed()).isEmpty();
        assertThat(report.connections().dropped()).isEmpty();
    }

    @Test
    void steadyStreamsAreDeliveredWhatTheHubHasCounted() throws Exception {
        LoadReport report = load(0, "--url", at("events"), "--connections", "20", "--topics", "4", "--duration", "2s", "--publish-url", at("events"),
                "--publish-rate", "100", "--publish-size", "200", "--threads", "2", "--assert", "lost==0", "--assert", "last.p99<60s");

        Publishing publishing = published(report);
        assertThat(publishing.accepted()).isEqualTo(publishing.due()).isEqualTo(publishing.sent()).isEqualTo(counted("events_published"));
        assertThat(report.connections().opened()).isEqualTo(20).isEqualTo(counted("subscribers_opened"));
        assertThat(report.deliveries().steady()).isEqualTo(5 * publishing.accepted()).isEqualTo(report.deliveries().events()).isEqualTo(counted("events_delivered"));
        assertSound(report);
        assertThat(report.verdicts()).hasSize(2).allMatch(LoadReport.Verdict::held);
    }

    @Test
    void streamsThatComeAndGoMissNothing() throws Exception {
        LoadReport report = load(0, "--url", at("events?topic=load"), "--connections", "20", "--duration", "3s", "--publish-url", at("events?topic=load"),
                "--publish-rate", "100", "--churn", "30/s", "--reconnect", "--slow", "10%", "--slow-rate", "1KiB");

        assertThat(published(report).accepted()).isEqualTo(counted("events_published"));
        assertThat(report.connections().opened()).isEqualTo(counted("subscribers_opened")).isEqualTo(20 + report.connections().closed());
        assertThat(report.connections().closed()).isGreaterThan(30);
        assertThat(report.reconnects().count()).isPositive().isEqualTo(report.reconnects().complete()).isLessThanOrEqualTo(report.connections().closed());
        assertThat(report.reconnects().missed()).isZero();
        assertThat(report.deliveries().slow()).isLessThan(2 * published(report).accepted());
        assertSound(report);
        long handedOut = counted("events_delivered");
        long difference = handedOut - report.deliveries().events();
        assertThat(difference).as("events that the hub has handed out, %d, less those that arrived", handedOut).isNotNegative();
    }

    @Test
    void datagramsBecomeEvents() throws Exception {
        LoadReport report = load(0, "--url", at("events"), "--connections", "10", "--topics", "2", "--duration", "1s",
                "--publish-url", "udp://127.0.0.1:" + hub.udpPort(), "--publish-rate", "50");

        assertThat(report.deliveries().steady()).isEqualTo(5 * published(report).accepted()).isEqualTo(counted("events_delivered"));
        assertThat(2 * published(report).accepted()).isEqualTo(counted("events_published")); // one as a reading and one as a state
        assertSound(report);
    }

    @Test
    void numberedChannelsAreSubscribedToAndListenedOn() throws Exception {
        LoadReport report = load(0, "--subscribe-url", at("rest/events/subscribe"), "--connections", "10", "--duration", "1s",
                "--publish-url", "udp://127.0.0.1:" + hub.udpPort(), "--publish-rate", "50");

        assertThat(report.connections().opened()).isEqualTo(10).isEqualTo(counted("channel_connections"));
        assertThat(report.deliveries().steady()).isEqualTo(10 * published(report).accepted());
        assertSound(report);
    }

    @Test
    void streamsOfSeveralServersAreOneRun() throws Exception {
        try (HubProcess other = HubProcess.start("--http-port=0", "--no-udp", "--no-simulate")) {
            LoadReport report = load(1, "--url", at("events?topic=load"), "--url", other.url() + "events?topic=load", "--connections", "10", "--duration", "1s",
                    "--drain", "100ms", "--publish-url", at("events?topic=load"), "--source", "127.0.0.2,127.0.0.3", "--assert", "lost==0");

            assertThat(counted("subscribers_opened")).isEqualTo(5);
            assertThat(report.connections().opened()).isEqualTo(10);
            assertThat(report.deliveries().events()).isEqualTo(5 * published(report).accepted());
            assertThat(report.deliveries().lost()).isEqualTo(5 * published(report).accepted());
        }
    }

    @Test
    void aReportIsWrittenBesideTheResult(@TempDir Path folder) throws Exception {
        LoadReport report = load(0, "--url", at("events?topic=load"), "--connections", "5", "--duration", "2s", "--warmup", "1s", "--report", folder.toString(),
                "--publish-url", at("events?topic=load"), "--token", "t0ken-5f2a", "--header", "X-One: 1", "--server-pid", String.valueOf(ProcessHandle.current().pid()));

        assertThat(ReportFiles.read(folder)).isEqualTo(report);
        assertThat(folder.resolve("report.html")).content().contains("\"steady\":" + report.deliveries().steady()).doesNotContain("t0ken-5f2a");
        assertThat(folder.resolve("latency.hlog")).content().contains("Tag=delivery");
        assertThat(report.timeline()).hasSizeGreaterThanOrEqualTo(3).extracting(LoadReport.Second::phase).contains("ramp", "warm-up", "measured", "drain");
        assertThat(Objects.requireNonNull(report.server()).cpuSeconds()).isPositive();
    }

    @Test
    void aRefusedPublishIsExplained() throws Exception {
        LoadReport report = load(1, "--url", at("events"), "--connections", "1", "--duration", "1s", "--drain", "100ms", "--publish-url", at("events"), "--assert", "refused==0");

        assertThat(published(report).refused()).hasSize(1);
        assertThat(published(report).refused().keySet().iterator().next()).startsWith("status 400: ").contains("topic");
    }
}
