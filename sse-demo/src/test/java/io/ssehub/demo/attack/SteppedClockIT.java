package io.ssehub.demo.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ssehub.test.HubProcess;
import io.ssehub.test.Needs;
import io.ssehub.test.RawClient;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Somebody sets the clock, and nothing but the times in the log and in answers is different: ids, history, leases, boards and keep-alives go on. */
class SteppedClockIT {
    private static final Duration TOLERANCE = Duration.ofMinutes(10);

    @TempDir
    Path folder;

    @Test
    @Needs("faketime")
    void nothingNoticesThatTheClockIsSet() throws Exception {
        Path offset = Files.writeString(folder.resolve("offset"), "+0");
        Map<String, String> steppable = Map.of(
                "LD_PRELOAD", library(),
                "FAKETIME_TIMESTAMP_FILE", offset.toString(),
                "FAKETIME_NO_CACHE", "1",
                "FAKETIME_DONT_FAKE_MONOTONIC", "1",
                "FAKETIME_FORCE_MONOTONIC_FIX", "0"); // which has waits by the monotonic clock end at once, over and over
        String[] options = {"--http-port=0", "--no-udp", "--simulate=1", "--keep-alive=1s", "--lease=30m", "--history-age=30m", "--board-timeout=30m"};
        try (HubProcess hub = HubProcess.start(steppable, options)) {
            String channel = ask(hub, "GET /rest/events/subscribe").replaceAll("(?s).*(/rest/events/\\d+)$", "$1");
            String first = publish(hub, 0);
            try (RawClient stream = connect(hub).request("GET /events?topic=clock", "Last-Event-ID: " + first)) {
                stream.readThrough("\n\n\r\n");
                int published = 0;
                for (String step : new String[] {"+1h", "-1h", "-1d", "+0"}) {
                    Files.writeString(offset, step);
                    Instant expected = Instant.now().plus(duration(step));
                    await().atMost(Duration.ofMinutes(1)).until(() -> Duration.between(date(hub), expected).abs().compareTo(TOLERANCE) < 0);
                    String id = publish(hub, ++published);
                    assertThat(stream.readThrough("data: " + published + "\nid: " + id + "\n\n")).doesNotContain("event: ");
                    stream.readThrough("\n:\nid: "); // the keep-alive
                }
                assertThat(resumed(hub, first, published)).doesNotContain("event: reset");
            }
            assertThat(ask(hub, "HEAD " + channel)).startsWith("HTTP/1.1 200 ");
            assertThat(hub.metric("channels_expired_total")).isZero();
            assertThat(hub.metric("board_changes_total")).isZero();
            assertThat(hub.metric("boards_forgotten_total")).isZero();
            assertThat(hub.metric("resets_total")).isZero();
            hub.terminate();
            assertThat(hub.status()).isZero();
        }
    }

    private static String library() throws IOException {
        try (DirectoryStream<Path> architectures = Files.newDirectoryStream(Path.of("/usr/lib"), "*-linux-*")) {
            for (Path architecture : architectures) {
                Path library = architecture.resolve("faketime/libfaketimeMT.so.1");
                if (Files.exists(library)) {
                    return library.toString();
                }
            }
        }
        throw new AssertionError("faketime is here, but not its library libfaketimeMT.so.1");
    }

    private static Duration duration(String step) {
        long number = Long.parseLong(step.replaceAll("[^-0-9]", ""));
        return step.endsWith("d") ? Duration.ofDays(number) : Duration.ofHours(number);
    }

    private static RawClient connect(HubProcess hub) {
        return RawClient.connect(hub.url().getPort());
    }

    private static String ask(HubProcess hub, String line) {
        try (RawClient client = connect(hub)) {
            String request = line.startsWith("HEAD") ? client.request(line).readThrough("\r\n\r\n") : client.request(line).answer();
            return request.strip();
        }
    }

    private static Instant date(HubProcess hub) {
        String date = ask(hub, "GET /health/live").replaceAll("(?s).*\r\nDate: ([^\r]*)\r\n.*", "$1");
        return ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
    }

    private static String publish(HubProcess hub, int number) {
        String data = Integer.toString(number);
        try (RawClient publisher = connect(hub)) {
            return publisher.request("POST /events?topic=clock", "Content-Length: " + data.length()).send(data).answer().replaceAll("(?s).*\"id\":\"([^\"]*)\".*", "$1");
        }
    }

    private static String resumed(HubProcess hub, String after, int last) {
        try (RawClient client = connect(hub).request("GET /events?topic=clock", "Last-Event-ID: " + after)) {
            String all = client.readThrough("data: " + last + "\n");
            for (int number = 1; number <= last; number++) {
                assertThat(all).contains("data: " + number + "\n");
            }
            return all;
        }
    }
}
