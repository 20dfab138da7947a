package io.ssehub.netty.fanout;

import static io.ssehub.netty.fanout.StreamClient.field;
import static org.assertj.core.api.Assertions.assertThat;

import io.ssehub.core.event.ServerSentEvent;
import io.ssehub.core.hub.Hub;
import io.ssehub.core.hub.HubOptions;
import io.ssehub.core.log.Framing;
import io.ssehub.core.topic.Selection;
import io.ssehub.netty.fanout.StreamServer.Transport;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KeepAliveIT {
    private final Hub hub = Hub.open(HubOptions.defaults());

    @AfterEach
    void close() {
        hub.close();
    }

    @Test
    void aSilentStreamIsToldThePositionItHasReached() {
        try (StreamServer server = new StreamServer(hub, Transport.NIO, 1, Framing.CHUNKED, Duration.ofMillis(100))) {
            StreamClient first = server.connect("quiet");
            StreamClient second = server.connect("quiet");
            hub.publish("busy", ServerSentEvent.of("x"));
            String head = hub.head().toString();
            for (StreamClient client : List.of(first, second)) {
                String block = client.block();
                while (!field(block, "id").equals(head)) {
                    assertThat(block).startsWith(":");
                    block = client.block();
                }
                assertThat(block).isEqualTo(":\nid: " + head);
            }
            hub.publish("quiet", ServerSentEvent.of("next"));
            assertThat(first.data(1)).containsExactly("next");
            assertThat(server.connect(new Start.After(head), "quiet").data(1)).containsExactly("next");
        }
    }

    @Test
    void aChannelHearsItsOwnKeepAliveHoweverBusyItIs() {
        ServerSentEvent event = ServerSentEvent.of("event", "{ \"TYPE\":\"KEEP-ALIVE\" }");
        Subscription subscription = new Subscription(Selection.of(List.of("a")), new Start.Live(), new KeepAlive.Always(event), null);
        try (StreamServer server = new StreamServer(hub, Transport.NIO, 1, Framing.CHUNKED, Duration.ofMillis(100))) {
            StreamClient client = server.connect(subscription);
            int heard = 0;
            for (int i = 0; heard < 5; i++) {
                hub.publish("a", ServerSentEvent.of("" + i));
                String block = client.block();
                while (!field(block, "data").equals("" + i)) {
                    assertThat(block).isEqualTo("event: event\ndata: { \"TYPE\":\"KEEP-ALIVE\" }");
                    heard++;
                    block = client.block();
                }
            }
        }
    }

    @Test
    void aChannelHearsItsOwnKeepAliveWhileItHasNotYetEverything() {
        ServerSentEvent event = ServerSentEvent.of("event", "{ \"TYPE\":\"KEEP-ALIVE\" }");
        Subscription subscription = new Subscription(Selection.of(List.of("a")), new Start.Live(), new KeepAlive.Always(event), null);
        AtomicBoolean heard = new AtomicBoolean();
        try (StreamServer server = new StreamServer(hub, Transport.NIO, 1, Framing.CHUNKED, Duration.ofMillis(50))) {
            List<StreamClient> clients = List.of(server.connect(subscription), server.connect(subscription));
            Thread publisher = new Thread(() -> {
                String data = "x".repeat(2_000);
                while (!heard.get()) {
                    hub.publish("a", ServerSentEvent.of(data));
                }
            });
            publisher.start();
            try {
                for (int i = 0; i < 3; i++) {
                    while (!clients.get(0).block().endsWith("data: { \"TYPE\":\"KEEP-ALIVE\" }")) {
                        // reads along
                    }
                }
            } finally {
                heard.set(true);
            }
        }
    }
}
