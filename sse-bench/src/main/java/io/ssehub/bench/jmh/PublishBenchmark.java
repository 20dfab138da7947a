package io.ssehub.bench.jmh;

import io.ssehub.core.event.ServerSentEvent;
import io.ssehub.core.event.Utf8Event;
import io.ssehub.core.hub.Feed;
import io.ssehub.core.hub.Hub;
import io.ssehub.core.hub.HubOptions;
import io.ssehub.core.hub.Publication;
import io.ssehub.core.topic.Selection;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
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
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/** What it costs to publish one event of 100 bytes, with nobody listening, on a hub whose history is full: as many events as come have to go. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class PublishBenchmark {
    private static final String DATA = "{\"id\":\"esp32\",\"readingId\":7,\"temperature\":21.4,\"humidity\":48,\"pressure\":1013.2,\"battery\":3.71,\"x\":1}";

    /** Which of its bounds history has reached. */
    public enum Bound {
        EVENTS,
        BYTES;

        HubOptions options() {
            HubOptions defaults = HubOptions.defaults();
            return this == EVENTS ? defaults : defaults.withHistory(Integer.MAX_VALUE, defaults.historyBytes(), defaults.historyAge());
        }
    }

    @Param
    Bound bound = Bound.EVENTS;

    @Param({"1", "1000"})
    int topics;

    @Param({"0", "1"})
    int feeds;

    private final ServerSentEvent event = ServerSentEvent.of(DATA);
    private final ByteBuffer bytes = ByteBuffer.allocateDirect(DATA.length()).put(DATA.getBytes(StandardCharsets.US_ASCII)).flip();
    private final List<List<String>> names = new ArrayList<>();
    private Hub hub = Hub.open(HubOptions.defaults());

    /** Goes round the topics, one for each publishing thread. */
    @State(Scope.Thread)
    public static class Turn {
        private int next;

        List<String> of(List<List<String>> names) {
            next = next + 1 < names.size() ? next + 1 : 0;
            return names.get(next);
        }
    }

    /** Takes the answer to what one thread has offered, from whichever thread that comes. */
    @State(Scope.Thread)
    public static class Answer implements Consumer<Publication> {
        private volatile @Nullable Publication publication;

        @Override
        public void accept(Publication given) {
            publication = given;
        }

        Publication await() {
            Publication given = publication;
            while (given == null) {
                Thread.onSpinWait();
                given = publication;
            }
            publication = null;
            return accepted(given);
        }
    }

    @Setup
    public void prepare() throws InterruptedException {
        hub.close();
        hub = Hub.open(bound.options());
        for (int i = 0; i < topics; i++) {
            names.add(List.of("sensors/board-" + i + "/temperature"));
        }
        for (int i = 0; i < feeds; i++) {
            openFeed(hub, Selection.of(List.of("sensors/**", "feed-" + i)));
        }
        Turn turn = new Turn();
        while (hub.feeds().oldestSequence() == 1) {
            publish(turn);
        }
    }

    /** Joins twice, as the second subscriber of a selection is what gives it a log of its own. */
    static void openFeed(Hub hub, Selection selection) throws InterruptedException {
        CountDownLatch open = new CountDownLatch(1);
        Feed feed = hub.feeds().join(selection);
        feed.onGrowth(open::countDown);
        hub.feeds().join(selection);
        open.await();
    }

    @TearDown
    public void close() {
        hub.close();
    }

    private static Publication accepted(Publication publication) {
        if (publication instanceof Publication.Refused refused) {
            throw new IllegalStateException("refused, so nothing was measured: " + refused.cause());
        }
        return publication;
    }

    @Benchmark
    public List<String> baseline(Turn turn) {
        return turn.of(names);
    }

    @Benchmark
    public Publication publish(Turn turn) {
        return accepted(hub.publish(turn.of(names), event));
    }

    @Benchmark
    @Threads(2)
    public Publication publishFromTwoThreads(Turn turn) {
        return accepted(hub.publish(turn.of(names), event));
    }

    @Benchmark
    public Publication offer(Turn turn, Answer answer) {
        hub.offer(turn.of(names), event, answer);
        return answer.await();
    }

    @Benchmark
    public Publication offerBytes(Turn turn, Answer answer) {
        hub.offer(turn.of(names), Utf8Event.of(bytes), answer);
        return answer.await();
    }

    @Benchmark
    @Threads(2)
    public Publication offerFromTwoThreads(Turn turn, Answer answer) {
        hub.offer(turn.of(names), event, answer);
        return answer.await();
    }
}
