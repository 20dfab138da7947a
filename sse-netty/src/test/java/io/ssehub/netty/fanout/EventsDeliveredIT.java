package io.ssehub.netty.fanout;

import static io.ssehub.netty.fanout.StreamClient.field;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.ssehub.core.event.ServerSentEvent;
import io.ssehub.core.hub.Hub;
import io.ssehub.core.hub.HubOptions;
import io.ssehub.core.log.Framing;
import io.ssehub.core.topic.Selection;
import io.ssehub.netty.fanout.StreamServer.Transport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the hub counts as delivered is what its clients got. */
class EventsDeliveredIT {
    private static final Duration LONG = Duration.ofMinutes(10);

    private Hub hub = Hub.open(HubOptions.defaults());

    @AfterEach
    void close() {
        hub.close();
    }

    private void smallHistory() {
        hub.close();
        hub = Hub.open(HubOptions.defaults().withHistory(100_000, 1 << 20, Duration.ofHours(1)));
    }

    private void publish(String topic, int from, int to) {
        IntStream.range(from, to).forEach(i -> hub.publish(topic, ServerSentEvent.of("" + i)));
    }

    /** Waits for the end of the turn in which the last of them was sent. */
    private void awaitDelivered(long events) {
        await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(1)).untilAsserted(() -> assertThat(delivered()).isEqualTo(events));
    }

    private long delivered() {
        return hub.counters().counter("events_delivered", "").value();
    }

    static List<Arguments> ways() {
        return Arrays.stream(Transport.values())
                .flatMap(transport -> Arrays.stream(Framing.values()).map(framing -> Arguments.of(transport, framing)))
                .toList();
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("ways")
    void eachEventCountsOnceForEachStreamWhetherSharedOrNot(Transport transport, Framing framing) {
        assumeTrue(transport.isAvailable(), transport + " is not available");
        try (StreamServer server = new StreamServer(hub, transport, 2, framing, LONG)) {
            List<StreamClient> clients = new ArrayList<>();
            for (String pattern : List.of("**", "a", "a", "a", "b", "**", "c")) {
                clients.add(server.connect(pattern));
            }
            for (int round = 0; round < 20; round++) {
                publish("a", 0, 50);
                publish("b", 0, 50);
            }
            for (StreamClient client : clients.subList(0, 6)) {
                assertThat(client.data(1_000)).hasSize(1_000);
            }
            awaitDelivered(2 * 2_000 + 4 * 1_000);
        }
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("ways")
    void streamsThatComeAndGoCountForWhatTheyGot(Transport transport, Framing framing) {
        assumeTrue(transport.isAvailable(), transport + " is not available");
        try (StreamServer server = new StreamServer(hub, transport, 2, framing, LONG)) {
            StreamClient stays = server.connect("a");
            long expected = 0;
            for (int round = 1; round <= 20; round++) {
                StreamClient live = server.connect("a");
                publish("a", 0, 10);
                StreamClient late = server.connect(new Start.Back(7), "a");
                for (StreamClient client : List.of(stays, live)) {
                    assertThat(client.data(10)).hasSize(10);
                }
                assertThat(late.data(7)).containsExactly("3", "4", "5", "6", "7", "8", "9");
                live.close();
                late.close();
                server.awaitSubscribers(1); // else those two would be sent what comes next as well
                expected += 27;
                awaitDelivered(expected);
            }
        }
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("ways")
    void eventsThatASlowStreamMissedDoNotCountButTheNewestValuesDo(Transport transport, Framing framing) {
        assumeTrue(transport.isAvailable(), transport + " is not available");
        smallHistory();
        try (StreamServer server = new StreamServer(hub, transport, 1, framing, LONG)) {
            List<StreamClient> slow = List.of(server.connect("a"), server.connect("a"), server.connect("a", "b"));
            StreamClient healthy = server.connect("a");
            long got = 0;
            String filler = "x".repeat(1_000);
            for (int i = 0; i < 200; i++) {
                IntStream.range(0, 50).forEach(event -> hub.publish("a", ServerSentEvent.of(filler)));
                got += healthy.data(50).size();
            }
            hub.publish("a", ServerSentEvent.of("last"));
            assertThat(healthy.data(1)).containsExactly("last");
            got++;
            for (StreamClient client : slow) {
                for (String event = ""; !field(event, "data").equals("last"); got += field(event, "event").equals("reset") ? 0 : 1) {
                    event = client.event();
                }
            }
            assertThat(got).isLessThan(4 * 10_001);
            awaitDelivered(got);
        }
    }

    @Test
    void eventsCountThatHandlersInThePipelineSeeBeforeTheSocket() {
        try (StreamServer server = new StreamServer(hub, Transport.EPOLL.isAvailable() ? Transport.EPOLL : Transport.NIO, 1, Framing.CHUNKED, LONG)) {
            List<StreamClient> clients = List.of(server.connect("a"), server.connect("a"));
            for (Channel channel : server.channels()) {
                channel.pipeline().addFirst(new ChannelOutboundHandlerAdapter());
            }
            publish("a", 0, 100);
            for (StreamClient client : clients) {
                assertThat(client.data(100)).hasSize(100);
            }
            awaitDelivered(200);
        }
    }

    @Test
    void whatNobodyPublishedDoesNotCount() {
        ServerSentEvent alive = ServerSentEvent.of("event", "alive");
        Subscription subscription = new Subscription(Selection.all(), new Start.Live(), new KeepAlive.Always(alive), ServerSentEvent.of("hello"));
        try (StreamServer server = new StreamServer(hub, Transport.NIO, 1, Framing.CHUNKED, Duration.ofMillis(50))) {
            StreamClient client = server.connect(subscription);
            assertThat(client.data(3)).containsExactly("hello", "alive", "alive");
            publish("a", 0, 1);
            String event = client.event();
            while (!field(event, "data").equals("0")) {
                event = client.event();
            }
            server.endAll();
            while (!client.event().isEmpty()) {
                // up to the end
            }
            awaitDelivered(1);
        }
    }

    @Test
    void aStreamThatLeavesCountsForNoLessThanItRead() {
        try (StreamServer server = new StreamServer(hub, Transport.NIO, 1, Framing.CHUNKED, LONG)) {
            List<StreamClient> clients = List.of(server.connect("a"), server.connect("a"));
            publish("a", 0, 1_000);
            assertThat(clients.get(0).data(10)).hasSize(10);
            clients.get(0).close();
            assertThat(clients.get(1).data(1_000)).hasSize(1_000);
            await().untilAsserted(() -> assertThat(delivered()).isBetween(1_010L, 2_000L));
        }
    }
}
