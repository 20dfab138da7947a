package io.ssehub.demo.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.netty.util.NetUtil;
import io.ssehub.netty.client.ReadyState;
import io.ssehub.netty.client.SseClient;
import io.ssehub.test.HubProcess;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;

/** A fleet of boards against a hub that is a process of its own, and a client that reads along. */
class FleetIT {
    private static final Duration DEADLINE = Duration.ofMinutes(2);
    private static final Mishaps MISHAPS = new Mishaps(0.01, 0.01, 0.01, 0.002);
    private static final int BOARDS = 1_000;
    private static final int RATE_PER_SECOND = 10;
    private static final long SEED = 1;

    private static final ObjectMapper JSON = new JsonMapper();

    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void everyDatagramOfAThousandBoardsIsAccountedForAndEveryChangeIsSeen() throws Exception {
        send(Duration.ofSeconds(10));
    }

    @Test
    @Tag("soak")
    void everyDatagramOfAThousandBoardsIsAccountedForOverAMinute() throws Exception {
        send(Duration.ofMinutes(1));
    }

    private void send(Duration duration) throws Exception {
        try (HubProcess hub = hub();
                ReadingAlong reader = new ReadingAlong(hub)) {
            await().atMost(DEADLINE).until(reader::isOpen);
            FleetTally sent = new Fleet(options(hub, duration, MISHAPS)).run();
            String metrics = metricsOnceAccountedFor(hub, sent);
            Map<String, JsonNode> counted = boards(hub);
            assertThat(counted).hasSize(BOARDS);
            if (metric(metrics, "datagrams_dropped") == 0) {
                rehearsed(duration).forEach((name, board) -> {
                    assertThat(count(counted, name, "received")).as("datagrams of %s", name).isEqualTo(board.sent());
                    assertThat(count(counted, name, "lost")).as("lost of %s", name).isEqualTo(board.lost());
                    assertThat(count(counted, name, "duplicates")).as("duplicates of %s", name).isEqualTo(board.duplicates());
                    assertThat(count(counted, name, "late")).as("late of %s", name).isEqualTo(board.late());
                    assertThat(count(counted, name, "reboots")).as("reboots of %s", name).isEqualTo(board.reboots());
                });
            }
            sawEveryChange(reader, hub, metrics, counted);
        }
    }

    @Test
    void whatTheKernelDropsWhileTheHubStandsStillIsAccountedForToo() throws Exception {
        assumeThat(System.getProperty("os.name")).as("counts drops").isEqualTo("Linux");
        try (HubProcess hub = hub();
                ReadingAlong reader = new ReadingAlong(hub)) {
            await().atMost(DEADLINE).until(reader::isOpen);
            FleetOptions moreThanTheSocketHolds = options(hub, Duration.ofSeconds(2), Mishaps.NONE);
            hub.signal("STOP");
            FleetTally sent = new Fleet(moreThanTheSocketHolds).run();
            hub.signal("CONT");
            String metrics = metricsOnceAccountedFor(hub, sent);
            assertThat(metric(metrics, "datagrams_dropped")).isPositive();
            sawEveryChange(reader, hub, metrics, boards(hub));
        }
    }

    private static HubProcess hub() throws IOException {
        // History for the whole run: how far a reader may fall behind is not what this is about.
        return HubProcess.start(
                Map.of("JAVA_TOOL_OPTIONS", "-XX:MaxDirectMemorySize=1g"),
                "--http-port=0", "--udp-port=0", "--no-simulate", "--history-events=2000000", "--history-bytes=512MiB");
    }

    private static FleetOptions options(HubProcess hub, Duration duration, Mishaps mishaps) {
        return new FleetOptions(BOARDS, RATE_PER_SECOND, new InetSocketAddress(NetUtil.LOCALHOST4, hub.udpPort()), duration, mishaps, SEED, null);
    }

    private String metricsOnceAccountedFor(HubProcess hub, FleetTally sent) throws Exception {
        await().atMost(DEADLINE).untilAsserted(() -> {
            String metrics = get(hub, "/metrics");
            assertThat(metric(metrics, "datagrams_taken_total") + metric(metrics, "datagrams_refused_total") + metric(metrics, "datagrams_dropped"))
                    .isEqualTo(sent.datagrams());
        });
        String metrics = get(hub, "/metrics");
        assertThat(metric(metrics, "datagrams_refused_total")).isZero();
        return metrics;
    }

