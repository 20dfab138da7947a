package io.ssehub.netty.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.ssehub.core.event.ServerSentEvent;
import io.ssehub.core.hub.EventId;
import io.ssehub.core.hub.Publication;
import io.ssehub.core.topic.Selection;
import io.ssehub.netty.client.SseClient;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;

/** Clients that come and go while several threads publish. */
class ChurnIT {
    private static final int TOPICS = 12;
    private static final int PUBLISHERS = 3;
    private static final int EVENTS = 1_000;
    private static final int CLIENTS = 24;
    private static final String[] PATTERNS = {"**", "t/*", "t/1", "t/1", "t/2", "t/3", "u/**", "u/4/x", "t/5"};

    private record Published(EventId id, String topic, String data) {}

    /** A client that leaves after a few events and goes on from the last one it has seen. */
    private static final class Visitor {
        private final Selection selection;
        private final URI stream;
        private final EventLoopGroup loops;
        private final Random random;
        private final List<String> seen = Collections.synchronizedList(new ArrayList<>());
        private volatile String position;
        private SseClient client;
        private volatile boolean away;

        Visitor(int port, List<String> patterns, String position, EventLoopGroup loops, long seed) {
            this.selection = Selection.of(patterns);
            String topics = patterns.stream().map(pattern -> "topic=" + URLEncoder.encode(pattern, StandardCharsets.UTF_8)).collect(Collectors.joining("&"));
            this.stream = URI.create("http://127.0.0.1:" + port + "/events?" + topics);
            this.position = position;
            this.loops = loops;
            this.random = new Random(seed);
            come();
        }

        private synchronized void come() {
            away = false;
            int[] left = {random.nextInt(500)};
            client = SseClient.builder(stream).eventLoopGroup(loops).lastEventId(position).connect((type, data, lastEventId) -> {
                if (away) {
                    return;
                }
                seen.add((type.equals("message") ? "" : type + " ") + data);
                position = lastEventId;
                if (left[0]-- == 0) {
                    away = true;
                }
            });
        }

        synchronized void comeBackIfAway() {
            if (away) {
                client.close();
                client.closed().toCompletableFuture().join();
                come();
            }
        }

        synchronized void leave() {
            client.close();
            client.closed().toCompletableFuture().join();
        }
    }

    @RepeatedTest(2)
    void everybodyGetsEachEventOfTheirSelectionOnceAndInOrder() throws Exception {
        EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        try (SseServer server = SseServer.builder().port(0).build().start()) {
            String start = server.hub().head().toString();
            List<Published> published = Collections.synchronizedList(new ArrayList<>());
            List<Visitor> visitors = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                List<String> patterns = new Random(i).ints(1 + i % 3, 0, PATTERNS.length).mapToObj(p -> PATTERNS[p]).toList();
                visitors.add(new Visitor(server.port(), patterns, start, loops, i));
            }
            List<Thread> publishers = IntStream.range(0, PUBLISHERS).mapToObj(i -> new Thread(() -> publish(server, i, published))).toList();
            publishers.forEach(Thread::start);
            await().pollInterval(Duration.ofMillis(1)).atMost(Duration.ofMinutes(2)).until(() -> {
                visitors.forEach(Visitor::comeBackIfAway);
                return publishers.stream().noneMatch(Thread::isAlive);
            });
            List<Published> inOrder = published.stream().sorted(Comparator.comparing(Published::id)).toList();
            for (Visitor visitor : visitors) {
                List<String> expected = inOrder.stream().filter(event -> visitor.selection.matches(event.topic())).map(Published::data).toList();
                await().pollInterval(Duration.ofMillis(1)).atMost(Duration.ofMinutes(2)).until(() -> {
                    visitor.comeBackIfAway();
                    return visitor.seen.size() >= expected.size();
                });
                visitor.leave();
                assertThat(List.copyOf(visitor.seen)).as("%s", visitor.selection.patterns()).isEqualTo(expected);
            }
        } finally {
            loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
        }
    }

    private static void publish(SseServer server, int publisher, List<Published> published) {
        for (int i = 0; i < EVENTS; i++) {
            int number = ThreadLocalRandom.current().nextInt(TOPICS);
            String topic = number % 2 == 0 ? "t/" + number / 2 : "u/" + number / 2 + "/x";
            String data = topic + " " + publisher + "." + i;
            Publication publication = server.hub().publish(topic, ServerSentEvent.of(data));
            published.add(new Published(((Publication.Accepted) publication).id(), topic, data));
            if (i % 16 == 0) {
                LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(300_000)); // at rest now and then, so that streams catch up
            }
        }
    }
}
