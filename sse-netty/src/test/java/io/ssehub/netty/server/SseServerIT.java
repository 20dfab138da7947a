package io.ssehub.netty.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.channel.epoll.Epoll;
import io.ssehub.core.event.ServerSentEvent;
import io.ssehub.core.hub.Hub;
import io.ssehub.core.hub.HubOptions;
import io.ssehub.core.hub.Publication;
import io.ssehub.netty.fanout.SubscriberState;
import io.ssehub.netty.http.Answer;
import io.ssehub.netty.http.Exchange;
import io.ssehub.test.RawClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class SseServerIT {
    private static SseServer.Builder anyPort() {
        return SseServer.builder().port(0);
    }

    private static void begin(RawClient client) {
        client.readThrough("\r\n\r\n");
        client.readThrough("\n\n\r\n");
    }

    @Test
    void servesItsOwnHub() {
        try (SseServer server = SseServer.builder().host("127.0.0.1").port(0).build().start()) {
            try (RawClient client = RawClient.connect(server.port()).request("GET /events")) {
                begin(client);
                server.hub().publish("sensors/kitchen/temperature", ServerSentEvent.of("new_readings", "{\"temperature\":21.4}"));
                assertThat(client.readThrough("\n\n\r\n")).contains("event: new_readings\ndata: {\"temperature\":21.4}\nid: ");
            }
        }
    }

    @Test
    void leavesInTheLogWhatAClientDoesNotTake() throws IOException {
        assumeTrue(Epoll.isAvailable(), "epoll is not available");
        String text = "x".repeat(32_000);
        try (SseServer server = anyPort().build().start(); Socket idle = new Socket()) {
            idle.setReceiveBufferSize(16 << 10);
            idle.connect(server.address());
            idle.getOutputStream().write("GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            Awaitility.await().until(() -> subscribers(server).size() == 1);
            try (RawClient client = RawClient.connect(server.port()).request("GET /events")) {
                begin(client);
                for (int i = 0; i < 100; i++) {
                    server.hub().publish("a", ServerSentEvent.of(text));
                    client.readThrough("\n\n\r\n");
                }
            }
            assertThat(subscribers(server)).anySatisfy(subscriber -> assertThat(subscriber.behindBytes()).isGreaterThan(2_000_000));
        }
    }

    private static List<SubscriberState> subscribers(SseServer server) {
        return server.subscribers().stream().flatMap(part -> part.join().stream()).toList();
    }

    @Test
    void leavesAHubOpenThatItWasGiven() {
        try (Hub hub = Hub.open(HubOptions.defaults())) {
            try (SseServer server = anyPort().hub(hub).build().start()) {
                assertThat(server.hub()).isSameAs(hub);
            }
            assertThat(hub.publish("a", ServerSentEvent.of("1"))).isInstanceOf(Publication.Accepted.class);
        }
        SseServer server = anyPort().build().start();
        server.stop();
        assertThat(server.hub().publish("a", ServerSentEvent.of("1"))).isEqualTo(new Publication.Refused(Publication.Cause.CLOSED));
    }

    @Test
    void namesHostAndPortThatCannotBeHad() {
        try (SseServer first = anyPort().build().start(); SseServer second = SseServer.builder().port(first.port()).build()) {
            assertThatThrownBy(second::start).isInstanceOf(UncheckedIOException.class).hasMessageContaining("cannot listen on 127.0.0.1:" + first.port() + ": ");
            assertThatThrownBy(second::start).isInstanceOf(IllegalStateException.class);
        }
        try (SseServer nowhere = SseServer.builder().host("no-such-host.invalid").port(0).build()) {
            assertThatThrownBy(nowhere::start).isInstanceOf(UncheckedIOException.class).hasMessageContaining("no-such-host.invalid");
        }
    }

    @Test
    void endsStreamsCleanlyWhenItStops() {
        SseServer server = anyPort().build().start();
        try (RawClient client = RawClient.connect(server.port()).request("GET /events");
                RawClient idle = RawClient.connect(server.port()).request("GET /nowhere");
                RawClient silent = RawClient.connect(server.port())) {
            begin(client);
            idle.answer();
            server.hub().publish("a", ServerSentEvent.of("last"));
            server.stop();
            assertThat(client.readToEnd()).contains("data: last\n").containsPattern("d\r\nretry: [123][0-9]{3}\n\n\r\n0\r\n\r\n$");
            assertThat(idle.readToEnd()).isEmpty();
            assertThat(silent.readToEnd()).isEmpty();
        }
        server.stop();
        assertThatThrownBy(() -> RawClient.connect(server.port()).close()).isInstanceOf(UncheckedIOException.class);
    }

    @Test
    void letsRequestsBeAnsweredWhileItStops() throws InterruptedException {
        BlockingQueue<Exchange> held = new LinkedBlockingQueue<>();
        SseServer server = anyPort().drain(Duration.ofSeconds(60)).routes(routes -> routes.on("GET", "/slow", held::add)).build().start();
        try (RawClient client = RawClient.connect(server.port()).request("GET /slow")) {
            Exchange exchange = held.take();
            Thread stopping = new Thread(server::stop);
            stopping.start();
            Awaitility.await().until(() -> newConnection(server, "*/*").contains("The server stops"));
            assertThat(newConnection(server, "*/*")).startsWith("HTTP/1.1 503 ").contains("Retry-After: ");
            assertThat(newConnection(server, "text/event-stream")).startsWith("HTTP/1.1 200 OK\r\n").containsPattern("\r\n\r\nretry: [123][0-9]{3}\n\n$");
            assertThat(server.hub().counters().counter("connections_refused", "stopping", "").value()).isPositive();
            exchange.answer(Answer.text(200, "done"));
            assertThat(client.readToEnd()).contains("Connection: close\r\n").endsWith("\r\n\r\ndone");
            stopping.join();
        }
    }

    /** Returns what a client gets that asks just now; no stream, as it would not end. */
    private static String newConnection(SseServer server, String accept) {
        try (RawClient client = RawClient.connect(server.port()).request("GET /nowhere", "Connection: close", "Accept: " + accept)) {
            return client.readToEnd();
        }
    }

    @Test
    void refusesEventsBeforeItEndsStreams() throws InterruptedException {
        BlockingQueue<Exchange> held = new LinkedBlockingQueue<>();
        SseServer server = anyPort().drain(Duration.ofSeconds(60)).routes(routes -> routes.on("GET", "/slow", held::add)).build().start();
        try (RawClient slow = RawClient.connect(server.port()).request("GET /slow"); RawClient client = RawClient.connect(server.port()).request("GET /events")) {
            begin(client);
            Exchange exchange = held.take();
            Thread stopping = new Thread(server::stop);
            stopping.start();
            List<Publication> publications = new ArrayList<>();
            do {
                publications.add(server.hub().publish("a", ServerSentEvent.of("" + publications.size())));
            } while (publications.get(publications.size() - 1) instanceof Publication.Accepted);
            String stream = client.readToEnd();
            for (int i = 0; i < publications.size() - 1; i++) {
                assertThat(stream).contains("data: " + i + "\n");
            }
            exchange.answer(Answer.empty(204));
            slow.readToEnd();
            stopping.join();
        }
    }

    @Test
    void endsAStreamThatIsOldEnough() {
        try (SseServer server = anyPort().maxConnectionAge(Duration.ofMillis(200)).build().start();
                RawClient client = RawClient.connect(server.port()).request("GET /events")) {
            begin(client);
            server.hub().publish("a", ServerSentEvent.of("last"));
            assertThat(client.readToEnd()).contains("data: last\n").containsPattern("d\r\nretry: [123][0-9]{3}\n\n\r\n0\r\n\r\n$");
            assertThat(server.hub().counters().counter("subscribers_ended", "age", "").value()).isPositive();
        }
    }

    @Test
    void spreadsClientsThatComeBackAsItIsTold() {
        try (SseServer server = anyPort().retrySpread(Duration.ZERO).build().start(); RawClient client = RawClient.connect(server.port()).request("GET /events")) {
            client.readThrough("\r\n\r\n");
            assertThat(client.chunk()).startsWith("retry: 1000\n");
        }
        try (SseServer server = anyPort().retrySpread(Duration.ofHours(1000)).build().start(); RawClient client = RawClient.connect(server.port()).request("GET /events")) {
            client.readThrough("\r\n\r\n");
            String retry = client.chunk().lines().findFirst().orElseThrow();
            assertThat(Long.parseLong(retry.substring("retry: ".length()))).as("one chance in a thousand million of less").isGreaterThan(1_004);
        }
    }

    @Test
    void closesWhatIsLeftAfterTheGracePeriod() {
        BlockingQueue<Exchange> held = new LinkedBlockingQueue<>();
        SseServer server = anyPort().drain(Duration.ofMillis(50)).routes(routes -> routes.on("GET", "/never", held::add)).build().start();
        try (RawClient client = RawClient.connect(server.port()).request("GET /never")) {
            Awaitility.await().until(() -> !held.isEmpty());
            server.stop();
            assertThat(client.readToEnd()).isIn("", "(reset)");
        }
    }

    @Test
    void dropsAnswersThatComeAfterItsEnd() {
        BlockingQueue<Exchange> held = new LinkedBlockingQueue<>();
        SseServer server = anyPort().drain(Duration.ZERO).routes(routes -> routes.on("GET", "/late", held::add)).build().start();
        try (RawClient client = RawClient.connect(server.port()).request("GET /late")) {
            Awaitility.await().until(() -> !held.isEmpty());
            server.stop();
            assertThatCode(() -> held.remove().answer(Answer.empty(204))).doesNotThrowAnyException();
            assertThat(client.readToEnd()).isIn("", "(reset)");
        }
    }

    @RepeatedTest(5)
    void closesEveryConnectionHoweverBusyItIs() throws Exception {
        AtomicBoolean stopped = new AtomicBoolean();
        Hub hub = Hub.open(HubOptions.defaults());
        Thread publisher = new Thread(() -> {
            while (!stopped.get()) {
                hub.publish("a", ServerSentEvent.of("x".repeat(2_000)));
            }
        });
        try (SseServer server = anyPort().hub(hub).drain(Duration.ZERO).build().start();
                RawClient one = RawClient.connect(server.port()).request("GET /events");
                RawClient two = RawClient.connect(server.port()).request("GET /events")) {
            begin(one);
            begin(two);
            publisher.start();
            one.readThrough("\n\n\r\n");
            server.stop();
            one.readToEnd();
            two.readToEnd();
        } finally {
            stopped.set(true);
            publisher.join();
            hub.close();
        }
    }

    @Test
    void tellsClientsOfAFullServerWhenToComeBack() {
        try (SseServer server = anyPort().maxConnections(2).build().start(); RawClient one = RawClient.connect(server.port()).request("GET /events")) {
            begin(one);
            RawClient two = RawClient.connect(server.port()).request("GET /events");
            begin(two);
            try (RawClient browser = RawClient.connect(server.port()).request("GET /events", "Accept: text/event-stream");
                    RawClient other = RawClient.connect(server.port()).request("GET /events")) {
                assertThat(browser.readToEnd()).startsWith("HTTP/1.1 200 OK\r\n").contains("Content-Type: text/event-stream\r\n").containsPattern("\r\n\r\nretry: [123][0-9]{3}\n\n$");
                assertThat(other.readToEnd()).startsWith("HTTP/1.1 503 ").contains("Retry-After: ");
            }
            two.close();
            Awaitility.await().untilAsserted(() -> {
                try (RawClient three = RawClient.connect(server.port()).request("GET /nowhere")) {
                    assertThat(three.answer()).startsWith("HTTP/1.1 404 ");
                }
            });
        }
    }

    @Test
    void countsConnectionsOfLoopbackOnlyIfAskedTo() {
        try (SseServer server = anyPort().maxConnectionsPerAddress(1, true).build().start();
                RawClient one = RawClient.connect(server.port(), "127.0.0.2").request("GET /events")) {
            begin(one);
            try (RawClient sameAddress = RawClient.connect(server.port(), "127.0.0.2").request("GET /nowhere");
                    RawClient otherAddress = RawClient.connect(server.port(), "127.0.0.3").request("GET /nowhere")) {
                assertThat(sameAddress.answer()).startsWith("HTTP/1.1 503 ");
                assertThat(otherAddress.answer()).startsWith("HTTP/1.1 404 ");
            }
        }
        try (SseServer server = anyPort().build().start()) {
            List<RawClient> clients = new ArrayList<>();
            for (int i = 0; i < 1100; i++) {
                clients.add(RawClient.connect(server.port()).request("GET /nowhere"));
                assertThat(clients.get(i).answer()).startsWith("HTTP/1.1 404 ");
            }
            clients.forEach(RawClient::close);
        }
    }

    @Test
    void closesWithoutAWordWhenTooManyWaitToBeTurnedAway() {
        try (SseServer server = anyPort().maxConnections(1).build().start(); RawClient one = RawClient.connect(server.port()).request("GET /events")) {
            begin(one);
            List<RawClient> silent = new ArrayList<>();
            for (int i = 0; i < 128; i++) {
                silent.add(RawClient.connect(server.port()));
            }
            Awaitility.await().until(() -> server.hub().counters().counter("connections_refused", "full", "").value() == 128);
            try (RawClient tooMany = RawClient.connect(server.port())) {
                assertThat(tooMany.readToEnd()).isEmpty();
            }
            silent.forEach(RawClient::close);
        }
    }

    @Test
    void hostsAreAllowedByName() {
        try (SseServer server = anyPort().allowedHosts(List.of("hub.example.com")).build().start(); RawClient client = RawClient.connect(server.port())) {
            assertThat(client.send("GET /nowhere HTTP/1.1\r\nHost: hub.example.com:8080\r\n\r\n").answer()).startsWith("HTTP/1.1 404 ");
            assertThat(client.send("GET /nowhere HTTP/1.1\r\nHost: example.com\r\n\r\n").answer()).startsWith("HTTP/1.1 421 ");
        }
    }

    @Test
    void keepsQuietStreamsAlive() {
        try (SseServer server = anyPort().keepAlive(Duration.ofMillis(200)).build().start(); RawClient client = RawClient.connect(server.port()).request("GET /events?topic=quiet")) {
            begin(client);
            String id = ((Publication.Accepted) server.hub().publish("other", ServerSentEvent.of("1"))).id().toString();
            assertThat(client.readThrough("id: " + id + "\n\n\r\n")).contains(":").doesNotContain("data");
        }
    }
}
