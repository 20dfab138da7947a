package io.ssehub.netty.fanout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ssehub.core.event.ServerSentEvent;
import io.ssehub.core.hub.Hub;
import io.ssehub.core.hub.HubOptions;
import io.ssehub.core.log.Framing;
import io.ssehub.core.topic.Selection;
import io.ssehub.netty.fanout.StreamServer.Transport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Those who walk get what they select, each event once and in order, however often they have rested in between. */
class WalkersIT {
    private static final Duration LONG = Duration.ofMinutes(10);
    private static final int CLIENTS = 40;

    private final Hub hub = Hub.open(HubOptions.defaults());
    private final Random random = new Random(20_261_122);
    private final Map<StreamClient, Selection> clients = new LinkedHashMap<>();

    @AfterEach
    void close() {
        clients.keySet().forEach(StreamClient::close);
        hub.close();
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("io.ssehub.netty.fanout.FanOutIT#ways")
    void whoRestsGetsTheEventsThatFollowAndNoOthers(Transport transport, Framing framing) {
        assumeTrue(transport.isAvailable(), transport + " is not available");
        try (StreamServer server = new StreamServer(hub, transport, 2, framing, LONG)) {
            for (int client = 0; client < CLIENTS; client++) {
                String[] selection = {"area" + client + "/*", "*/kind" + client % 7 + "/**", "$own/" + client};
                clients.put(server.connect(selection), Selection.of(List.of(selection)));
            }
            for (int burst = 1; burst <= 10; burst++) {
                getWhatIsPublished(burst * burst * 4);
                server.awaitResting(CLIENTS);
            }
        }
    }

    @Test
    void whoRestsGoesOverToALogThatTheirSelectionGets() {
        try (StreamServer server = new StreamServer(hub, Transport.NIO, 1, Framing.CHUNKED, LONG)) {
            Selection selection = Selection.of(List.of("area1/*"));
            clients.put(server.connect("area1/*"), selection);
            getWhatIsPublished(100);
            server.awaitResting(1);
            clients.put(server.connect("area1/*"), selection);
            server.awaitReadingFromLogs(2);
            getWhatIsPublished(100);
        }
    }

    @Test
    void aStreamThatRestsHasItsLastWord() {
        try (StreamServer server = new StreamServer(hub, Transport.NIO, 1, Framing.CHUNKED, LONG)) {
            StreamClient client = server.connect("area1/*");
            clients.put(client, Selection.of(List.of("area1/*")));
            getWhatIsPublished(100);
            server.awaitResting(1);
            server.subscribers().element().end(ServerSentEvent.of("the end"));
            assertThat(client.data(1)).containsExactly("the end");
            assertThat(client.block()).isEmpty();
        }
    }

    private void getWhatIsPublished(int events) {
        List<List<String>> published = new ArrayList<>();
        for (int event = 0; event < events; event++) {
            List<String> topics = topics();
            published.add(topics);
            hub.publish(topics, ServerSentEvent.of(event + " on " + topics));
        }
        clients.forEach((client, selection) -> {
            List<String> expected = new ArrayList<>();
            for (int event = 0; event < events; event++) {
                if (published.get(event).stream().anyMatch(selection::matches)) {
                    expected.add(event + " on " + published.get(event));
                }
            }
            assertThat(client.data(expected.size())).as("%s", selection).isEqualTo(expected);
        });
    }

    private List<String> topics() {
        int number = random.nextInt(CLIENTS);
        return switch (random.nextInt(4)) {
            case 0 -> List.of("area" + number + "/x");
            case 1 -> List.of("area" + number + "/kind" + number % 7, "other/kind" + number % 3 + "/deep/down");
            case 2 -> List.of("$own/" + number);
            default -> List.of("nobody/cares");
        };
    }
}
