package io.ssehub.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.ssehub.core.event.EventStreamListener;
import io.ssehub.core.event.EventStreamParser;
import io.ssehub.test.HubProcess;
import io.ssehub.test.RawClient;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** SIGTERM while clients listen and events come in. */
class DrainIT {
    private static final int BATCH = 20;

    private final AtomicLong acknowledged = new AtomicLong();

    /** Reads one stream, event by event; each event's data is the number of the event. */
    private static final class Listener extends SimpleChannelInboundHandler<HttpObject> implements EventStreamListener {
        final CountDownLatch begun = new CountDownLatch(1);
        final CountDownLatch closed = new CountDownLatch(1);
        private final EventStreamParser parser = new EventStreamParser(this);
        private long last = -1;
        private long outOfPlace;
        private long retryMillis;
        private long retryAfter = -1;
        private boolean wholeToTheLastChunk;

        @Override
        protected void channelRead0(ChannelHandlerContext ctx, HttpObject message) {
            if (message instanceof HttpContent content) {
                parser.parse(content.content().nioBuffer());
                begun.countDown();
            }
            if (message instanceof LastHttpContent && message.decoderResult().isSuccess()) {
                wholeToTheLastChunk = true;
            }
        }

        @Override
        public void event(String type, String data, String lastEventId) {
            long number = Long.parseLong(data);
            outOfPlace += number == last + 1 ? 0 : 1;
            last = number;
        }

        @Override
        public void retry(long millis) {
            retryMillis = millis;
            retryAfter = last;
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            closed.countDown();
        }
    }

    @Test
    void endsAHundredStreamsInGoodOrderUnderLoad() throws Exception {
        drain(100);
    }

    @Test
    @Tag("soak")
    void endsAThousandStreamsInGoodOrderUnderLoad() throws Exception {
        drain(1_000);
    }

    private void drain(int streams) throws Exception {
        EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        try (HubProcess hub = HubProcess.start("--http-port=0", "--no-udp", "--no-simulate", "--drain=60s", "--retry-spread=4s")) {
            List<Listener> listeners = IntStream.range(0, streams).mapToObj(i -> listen(loops, hub.url())).toList();
            for (Listener listener : listeners) {
                assertThat(listener.begun.await(60, TimeUnit.SECONDS)).isTrue();
            }
            Thread publisher = new Thread(() -> publishUntilRefused(hub.url()));
            publisher.start();
            await().until(() -> acknowledged.get() > 20L * BATCH);
            hub.terminate();
            assertThat(hub.status()).as(hub.err()).isZero();
            publisher.join();
            for (Listener listener : listeners) {
                assertThat(listener.closed.await(60, TimeUnit.SECONDS)).isTrue();
            }
            assertThat(listeners).allSatisfy(listener -> {
                assertThat(listener.wholeToTheLastChunk).isTrue();
                assertThat(listener.outOfPlace).isZero();
                assertThat(listener.last).isGreaterThanOrEqualTo(acknowledged.get() - 1).isEqualTo(listeners.get(0).last);
                assertThat(listener.retryAfter).as("the last word is when to come back").isEqualTo(listener.last);
                assertThat(listener.retryMillis).isBetween(1_000L, 5_000L);
            });
            assertThat(listeners.stream().map(listener -> listener.retryMillis).collect(Collectors.toSet())).hasSizeGreaterThan(streams / 4);
        } finally {
            loops.shutdownGracefully(0, 10, TimeUnit.SECONDS).syncUninterruptibly();
        }
    }

    private static Listener listen(EventLoopGroup loops, URI hub) {
        Listener listener = new Listener();
        new Bootstrap()
                .group(loops)
                .channel(NioSocketChannel.class)
                .handler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        channel.pipeline().addLast(new HttpClientCodec(), listener);
                    }
                })
                .connect(hub.getHost(), hub.getPort())
                .syncUninterruptibly()
                .channel()
                .writeAndFlush(request())
                .syncUninterruptibly();
        return listener;
    }

    private static DefaultFullHttpRequest request() {
        DefaultFullHttpRequest request = new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/events?topic=load");
        request.headers().set("Host", "localhost");
        return request;
    }

    /** Publishes numbers, some at a time, and counts those that the hub says it has. */
    private void publishUntilRefused(URI hub) {
        HttpClient http = HttpClient.newHttpClient();
        HttpRequest.Builder to = HttpRequest.newBuilder(hub.resolve("/events?topic=load")).header("Content-Type", "application/x-ndjson");
        try {
            for (long next = 0; next == acknowledged.get(); next += BATCH) {
                String lines = IntStream.range(0, BATCH).mapToObj(i -> acknowledged.get() + i + "\n").collect(Collectors.joining());
                String answer = http.send(to.copy().POST(BodyPublishers.ofString(lines)).build(), BodyHandlers.ofString()).body();
                acknowledged.addAndGet(answer.lines().filter(line -> line.startsWith("{\"id\":")).count());
            }
        } catch (IOException stopped) {
            // The hub has closed the connection.
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void isReadyNoMoreWhileItDrains() throws Exception {
        try (HubProcess hub = HubProcess.start("--http-port=0", "--no-udp", "--no-simulate", "--drain=3s");
                RawClient neverReads = RawClient.connect(hub.url().getPort()).request("GET /events?topic=big")) {
            neverReads.readThrough("\r\n\r\n");
            HttpClient http = HttpClient.newHttpClient();
            HttpRequest big = HttpRequest.newBuilder(hub.url().resolve("/events?topic=big")).header("Content-Type", "text/plain").POST(BodyPublishers.ofString("x".repeat(1 << 20))).build();
            for (int i = 0; i < 16; i++) {
                assertThat(http.send(big, BodyHandlers.discarding()).statusCode()).isEqualTo(200);
            }
            hub.terminate();
            await().until(() -> ask(hub, "GET /health/ready").startsWith("HTTP/1.1 503 "));
            assertThat(ask(hub, "GET /events", "Accept: text/event-stream")).startsWith("HTTP/1.1 200 OK\r\n").endsWith("\n\n").contains("\r\n\r\nretry: ");
            assertThat(hub.status()).isZero();
        }
    }

    private static String ask(HubProcess hub, String line, String... headers) {
        try (RawClient client = RawClient.connect(hub.url().getPort()).request(line, headers).request("GET /health/live", "Connection: close")) {
            return client.readToEnd();
        }
    }
}
