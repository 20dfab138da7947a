package io.ssehub.netty.fanout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ssehub.core.event.ServerSentEvent;
import io.ssehub.core.hub.Hub;
import io.ssehub.core.hub.HubOptions;
import io.ssehub.core.log.Framing;
import io.ssehub.netty.fanout.StreamServer.Transport;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What becomes of clients that read too slowly, or not at all. */
class SlowClientIT {
    private static final Duration DEADLINE = Duration.ofMinutes(1);
    private static final Duration LONG = Duration.ofMinutes(10);

    private Hub hub = Hub.open(HubOptions.defaults());

    @AfterEach
    void close() {
        hub.close();
    }

    static List<Arguments> ways() {
        return FanOutIT.ways();
    }

    private long cut(Cut cause) {
        return hub.counters().counter("subscribers_cut", cause.label(), "").value();
    }

    private static int subscribed(StreamServer server) throws Exception {
        int count = 0;
        for (CompletableFuture<List<SubscriberState>> ofOneLoop : server.states()) {
            count += ofOneLoop.get().size();
        }
        return count;
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("ways")
    void aClientThatTakesNothingIsClosedAndOneThatReadsIsNot(Transport transport, Framing framing) {
        assumeTrue(transport.isAvailable(), transport + " is not available");
        // Where the kernel knows no such timeout, it is the visits of the keep-alives that notice.
        Duration keepAlive = Duration.ofMillis(transport == Transport.NIO ? 500 : 2_000);
        FanOutOptions impatient = FanOutOptions.defaults().withKeepAlive(keepAlive).withStallTimeout(Duration.ofMillis(1_300));
        String filler = "x".repeat(1_000);
        try (StreamServer server = new StreamServer(hub, transport, 1, framing, impatient);
                StreamClient stopped = server.connect("a");
                StreamClient healthy = server.connect("a")) {
            assertThat(stopped).isNotNull();
            await().atMost(DEADLINE).until(() -> {
                for (int i = 0; i < 100; i++) {
                    hub.publish("a", ServerSentEvent.of(i + filler));
                    while (!healthy.data(1).get(0).equals(i + filler)) {
                        // reads along
                    }
                }
                return subscribed(server) == 1;
            });
            hub.publish("a", ServerSentEvent.of("last"));
            assertThat(healthy.data(1)).containsExactly("last");
            // The kernel tells it once. On a channel that stays somebody else's, it tells the fan-out if that is sending, else the owner, who reads.
            assertThat(cut(Cut.STALLED)).isBetween(transport == Transport.EPOLL ? 0L : 1L, 1L);
            assertThat(cut(Cut.LAPPED_AGAIN)).isZero();
        }
    }

    @Test
    void aLappedClientIsClosedWhereThatIsAskedFor() {
        hub.close();
        hub = Hub.open(HubOptions.defaults().withHistory(100_000, 1 << 20, Duration.ofHours(1)));
        FanOutOptions strict = FanOutOptions.defaults().withKeepAlive(LONG).withSlow(Slow.CLOSE);
        String filler = "x".repeat(1_000);
        try (StreamServer server = new StreamServer(hub, Transport.NIO, 1, Framing.CHUNKED, strict);
                StreamClient slow = server.connect("a")) {
            assertThat(slow).isNotNull();
            await().atMost(DEADLINE).until(() -> {
                for (int i = 0; i < 100; i++) {
                    hub.publish("a", ServerSentEvent.of(filler));
                }
                return cut(Cut.LAPPED) == 1;
            });
            assertThat(hub.counters().counter("resets", "slow", "").value()).isZero();
        }
    }
}