    /** Each report that was applied changes a value, so the client is to see one event of each, and all changes in them. */
    private void sawEveryChange(ReadingAlong reader, HubProcess hub, String metrics, Map<String, JsonNode> counted) throws Exception {
        await().atMost(DEADLINE).untilAsserted(() -> assertThat(reader.events()).isEqualTo(metric(metrics, "reports_total{cause=\"applied\"}")));
        assertThat(reader.fault()).isEmpty();
        assertThat(reader.changes()).isEqualTo(metric(metrics, "readings_changed_total"));
        counted.keySet().forEach(name -> assertThat(reader.events(name))
                .as("events of %s", name)
                .isEqualTo(count(counted, name, "received") - count(counted, name, "duplicates") - count(counted, name, "late")));
        assertThat(JSON.readTree(get(hub, "/readings?by=board"))).isEqualTo(reader.newest());
    }

    /** Lets boards of the same seed do the same again, for nobody, and returns them by name. */
    private static Map<String, FleetBoard> rehearsed(Duration duration) throws IOException {
        SplittableRandom random = new SplittableRandom(SEED);
        Map<String, FleetBoard> boards = new HashMap<>();
        for (int i = 1; i <= BOARDS; i++) {
            FleetBoard board = new FleetBoard("fleet-" + i, MISHAPS, random.split(), datagram -> {});
            for (long step = 0; step < duration.toSeconds() * RATE_PER_SECOND; step++) {
                board.step();
            }
            board.settle();
            boards.put("fleet-" + i, board);
        }
        return boards;
    }

    private Map<String, JsonNode> boards(HubProcess hub) throws Exception {
        Map<String, JsonNode> boards = new HashMap<>();
        for (JsonNode board : JSON.readTree(get(hub, "/api/boards?limit=" + 10 * BOARDS)).get("boards")) {
            boards.put(board.get("name").asString(), board);
        }
        return boards;
    }

    private static long count(Map<String, JsonNode> boards, String name, String what) {
        return Objects.requireNonNull(boards.get(name)).get(what).asLong();
    }

    private String get(HubProcess hub, String path) throws Exception {
        HttpResponse<String> answer = http.send(HttpRequest.newBuilder(hub.url().resolve(path)).build(), HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(path).isEqualTo(200);
        return answer.body();
    }

    /** Returns the sum of the meters whose name and labels begin like that. */
    private static long metric(String metrics, String name) {
        return metrics.lines()
                .filter(line -> line.startsWith("ssehub_" + name))
                .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    /** A client of all events that keeps the newest values of each board and counts the changes. */
    private static final class ReadingAlong implements AutoCloseable {
        private final SseClient client;

        // Guarded by this.
        private final Map<String, Long> eventsOf = new HashMap<>();
        private final Map<String, Map<String, JsonNode>> newest = new HashMap<>();
        private String position = "";
        private String fault = "";
        private long events;
        private long changes;

        ReadingAlong(HubProcess hub) {
            client = SseClient.builder(hub.url().resolve("/events")).connect(this::take);
        }

        boolean isOpen() {
            return client.readyState() == ReadyState.OPEN;
        }

        private synchronized void take(String type, String data, String id) {
            if (fault.isEmpty() && (!type.equals("new_readings") || id.compareTo(position) <= 0)) {
                fault = type + " " + id + " after " + position + ": " + data;
            }
            position = id;
            JsonNode event = JSON.readTree(data);
            String board = event.get("id").asString();
            Map<String, JsonNode> values = newest.computeIfAbsent(board, name -> new HashMap<>());
            event.properties().forEach(field -> {
                if (!field.getKey().equals("id") && !field.getKey().equals("readingId") && !field.getValue().equals(values.put(field.getKey(), field.getValue()))) {
                    changes++;
                }
            });
            eventsOf.merge(board, 1L, Long::sum);
            events++;
        }

        synchronized long events() {
            return events;
        }

        synchronized long events(String board) {
            return eventsOf.getOrDefault(board, 0L);
        }

        synchronized long changes() {
            return changes;
        }

        synchronized String fault() {
            return fault;
        }

        synchronized JsonNode newest() {
            return JSON.valueToTree(newest);
        }

        @Override
        public void close() {
            client.close();
        }
    }
}
