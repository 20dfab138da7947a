package io.ssehub.demo.durable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ssehub.test.HubProcess;
import io.ssehub.test.Needs;
import io.ssehub.test.RawClient;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is left of a hub that keeps its history, after {@code kill -9}. */
class KilledHubIT {
    private static final int RATE_PER_SECOND = 2_000;
    private static final Pattern EVENT = Pattern.compile("data: (.*)\nid: (\\w+)\n\n");

    @TempDir
    private Path directory;

    private HubProcess start(String... more) throws IOException {
        List<String> args = new ArrayList<>(List.of("--http-port", "0", "--no-udp", "--no-simulate", "--data-dir", directory.toString()));
        args.addAll(List.of(more));
        return HubProcess.start(args.toArray(String[]::new));
    }

    private static String publish(int port, String data) {
        try (RawClient client = RawClient.connect(port)) {
            String answer = client.request("POST /events?topic=t&durable=true", "Content-Length: " + data.length()).send(data).answer();
            assertThat(answer).startsWith("HTTP/1.1 200 OK");
            return answer.substring(answer.indexOf("{\"id\":\"") + 7, answer.lastIndexOf('"'));
        }
    }

    /** Returns the data of all events after {@code id}, by id, up to the one with the data {@code last}. */
    private static NavigableMap<String, String> eventsAfter(int port, String id, String last) {
        NavigableMap<String, String> events = new TreeMap<>();
        try (RawClient client = RawClient.connect(port)) {
            client.request("GET /events?topic=t", "Last-Event-ID: " + id).readThrough("\r\n\r\n");
            for (String data = ""; !data.equals(last); ) {
                String chunk = client.chunk();
                assertThat(chunk).doesNotContain("event: reset");
                Matcher event = EVENT.matcher(chunk);
                if (event.find()) {
                    data = event.group(1);
                    assertThat(events.isEmpty() ? "" : events.lastKey()).isLessThan(event.group(2));
                    events.put(event.group(2), data);
                }
            }
        }
        return events;
    }

    @Test
    void everyAcknowledgedEventSurvivesKills() throws Exception {
        kill(3, Duration.ofMillis(500));
    }

    /** {@code -Dkills=50} makes it shorter. */
    @Test
    @Tag("soak")
    void everyAcknowledgedEventSurvivesTwoHundredKills() throws Exception {
        kill(Integer.getInteger("kills", 200), Duration.ofSeconds(4));
    }

    private void kill(int times, Duration mostTime) throws Exception {
        Random random = new Random(System.getProperty("kills.seed", "").hashCode());
        long publishingNanos = 0;
        Map<String, String> acknowledged = Map.of();
        String before = "";
        int published = 0;
        for (int i = 0; i <= times; i++) {
            try (HubProcess hub = start()) {
                int port = hub.url().getPort();
                String last = publish(port, "last " + i);
                if (i > 0) {
                    NavigableMap<String, String> events = eventsAfter(port, before, "last " + i);
                    assertThat(events).containsAllEntriesOf(acknowledged);
                    assertThat(events.lastKey()).isEqualTo(last);
                }
                before = last;
                DurablePublishers publishers = new DurablePublishers(port, RATE_PER_SECOND, published);
                Duration time = Duration.ofNanos(random.nextLong(mostTime.toNanos()));
                await().pollInterval(Duration.ofMillis(1)).atMost(Duration.ofSeconds(60)).until(() -> publishers.count() > 0 && publishers.age().compareTo(time) > 0);
                publishingNanos += publishers.age().toNanos();
                hub.signal("KILL");
                acknowledged = publishers.acknowledged();
                published += acknowledged.size();
            }
        }
        System.out.printf("%d kills, %,d events acknowledged, none of those before a kill lost, %,d/s%n", times + 1, published, published * 1_000_000_000L / publishingNanos);
    }

