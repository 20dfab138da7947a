package io.ssehub.demo.channel;

import static org.awaitility.Awaitility.await;

import io.ssehub.core.count.Counters;
import io.ssehub.core.event.ServerSentEvent;
import io.ssehub.core.hub.Hub;
import io.ssehub.core.hub.HubOptions;
import io.ssehub.core.hub.Publication;
import io.ssehub.netty.server.SseServer;
import io.ssehub.test.RawClient;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Numbered channels on a real port, whose leases run by a clock of the test's. */
final class ChannelServer implements AutoCloseable {
    static final Duration LEASE = Duration.ofSeconds(60);
    static final Duration QUIET = Duration.ofHours(1);

    final FakeClock clock;
    final Hub hub;
    final NumberedChannels channels;
    private final SseServer server;

    /** Serves channels with a lease of a minute, to {@code perAddress} a client. */
    ChannelServer(int count, int perAddress) {
        this(count, perAddress, QUIET);
    }

    ChannelServer(int count, int perAddress, Duration keepAlive) {
        this(count, perAddress, false, LEASE, keepAlive, new FakeClock());
    }

    private ChannelServer(int count, int perAddress, boolean tokens, Duration lease, Duration keepAlive, LongSupplier nanoClock) {
        clock = nanoClock instanceof FakeClock fake ? fake : new FakeClock();
        hub = Hub.open(HubOptions.defaults());
        channels = new NumberedChannels(count, lease, client -> perAddress, tokens ? Opening.TOKEN : Opening.ADDRESS, hub, nanoClock);
        server = SseServer.builder()
                .port(0)
                .hub(hub)
                .keepAlive(keepAlive)
                .routes(channels::addTo)
                .routes(routes -> routes.otherwise(NotFoundReport::answer))
                .build()
                .start();
    }

    /** Serves channels whose leases run by the machine's clock. */
    static ChannelServer inRealTime(Duration lease) {
        return new ChannelServer(8, 8, false, lease, QUIET, System::nanoTime);
    }

    /** Serves channels whose URLs carry a token. */
    static ChannelServer withTokens() {
        return new ChannelServer(8, 8, true, LEASE, QUIET, new FakeClock());
    }

    int port() {
        return server.port();
    }

    Counters counters() {
        return hub.counters();
    }

    RawClient connect() {
        return RawClient.connect(port());
    }

    /** Sends a request on a connection of its own and returns the whole answer. */
    String ask(String method, String target) {
        return ask("127.0.0.1", method, target);
    }

    String ask(String from, String method, String target) {
        try (RawClient connection = RawClient.connect(port(), from)) {
            return connection.send(request(method, target)).answer();
        }
    }

    String request(String method, String target, String... headers) {
        return method + " " + target + " HTTP/1.1\r\nHost: 127.0.0.1:" + port() + "\r\n" + String.join("", headers) + "\r\n";
    }

    /** Subscribes and returns the path of the channel. */
    String subscribe() {
        return subscribe("127.0.0.1");
    }

    String subscribe(String from) {
        String answer = ask(from, "GET", "/rest/events/subscribe");
        String url = answer.substring(answer.indexOf("\r\n\r\n") + 4);
        String base = "http://127.0.0.1:" + port();
        if (!answer.startsWith("HTTP/1.1 200 ") || !url.startsWith(base)) {
            throw new AssertionError(answer);
        }
        return url.substring(base.length());
    }

    /** Listens, and returns when the greeting has come. */
    RawClient listen(String path, String... headers) {
        return listenFrom("127.0.0.1", path, headers);
    }

    RawClient listenFrom(String from, String path, String... headers) {
        RawClient connection = RawClient.connect(port(), from).send(request("GET", path, headers));
        String head = connection.readThrough("\r\n\r\n");
        if (!head.startsWith("HTTP/1.1 200 ")) {
            throw new AssertionError(head);
        }
        String greeting = connection.chunk();
        if (!greeting.startsWith(":")) {
            throw new AssertionError(greeting);
        }
        return connection;
    }

    void awaitListening(int count) {
        await().atMost(1, TimeUnit.MINUTES).until(() -> listening() == count);
    }

    int listening() {
        return channels.allocator().listening();
    }

    /** Publishes a change and returns its id. */
    String publish(String sensor, int state, int before) {
        String data = "{\"TYPE\":\"STATE\", \"" + sensor + "\":{\"state\":" + state + ", \"prevState\":" + before + "}}";
        Publication publication = hub.publish(List.of("$state/sim/" + sensor), ServerSentEvent.of("event", data));
        return ((Publication.Accepted) publication).id().toString();
    }

    @Override
    public void close() {
        server.close();
        hub.close();
    }
}
