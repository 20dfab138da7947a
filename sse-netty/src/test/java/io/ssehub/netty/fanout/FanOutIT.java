package io.ssehub.netty.fanout;

import static io.ssehub.netty.fanout.StreamClient.field;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.channel.Channel;
import io.ssehub.core.count.Counter;
import io.ssehub.core.count.Counters;
import io.ssehub.core.event.ServerSentEvent;
import io.ssehub.core.hub.Hub;
import io.ssehub.core.hub.HubOptions;
import io.ssehub.core.hub.Publication;
import io.ssehub.core.log.Framing;
import io.ssehub.core.topic.Selection;
import io.ssehub.netty.fanout.StreamServer.Transport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class FanOutIT {
    private static final Duration LONG = Duration.ofMinutes(10);

    private Hub hub = Hub.open(HubOptions.defaults());

    @AfterEach
    void close() {
        hub.close();
    }

    private void smallHistory(int events) {
        hub.close();
        hub = Hub.open(HubOptions.defaults().withHistory(events, 1 << 20, Duration.ofHours(1)));
    }

    private StreamServer serve() {
        return new StreamServer(hub, Transport.NIO, 2, Framing.CHUNKED, LONG);
    }

    private String publish(String topic, String data) {
        if (hub.publish(topic, ServerSentEvent.of(data)) instanceof Publication.Accepted accepted) {
            return accepted.id().toString();
        }
        throw new AssertionError("refused");
    }

    static List<Arguments> ways() {
        return Arrays.stream(Transport.values())
                .flatMap(transport -> Arrays.stream(Framing.values()).map(framing -> Arguments.of(transport, framing)))
                .toList();
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("ways")
    void everySubscriberGetsEveryEventOfItsSelectionInOrder(Transport transport, Framing framing) {
        assumeTrue(transport.isAvailable(), transport + " is not available");
        int events = 3_000;
        String[][] selections = {{"**"}, {"a/*"}, {"a/1", "b"}, {"a/**", "b"}, {"**"}, {"a/*"}, {"b"}, {"**"}};
        try (StreamServer server = new StreamServer(hub, transport, 2, framing, LONG)) {
            List<StreamClient> clients = new ArrayList<>();
            for (int i = 0; i < 24; i++) {
                clients.add(server.connect(new Start.Back(0), selections[i % selections.length]));
            }
            String[] topics = {"a/1", "a/2", "b", "c/d/e"};
            Random random = new Random(1);
            List<String> sent = new ArrayList<>();
            for (int i = 0; i < events; i++) {
                String topic = topics[random.nextInt(topics.length)];
                publish(topic, topic + " " + i);
                sent.add(topic + " " + i);
            }
            for (int i = 0; i < clients.size(); i++) {
                var selection = Selection.of(List.of(selections[i % selections.length]));
                List<String> expected = sent.stream().filter(data -> selection.matches(data.substring(0, data.indexOf(' ')))).toList();
                assertThat(clients.get(i).data(expected.size())).isEqualTo(expected);
                clients.get(i).close();
            }
            await().until(() -> gauge("subscribers") == 0);
        }
    }

    private long gauge(String wanted) {
        long[] found = {-1};
        hub.counters().visit(new Counters.Visitor() {
            @Override
            public void counter(String name, String cause, String help, Counter counter) {
                // gauges only
            }

            @Override
            public void gauge(String name, String help, LongSupplier value) {
                if (name.equals(wanted)) {
                    found[0] = value.getAsLong();
                }
            }
        });
        return found[0];
    }

    @Test
    void resumesAfterTheLastEventIdWhateverIsPublishedMeanwhile() throws InterruptedException {
        try (StreamServer server = serve()) {
            List<String> ids = new ArrayList<>();
            for (int i = 0; i < 500; i++) {
                ids.add(publish("a", "a" + i));
                publish("b", "b" + i);
            }
            Thread publisher = new Thread(() -> IntStream.range(500, 1_000).forEach(i -> publish("a", "a" + i)));
            publisher.start();
            for (int from = 0; from < 500; from += 25) {
                try (StreamClient client = server.connect(new Start.After(ids.get(from)), "a")) {
                    assertThat(client.data(999 - from)).isEqualTo(IntStream.range(from + 1, 1_000).mapToObj(i -> "a" + i).toList());
                }
            }
            publisher.join();
        }
    }

    @Test
    void beginsWithTheLastEventsThatAreAskedFor() {
        try (StreamServer server = serve()) {
            IntStream.range(0, 10).forEach(i -> publish(i % 2 == 0 ? "a" : "b", "" + i));
            assertThat(server.connect(new Start.Back(3), "a").data(3)).containsExactly("4", "6", "8");
            assertThat(server.connect(new Start.Back(100), "a").data(5)).containsExactly("0", "2", "4", "6", "8");
            StreamClient none = server.connect(new Start.Back(0), "a");
            publish("a", "next");
            assertThat(none.data(1)).containsExactly("next");
        }
    }

    @Test
    void tellsWhoeverCannotResumeThenTheNewestValuesThenWhatFollows() {
        smallHistory(10);
        try (StreamServer server = serve()) {
            String first = publish("a/1", "lost");
            publish("a/2", "kept");
            IntStream.range(0, 50).forEach(i -> publish("b", "busy"));
            publish("a/1", "newest");
            String head = hub.head().toString();

            StreamClient expired = server.connect(new Start.After(first), "a/*");
            String reset = expired.event();
            assertThat(field(reset, "event")).isEqualTo("reset");
            assertThat(field(reset, "data"))
                    .startsWith("{\"cause\":\"expired\",\"lastEventId\":\"" + first + "\",\"oldest\":\"")
                    .endsWith(",\"newest\":\"" + head + "\"}");
            assertThat(field(reset, "id")).isEmpty();
            assertThat(expired.event()).isEqualTo("data: kept");
            assertThat(expired.event()).isEqualTo("data: newest\nid: " + head);
            String next = publish("a/1", "live");
            assertThat(expired.event()).isEqualTo("data: live\nid: " + next);

            assertThat(server.connect(new Start.After("0".repeat(19)), "a/*").event()).contains("\"cause\":\"restarted\"");
            assertThat(server.connect(new Start.After("\"hm\u0001"), "a/*").event()).contains("{\"cause\":\"unknown\",\"lastEventId\":\"\\\"hm\\u0001\",");
            assertThat(server.connect(new Start.After(hub.id(1_000_000).toString()), "a/*").event()).contains("\"cause\":\"unknown\"");
            StreamClient nothing = server.connect(new Start.After("x"), "empty");
            assertThat(field(nothing.event(), "id")).isEqualTo(next);
        }
    }

    @Test
    void resumesOnAQuietTopicThatABusyOneHasOutlived() {
        smallHistory(10);
        try (StreamServer server = serve()) {
            String quiet = publish("quiet", "last");
            IntStream.range(0, 100).forEach(i -> publish("busy", "x"));
            StreamClient client = server.connect(new Start.After(quiet), "quiet");
            publish("quiet", "next");
            assertThat(client.data(1)).containsExactly("next");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 100})
    void whoHadEverythingIsToldIfHistoryPassesItWithinOneTurn(int before) throws InterruptedException {
        smallHistory(100_000);
        try (StreamServer server = new StreamServer(hub, Transport.NIO, 1, Framing.CHUNKED, LONG)) {
            List<StreamClient> clients = List.of(server.connect("a"), server.connect("a"), server.connect("a", "b"));
            // Before that there is no log but the base log, and history has memory for all that follows.
            server.awaitReadingFromLogs(2);
            String filler = "x".repeat(1_000);
            for (int i = 0; i < before; i++) {
                publish("a", filler);
                for (StreamClient client : clients) {
                    assertThat(client.data(1)).containsExactly(filler);
                }
            }
            Channel channel = server.channels().element();
            StreamServer.whileHeld(channel, () -> IntStream.range(0, 800).forEach(i -> publish("a", filler)));
            for (StreamClient client : clients) {
                String reset = client.event();
                assertThat(field(reset, "event")).isEqualTo("reset");
                assertThat(field(reset, "data")).contains("\"cause\":\"slow\"").contains("\"lastEventId\":\"" + hub.id(before) + "\"");
                assertThat(field(client.event(), "id")).isEqualTo(hub.head().toString());
            }
            publish("a", "next");
            for (StreamClient client : clients) {
                assertThat(client.data(1)).containsExactly("next");
            }
        }
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("ways")
    void aSlowSubscriberIsToldAndKeepsAWholeStreamWhileOthersMissNothing(Transport transport, Framing framing) throws InterruptedException {
        assumeTrue(transport.isAvailable(), transport + " is not available");
        smallHistory(100_000);
        int events = 10_000;
        try (StreamServer server = new StreamServer(hub, transport, 1, framing, LONG)) {
            List<StreamClient> slow = List.of(server.connect("a"), server.connect("a"), server.connect("a", "b"));
            StreamClient healthy = server.connect("a");
            // While a feed is filled, the thread that does so reads history as well, and holds it if it is not given the processor.
            server.awaitReadingFromLogs(3);
            String filler = "x".repeat(1_000);
            for (int i = 0; i < events; i++) {
                publish("a", i + filler);
                // On one event loop, whoever reads along shows that nobody else is behind but for being slow.
                if (i % 50 == 0) {
                    while (!healthy.data(1).get(0).equals(i + filler)) {
                        // reads along
                    }
                }
            }
            publish("a", "last");
            int resets = 0; // a client may be told more than once, as the system's buffers grow under it
            for (StreamClient client : slow) {
                int expected = 0;
                boolean told = false;
                for (String event = client.event(); !field(event, "data").equals("last"); event = client.event()) {
                    if (field(event, "event").equals("reset")) {
                        assertThat(field(event, "data")).contains("\"cause\":\"slow\"").contains("\"lastEventId\":\"" + hub.id(expected) + "\"");
                        told = true;
                        resets++;
                    } else {
                        int number = Integer.parseInt(field(event, "data").replace("x", ""));
                        if (!told) {
                            assertThat(number).isEqualTo(expected);
                        }
                        expected = number + 1;
                    }
                }
                assertThat(told).isTrue();
            }
            assertThat(hub.counters().counter("resets", "slow", "").value()).isEqualTo(resets);
        }
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("ways")
    void tellsManyNewestValuesBitByBitWhileOthersFollow(Transport transport, Framing framing) {
        assumeTrue(transport.isAvailable(), transport + " is not available");
        int topics = 3_000;
        String filler = "x".repeat(2_000);
        IntStream.range(0, topics).forEach(i -> publish("a/" + i, i + " first " + filler));
        String head = hub.head().toString();
        try (StreamServer server = new StreamServer(hub, transport, 1, framing, LONG)) {
            StreamClient client = server.connect(new Start.After("nonsense"), "a/*");
            assertThat(field(client.event(), "event")).isEqualTo("reset");
            // More than fits on the way to the client, and so most of it is told before the others are.
            IntStream.range(0, topics).filter(i -> i % 3 == 0).forEach(i -> publish("a/" + i, i + " second"));
            publish("a/last", "last");
            List<String> told = new ArrayList<>();
            boolean positioned = false;
            for (String event = client.block(); !field(event, "data").equals("last"); event = client.block()) {
                String data = field(event, "data").replace(" " + filler, "");
                assertThat(field(event, "id").isEmpty()).as(event).isEqualTo(!positioned && !field(event, "id").equals(head));
                positioned |= field(event, "id").equals(head);
                assertThat(data.endsWith(" second") && !positioned).as("before the position").isFalse();
                if (!data.isEmpty()) {
                    told.add(data);
                }
            }
            assertThat(told).doesNotHaveDuplicates().containsAll(IntStream.range(0, topics).mapToObj(i -> i + (i % 3 == 0 ? " second" : " first")).toList());
            List<Integer> first = told.stream().filter(data -> data.endsWith(" first")).map(data -> Integer.valueOf(data.replace(" first", ""))).toList();
            assertThat(first).isSorted().hasSizeLessThan(topics);
        }
    }

    @Test
    void endsAStreamAfterEverythingThatWasPublishedWithALastWordAndTheLastChunk() {
        try (StreamServer server = serve()) {
            List<StreamClient> clients = List.of(server.connect("a"), server.connect("a"), server.connect("**"));
            IntStream.range(0, 100).forEach(i -> publish("a", "" + i));
            server.endAll();
            for (StreamClient client : clients) {
                assertThat(client.data(100)).hasSize(100);
                assertThat(client.block()).matches("retry: [123][0-9]{3}");
                assertThat(client.block()).isEmpty();
            }
        }
    }

    @Test
    void greetsBeforeAnythingElse() {
        try (StreamServer server = serve()) {
            publish("a", "1");
            Subscription greeted = new Subscription(
                    Selection.all(), new Start.Back(1), new KeepAlive.WhenSilent(), new ServerSentEvent(null, null, null, 1_500L, "hello"));
            StreamClient client = server.connect(greeted);
            assertThat(client.block()).isEqualTo(": hello\nretry: 1500\nid: " + hub.id(0));
            assertThat(client.data(1)).containsExactly("1");
        }
    }
}
