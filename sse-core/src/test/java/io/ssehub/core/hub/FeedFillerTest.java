package io.ssehub.core.hub;

import static io.ssehub.core.hub.Streams.selection;
import static io.ssehub.core.hub.Streams.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ssehub.core.event.ServerSentEvent;
import io.ssehub.core.log.Log;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FeedFillerTest {
    private static final int HISTORY_BYTES = 1 << 20;

    /** Numbers of the events in the log, which has those of one publisher. */
    private static List<Integer> numbers(Log log) {
        List<Integer> numbers = new ArrayList<>();
        text(log).lines().filter(line -> line.startsWith("data: ")).forEach(line -> numbers.add(Integer.valueOf(line.substring("data: ".length()))));
        return numbers;
    }

    @Test
    void leavesNothingOutWhileSegmentsComeAndGo() throws InterruptedException {
        Object gate = new Object();
        try (Hub hub = Hub.open(HubOptions.defaults().withHistory(1_000_000, HISTORY_BYTES, Duration.ofHours(1)))) {
            Thread publisher = new Thread(() -> {
                int next = 0;
                while (!Thread.currentThread().isInterrupted()) {
                    synchronized (gate) {
                        // Refused while the copying holds on to more than history may have.
                        next += hub.publish("a", ServerSentEvent.of(String.valueOf(next))) instanceof Publication.Accepted ? 1 : 0;
                    }
                }
            });
            publisher.start();
            try {
                for (int i = 0; i < 50; i++) {
                    Feed feed = hub.feeds().join(selection("a", "other/" + i));
                    hub.feeds().join(feed.selection());
                    Log log = await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(1)).until(feed::log, opened -> opened != null);
                    List<Integer> numbers;
                    synchronized (gate) {
                        numbers = numbers(log);
                        // What was evicted while it was copied may have left a gap behind.
                        numbers.removeIf(number -> number + 1 < hub.feeds().oldestSequence());
                        assertThat(numbers.get(numbers.size() - 1) + 1L).isEqualTo(hub.head().sequence());
                    }
                    for (int n = 1; n < numbers.size(); n++) {
                        assertThat(numbers.get(n)).isEqualTo(numbers.get(n - 1) + 1);
                    }
                    hub.feeds().leave(feed);
                    hub.feeds().leave(feed);
                }
            } finally {
                publisher.interrupt();
                publisher.join();
            }
        }
    }
}
