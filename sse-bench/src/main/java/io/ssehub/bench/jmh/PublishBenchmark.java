package io.ssehub.bench.jmh;

import io.ssehub.core.event.ServerSentEvent;
import io.ssehub.core.hub.Feed;
import io.ssehub.core.hub.Hub;
import io.ssehub.core.hub.HubOptions;
import io.ssehub.core.hub.Publication;
import io.ssehub.core.topic.Selection;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** What it costs to publish one event, with nobody listening, on a hub that has some feeds; use {@code -t} for several publishers. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class PublishBenchmark {
    private static final int SUBSCRIBERS_THAT_MAKE_A_FEED = 2;

    @Param({"1", "1000"})
    int topics;

    @Param({"0", "1", "16"})
    int feeds;

    private final ServerSentEvent event =
            ServerSentEvent.of("new_readings", "{\"id\":\"esp32-1\",\"readingId\":17,\"temperature\":21.4,\"humidity\":48,\"pressure\":1013.2}");
    private final List<String> names = new ArrayList<>();
    private Hub hub = Hub.open(HubOptions.defaults());

    /** Goes round the topics, one for each publishing thread. */
    @State(Scope.Thread)
    public static class Turn {
        private int next;

        String of(List<String> names) {
            next = next + 1 < names.size() ? next + 1 : 0;
            return names.get(next);
        }
    }

    @Setup
    public void prepare() throws InterruptedException {
        for (int i = 0; i < topics; i++) {
            names.add("sensors/board-" + i + "/temperature");
        }
        List<Feed> made = new ArrayList<>();
        for (int i = 0; i < feeds; i++) {
            Selection selection = Selection.of(List.of("sensors/**", "feed-" + i));
            for (int subscriber = 0; subscriber < SUBSCRIBERS_THAT_MAKE_A_FEED; subscriber++) {
                made.add(hub.feeds().join(selection));
            }
        }
        while (made.stream().anyMatch(feed -> feed.log() == null)) {
            Thread.sleep(1);
        }
    }

    @TearDown
    public void close() {
        hub.close();
    }

    @Benchmark
    public String baseline(Turn turn) {
        return turn.of(names);
    }

    @Benchmark
    public Publication publish(Turn turn) {
        Publication publication = hub.publish(turn.of(names), event);
        if (publication instanceof Publication.Refused refused) {
            throw new IllegalStateException("refused, so nothing was measured: " + refused.cause());
        }
        return publication;
    }
}
