package io.ssehub.netty.client;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import io.ssehub.netty.client.AwkwardServer.Route;
import io.ssehub.netty.client.Recorder.Closed;
import io.ssehub.netty.client.Recorder.Event;
import io.ssehub.netty.client.Recorder.Open;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class SseClientCloseIT {
    private final Recorder recorder = new Recorder();

    @Test
    void closesTheConnectionAndTellsSoOnce() throws Exception {
        CountDownLatch ended = new CountDownLatch(1);
        Route route = exchange -> {
            exchange.send(AwkwardServer.STREAM_HEAD + "data: a\n\n");
            exchange.awaitEnd();
            ended.countDown();
        };
        try (AwkwardServer server = AwkwardServer.with(route)) {
            SseClient client = SseClient.builder(server.uri()).connect(recorder);
            assertThat(recorder.next()).isEqualTo(new Open());
            assertThat(recorder.next()).isEqualTo(new Event("message", "a", ""));
            client.close();
            client.close();
            assertThat(client.readyState()).isEqualTo(ReadyState.CLOSED);
            client.closed().toCompletableFuture().get();
            client.close();
            assertThat(recorder.untilClosed()).containsExactly(new Closed());
            assertThat(ended.await(30, TimeUnit.SECONDS)).isTrue();
            assertThat(recorder.isEmpty()).isTrue();
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @Test
    void beginsNoCallbackOnceItIsClosed() throws Exception {
        Route flood = exchange -> {
            exchange.send(AwkwardServer.STREAM_HEAD);
            byte[] events = "data: a\n\n".repeat(1_000).getBytes(US_ASCII);
            while (true) {
                exchange.send(events);
            }
        };
        try (AwkwardServer server = AwkwardServer.with(flood)) {
            AtomicInteger begun = new AtomicInteger();
            SseClient client = SseClient.builder(server.uri()).connect((type, data, lastEventId) -> begun.incrementAndGet());
            await().until(() -> begun.get() > 100);
            client.close();
            // One callback may have begun before and not have counted itself yet.
            int atMost = begun.get() + 1;
            client.closed().toCompletableFuture().get();
            assertThat(begun.get()).isLessThanOrEqualTo(atMost);
        }
    }

    @Test
    void takesNoFurtherEventWhenACallbackClosesIt() throws Exception {
        List<String> seen = new ArrayList<>();
        SseClient[] client = new SseClient[1];
        CountDownLatch assigned = new CountDownLatch(1);
        Route route = exchange -> {
            assigned.await();
            exchange.send(AwkwardServer.STREAM_HEAD + "id: 1\ndata: a\n\nid: 2\ndata: b\n\nid: 3\n\n");
            exchange.awaitEnd();
        };
        try (AwkwardServer server = AwkwardServer.with(route)) {
            client[0] = SseClient.builder(server.uri()).connect((type, data, lastEventId) -> {
                seen.add(data);
                client[0].close();
            });
            assigned.countDown();
            client[0].closed().toCompletableFuture().get();
            assertThat(seen).containsExactly("a");
            assertThat(client[0].lastEventId()).isEqualTo("1");
        }
    }

    @Test
    void closesWhileItWaitsForAnAnswer() throws Exception {
        try (AwkwardServer server = AwkwardServer.with(Awkward.silent())) {
            SseClient client = SseClient.builder(server.uri()).connect(recorder);
            server.request();
            client.close();
            client.closed().toCompletableFuture().get();
            assertThat(recorder.untilClosed()).containsExactly(new Closed());
        }
    }

    @Test
    void closesBeforeItHasBegun() throws Exception {
        try (AwkwardServer server = AwkwardServer.with(Awkward.silent())) {
            for (int i = 0; i < 50; i++) {
                SseClient client = SseClient.builder(server.uri()).connect(recorder);
                client.close();
                client.closed().toCompletableFuture().get();
                assertThat(recorder.untilClosed()).containsExactly(new Closed());
            }
        }
    }

    @Test
    void closesWhileItWaitsForTheNextAttempt() throws Exception {
        try (AwkwardServer server = AwkwardServer.with(Awkward.streamThatEnds("retry: 3600000\n"))) {
            SseClient client = SseClient.builder(server.uri()).connect(recorder);
            assertThat(recorder.failure().willReconnect()).isTrue();
            client.close();
            client.closed().toCompletableFuture().get();
            assertThat(recorder.untilClosed()).containsExactly(new Closed());
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"nio", "epoll"})
    void sharesEventLoopsAndLeavesThemRunning(String transport) throws Exception {
        assumeTrue(transport.equals("nio") || Epoll.isAvailable(), "no epoll here");
        IoHandlerFactory factory = transport.equals("nio") ? NioIoHandler.newFactory() : EpollIoHandler.newFactory();
        EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, factory);
        try (AwkwardServer server = AwkwardServer.with(Awkward.stream("data: a\n\n"), Awkward.stream("data: a\n\n"), Awkward.stream("data: a\n\n"))) {
            List<SseClient> clients = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                clients.add(SseClient.builder(server.uri()).eventLoopGroup(group).connect(recorder));
            }
            assertThat(recorder.events(3)).containsOnly(new Event("message", "a", ""));
            for (SseClient client : clients) {
                client.close();
                client.closed().toCompletableFuture().get();
            }
            assertThat(group.isShuttingDown()).isFalse();
        } finally {
            group.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
        }
    }

    @Test
    void endsWithTheEventLoopsItShares() throws Exception {
        EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        try (AwkwardServer server = AwkwardServer.with(Awkward.stream("data: a\n\n"))) {
            SseClient client = SseClient.builder(server.uri()).reconnectionTime(Duration.ZERO).eventLoopGroup(group).connect(recorder);
            assertThat(recorder.events(1)).hasSize(1);
            group.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
            client.close();
            client.closed().toCompletableFuture().get();
            assertThat(client.readyState()).isEqualTo(ReadyState.CLOSED);
        }
    }
}
