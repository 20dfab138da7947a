package io.ssehub.netty.readers;

import static org.assertj.core.api.Assertions.assertThat;

import io.ssehub.core.event.ServerSentEvent;
import io.ssehub.core.hub.Publication;
import io.ssehub.netty.readers.CuttingProxy.Cut;
import io.ssehub.netty.server.SseServer;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What every client may expect of a stream, whoever wrote it. */
abstract class StreamReaderContract {
    private static final int EVENTS = 1_000;
    private static final int MOST_AHEAD = 50;
    private static final int WHILE_CUT = 20;
    private static final int BYTES_BETWEEN_CUTS = 5_000;
    /** Sent with each event, so that clients which heed it are back soon. */
    private static final Duration RETRY = Duration.ofMillis(10);

    private final SseServer server = SseServer.builder().port(0).build().start();
    private final StreamReader reader = reader();
    private final List<Delivered> published = new ArrayList<>();
    private final List<Delivered> delivered = new CopyOnWriteArrayList<>();
    private final Semaphore ahead = new Semaphore(MOST_AHEAD);

    abstract StreamReader reader();

    @AfterEach
    void stop() {
        server.stop();
        reader.close();
    }

    private static ConditionFactory await() {
        return Awaitility.await().atMost(Duration.ofSeconds(60));
    }

    /** Starts at the place that is now, so that whatever is published from here on counts. */
    private void start(int port) {
        URI stream = URI.create("http://127.0.0.1:" + port + "/events?topic=a&lastEventId=" + server.hub().head());
        reader.start(stream, event -> {
            delivered.add(event);
            ahead.release();
        });
    }

    private synchronized void publish(ServerSentEvent event) {
        Publication.Accepted accepted = (Publication.Accepted) server.hub().publish("a", event.withRetry(RETRY));
        String type = event.event();
        published.add(new Delivered(type == null ? "message" : type, String.valueOf(event.data()), accepted.id().toString()));
    }

    private synchronized boolean publishNext() {
        publish(ServerSentEvent.of("event " + published.size() + "\nof " + EVENTS));
        return published.size() < EVENTS;
    }

    /** Publishes at the pace of the reader, which is never more than some events behind. */
    private void publishAllAtItsPace() throws InterruptedException {
        do {
            ahead.acquire();
        } while (publishNext());
    }

    private void everythingIsDeliveredOnceAndInOrder() {
        publish(ServerSentEvent.of("end", "whatever came twice has come before this"));
        await().until(() -> delivered.contains(published.get(published.size() - 1)));
        assertThat(delivered).containsExactlyElementsOf(published);
    }

    @Test
    void receivesAThousandEventsInOrder() throws InterruptedException {
        start(server.port());
        publishAllAtItsPace();
        everythingIsDeliveredOnceAndInOrder();
    }

    @Test
    void missesNothingAndGetsNothingTwiceWhenItsConnectionIsCut() throws InterruptedException {
        List<Cut> cuts = Stream.of(CutPlace.values())
                .flatMap(place -> Stream.of(new Cut(place, BYTES_BETWEEN_CUTS, false), new Cut(place, BYTES_BETWEEN_CUTS, true)))
                .toList();
        Runnable publishSome = () -> IntStream.range(0, WHILE_CUT).forEach(i -> publishNext());
        try (CuttingProxy proxy = new CuttingProxy(server.port(), cuts, publishSome)) {
            start(proxy.port());
            publishAllAtItsPace();
            everythingIsDeliveredOnceAndInOrder();
            assertThat(server.hub().counters().counter("subscribers_opened", "").value()).as("connections").isEqualTo(cuts.size() + 1L);
        }
    }

    @Test
    void takesEveryTextOverUnchanged() {
        start(server.port());
        publish(ServerSentEvent.of("plain"));
        publish(ServerSentEvent.of("readings of the \u00fcber-\u20ac-\ud83c\udf21", "\ud83c\udf21 21.4 \u00b0C\n\ud83d\ude00\ud83d\ude00"));
        publish(ServerSentEvent.of(" a leading space\n\n: no comment\ndata: no field\n"));
        publish(ServerSentEvent.of("long", "\u00e4\u20ac\ud83d\ude00".repeat(20_000)));
        publish(ServerSentEvent.of("type", "\t\"quoted\" \\ \u2028 \u0001 \ufeff"));
        everythingIsDeliveredOnceAndInOrder();
    }
}
