package io.ssehub.netty.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ssehub.core.count.Histogram;
import io.ssehub.netty.http.Answer;
import io.ssehub.netty.http.Exchange;
import io.ssehub.test.RawClient;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class EventLoopStallIT {
    private static final Duration STALL = Duration.ofMillis(300);

    /** Holds its event loop, as no handler may. */
    private static void stall(Exchange exchange) {
        for (long end = System.nanoTime() + STALL.toNanos(), left = STALL.toNanos(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
        exchange.answer(Answer.text(200, "done"));
    }

    @Test
    void aHandlerThatHoldsAnEventLoopIsSeen() {
        try (SseServer server = SseServer.builder().port(0).routes(routes -> routes.on("GET", "/stall", EventLoopStallIT::stall)).build().start();
                RawClient client = RawClient.connect(server.port())) {
            Histogram stalls = StallProbe.histogram(server.hub().counters());
            assertThat(client.request("GET /stall").answer()).startsWith("HTTP/1.1 200 ");
            await().untilAsserted(() -> assertThat(stalls.max()).isGreaterThanOrEqualTo(STALL.minusMillis(2)));
            assertThat(stalls.sum()).isGreaterThan(STALL);
        }
    }

    @Test
    void anIdleServerIsSeenToBeIdle() {
        try (SseServer server = SseServer.builder().port(0).build().start(); RawClient stream = RawClient.connect(server.port()).request("GET /events")) {
            stream.readThrough("\n\n\r\n");
            Histogram stalls = StallProbe.histogram(server.hub().counters());
            await().until(() -> stalls.counts().get(0) > 1_000);
        }
    }
}
