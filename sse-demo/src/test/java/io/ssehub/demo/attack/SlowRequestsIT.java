package io.ssehub.demo.attack;

import static org.assertj.core.api.Assertions.assertThat;

import io.ssehub.test.HubProcess;
import io.ssehub.test.Needs;
import io.ssehub.test.RawClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Thousands of requests that come a few bytes at a time, and never whole. */
@Tag("soak")
@Needs("slowhttptest")
class SlowRequestsIT {
    private static final int ATTACKERS = 4_000;
    private static final int STREAMS = 100;

    /** The ten seconds that a head or body has, and what the attacker's count of each second may be off. */
    private static final int MOST_SECONDS = 12;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"-H, head_timeout", "-B, body_timeout"})
    void eachIsCutInTimeAndStreamsLoseNothing(String kind, String cause) throws Exception {
        List<RawClient> streams = new ArrayList<>();
        try (HubProcess hub = HubProcess.startWithDescriptors(20_000, "--http-port=0", "--no-udp", "--no-simulate");
                RawClient publisher = RawClient.connect(hub.url().getPort())) {
            for (int i = 0; i < STREAMS; i++) {
                RawClient stream = RawClient.connect(hub.url().getPort()).request("GET /events?topic=live");
                stream.readThrough("retry: ");
                streams.add(stream);
            }
            Process attack = attack(kind, hub.url() + "events?topic=slow");
            try {
                int published = 0;
                do {
                    publish(publisher, ++published);
                    for (RawClient stream : streams) {
                        assertThat(stream.readThrough("data: " + published + "\n")).containsOnlyOnce("data: ");
                    }
                } while (!attack.waitFor(50, TimeUnit.MILLISECONDS));
            } finally {
                attack.destroyForcibly();
            }
            assertThat(hub.metric("http_requests_refused_total{cause=\"" + cause + "\"}")).isEqualTo(ATTACKERS);
            assertThat(hub.metric("http_requests_refused_total")).isEqualTo(ATTACKERS);
            assertCutInTime();
        } finally {
            streams.forEach(RawClient::close);
        }
    }

    private static void publish(RawClient publisher, int number) {
        String data = Integer.toString(number);
        publisher.request("POST /events?topic=live", "Content-Length: " + data.length()).send(data);
        assertThat(publisher.answer()).startsWith("HTTP/1.1 200 ");
    }

    /** Starts an attacker, who ends once none of its connections is left, and counts them each second. */
    private Process attack(String kind, String url) throws IOException {
        List<String> command = List.of("bash", "-c", "ulimit -n 20000; exec slowhttptest \"$@\"", "attack", kind, "-c", Integer.toString(ATTACKERS), "-r", "800", "-i", "2",
                "-x", "8", "-s", "8192", "-f", "text/plain", "-l", "120", "-g", "-o", "seen", "-u", url);
        return new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).redirectOutput(folder.resolve("said").toFile()).start();
    }

    /** Connections are cut in the order in which they came, as they all have the same time. */
    private void assertCutInTime() throws IOException {
        // A line a second: its number, connections closed, pending, connected, and something else.
        List<int[]> seconds = Files.readAllLines(folder.resolve("seen.csv")).stream()
                .filter(line -> line.matches("[0-9].*"))
                .map(line -> Arrays.stream(line.split(",", -1)).limit(4).mapToInt(Integer::parseInt).toArray())
                .toList();
        assertThat(seconds).hasSizeGreaterThan(10);
        for (int i = 0; i + MOST_SECONDS < seconds.size(); i++) {
            int connected = seconds.get(i)[1] + seconds.get(i)[3];
            assertThat(seconds.get(i + MOST_SECONDS)[1]).as("cut within %d s of second %d", MOST_SECONDS, i).isGreaterThanOrEqualTo(connected);
        }
    }
}