    @Test
    @Tag("soak")
    void listensInTwoSecondsWithAMillionEvents() throws Exception {
        String million = "--history-events=1000000";
        String lines = ("x".repeat(99) + "\n").repeat(10_000);
        try (HubProcess hub = start(million, "--history-bytes=512MiB"); RawClient client = RawClient.connect(hub.url().getPort())) {
            for (int i = 0; i < 100; i++) {
                client.request("POST /events?topic=t", "Content-Type: application/x-ndjson", "Content-Length: " + lines.length()).send(lines);
                assertThat(client.answer()).startsWith("HTTP/1.1 200 ").doesNotContain("error");
            }
            publish(hub.url().getPort(), "last");
            hub.signal("KILL");
            hub.status();
        }
        for (int i = 0; i < 5; i++) {
            long startNanos = System.nanoTime();
            try (HubProcess hub = start(million, "--history-bytes=512MiB")) {
                hub.url();
                Duration listening = Duration.ofNanos(System.nanoTime() - startNanos);
                System.out.printf("a million events: listens after %d ms%n", listening.toMillis());
                assertThat(hub.metric("history_events")).isEqualTo(1_000_000);
                assertThat(listening).isLessThan(Duration.ofSeconds(2));
                hub.signal("KILL");
                hub.status();
            }
        }
    }

    @Test
    void aNumberedChannelIsStillItsClients() throws Exception {
        String path;
        try (HubProcess hub = start("--lease", "1h", "--channel-tokens")) {
            try (RawClient client = RawClient.connect(hub.url().getPort())) {
                path = client.request("GET /rest/events/subscribe").answer().replaceFirst("(?s).*(/rest/events/0\\S*)", "$1");
            }
            publish(hub.url().getPort(), "x"); // which takes what waits to the disk along
        }
        try (HubProcess hub = start("--lease", "1h");
                RawClient client = RawClient.connect(hub.url().getPort()); RawClient other = RawClient.connect(hub.url().getPort())) {
            assertThat(client.request("GET " + path).readThrough("\r\n\r\n")).startsWith("HTTP/1.1 200 OK");
            assertThat(other.request("GET /rest/events/subscribe").answer()).endsWith("/rest/events/1");
        }
    }

    @Test
    void anotherHubIsToldThatTheDirectoryIsInUse() throws Exception {
        try (HubProcess hub = start()) {
            hub.url();
            try (HubProcess second = start()) {
                assertThat(second.status()).isEqualTo(1);
                assertThat(second.err()).contains(directory + " is in use by another hub; --data-dir chooses another");
            }
        }
    }

    @Test
    @Needs("prlimit")
    void streamsGoOnWhileTheDiskIsFull() throws Exception {
        try (HubProcess hub = start("--sync", "always")) {
            int port = hub.url().getPort();
            String first = publish(port, "first");
            limitFiles(hub, "100");
            try (RawClient client = RawClient.connect(port)) {
                String data = "x".repeat(100_000);
                await().atMost(Duration.ofSeconds(60)).until(() -> request(client, "&durable=true", data).startsWith("HTTP/1.1 507"));
                assertThat(request(client, "&durable=true", "refused")).startsWith("HTTP/1.1 507").contains("the disk takes no events at the moment");
                assertThat(request(client, "", "served")).startsWith("HTTP/1.1 200");
                assertThat(eventsAfter(port, first, "served")).doesNotContainValue("refused");
                limitFiles(hub, "unlimited");
                await().atMost(Duration.ofSeconds(60)).until(() -> request(client, "&durable=true", "stored").startsWith("HTTP/1.1 200"));
            }
            hub.signal("KILL");
            hub.status();
            try (HubProcess again = start()) {
                assertThat(eventsAfter(again.url().getPort(), first, "stored")).containsValue("served").doesNotContainValue("refused");
            }
        }
    }

    private static String request(RawClient client, String query, String data) {
        return client.request("POST /events?topic=t" + query, "Content-Length: " + data.length()).send(data).answer();
    }

    /** Lets no file of the hub grow beyond {@code bytes}, which to a program is one way of a disk to be full. */
    private static void limitFiles(HubProcess hub, String bytes) throws Exception {
        Process prlimit = new ProcessBuilder("prlimit", "--pid", Long.toString(hub.pid()), "--fsize=" + bytes + ":unlimited").inheritIO().start();
        assertThat(prlimit.waitFor()).isZero();
    }
}
