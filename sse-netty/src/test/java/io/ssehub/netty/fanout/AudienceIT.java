package io.ssehub.netty.fanout;

import static io.ssehub.netty.fanout.StreamClient.field;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.util.ReferenceCountUtil;
import io.ssehub.core.event.ServerSentEvent;
import io.ssehub.core.hub.Feed;
import io.ssehub.core.hub.Hub;
import io.ssehub.core.hub.HubOptions;
import io.ssehub.core.hub.Publication;
import io.ssehub.core.log.Framing;
import io.ssehub.core.topic.Selection;
import io.ssehub.netty.fanout.StreamServer.Transport;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What may happen to the subscribers of one event loop in the midst of its turn. */
@SuppressWarnings("FutureReturnValueIgnored") // of writes, whose promise is passed on
class AudienceIT {
    private Hub hub = Hub.open(HubOptions.defaults());

    @AfterEach
    void close() {
        hub.close();
    }

    private void smallHistory(int events) {
        hub.close();
        hub = Hub.open(HubOptions.defaults().withHistory(events, 1 << 18, Duration.ofHours(1)));
    }

    private StreamServer serve() {
        return new StreamServer(hub, Transport.NIO, 1, Framing.CHUNKED, Duration.ofMinutes(10));
    }

    private void publish(String topic, String data) {
        assertThat(hub.publish(topic, ServerSentEvent.of(data))).isInstanceOf(Publication.Accepted.class);
    }

    private void openFeed(String topic) {
        Feed feed = hub.feeds().join(Selection.of(List.of(topic)));
        hub.feeds().join(feed.selection());
        await().until(() -> feed.log() != null);
    }

    @Test
    void aConnectionThatBreaksWhileItIsSentToTakesNothingFromTheOthers() {
        openFeed("a");
        try (StreamServer server = serve()) {
            List<StreamClient> clients = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                clients.add(server.connect("a"));
            }
            Channel first = server.channels().element();
            StreamServer.whileHeld(first, () -> {
                first.pipeline().addFirst(new ChannelOutboundHandlerAdapter() {
                    @Override
                    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
                        ReferenceCountUtil.release(message);
                        promise.setFailure(new IOException("broken"));
                    }
                });
                publish("a", "1");
                publish("a", "2");
            });
            publish("a", "3");
            for (StreamClient client : clients.subList(1, 4)) {
                assertThat(client.data(3)).containsExactly("1", "2", "3");
            }
        }
    }

    @Test
    void historyMayPassASubscriberInTheMidstOfATurn() {
        smallHistory(1_000_000);
        openFeed("a");
        String kilobyte = "x".repeat(1_000);
        try (StreamServer server = serve()) {
            List<StreamClient> clients = List.of(server.connect("a"), server.connect("a"));
            Channel first = server.channels().element();
            StreamServer.whileHeld(first, () -> {
                first.pipeline().addFirst(new ChannelOutboundHandlerAdapter() {
                    private boolean published;

                    @Override
                    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
                        if (!published) {
                            published = true;
                            IntStream.range(0, 150).forEach(i -> publish("a", kilobyte));
                        }
                        context.write(message, promise);
                    }
                });
                IntStream.range(0, 40).forEach(i -> publish("a", kilobyte));
            });
            await().until(() -> hub.head().sequence() == 190);
            publish("a", "last");
            for (StreamClient client : clients) {
                boolean reset = false;
                String event = client.event();
                for (; !field(event, "data").equals("last"); event = client.event()) {
                    reset |= field(event, "event").equals("reset");
                }
                assertThat(reset).isTrue();
            }
        }
    }

    @Test
    void aFeedThatBeginsLaterThanAWalkHasReachedTakesNothingFromIt() {
        smallHistory(10);
        try (StreamServer server = serve()) {
            for (int round = 0; round < 4; round++) {
                String topic = "a" + round;
                StreamClient client = server.connect(topic);
                Channel channel = List.copyOf(server.channels()).get(round);
                // All rounds together fit into one segment of the base log. One turn more every other time, as a turn begins with walks or with feeds.
                for (int i = 0; i < round % 2; i++) {
                    publish(topic, "first");
                    assertThat(client.data(1)).containsExactly("first");
                }
                StreamServer.whileHeld(channel, () -> {
                    IntStream.range(0, 20).forEach(i -> publish(topic, "" + i));
                    openFeed(topic);
                });
                assertThat(client.data(20)).isEqualTo(IntStream.range(0, 20).mapToObj(i -> "" + i).toList());
            }
        }
    }
}
