package io.ssehub.bench.jmh;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.ssehub.core.event.ServerSentEvent;
import io.ssehub.core.hub.EventId;
import io.ssehub.core.hub.Publication;
import io.ssehub.netty.server.SseServer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How long it takes from publishing until the last subscriber has the event, over sockets of the loopback interface; with a burst, until it has all of them.
 * The subscribers are a process of their own, which checks what each of them gets and acknowledges over one more socket: that acknowledgement is part of the
 * time, here and in the baseline, and next to all of it where there is one subscriber.
 *
 * <p>The baseline writes the same bytes to as many sockets from one loop, one call each, and knows nothing of events.
 */
@BenchmarkMode({Mode.SampleTime, Mode.Throughput})
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 4, time = 2)
@Measurement(iterations = 5, time = 2)
public class FanOutBenchmark {
    private static final int DATA_BYTES = 100;
    private static final String TOPIC = "bench";

    /** What is asked of both. */
    @State(Scope.Benchmark)
    public static class Load {
        @Param({"1", "100", "1000", "10000"})
        int subscribers;

        @Param({"1", "64"})
        int burst;

        private final String[] data = IntStream.range(0, EventNumbers.COUNT).mapToObj(Load::data).toArray(String[]::new);
        private int next;

        @Setup(Level.Trial)
        public void check() {
            Subscribers.checkDescriptors(subscribers);
        }

        private static String data(int number) {
            String text = EventNumbers.text(number);
            return text + "x".repeat(DATA_BYTES - text.length());
        }

        private int next() {
            int number = next;
            next = EventNumbers.after(number);
            return number;
        }
    }

    /** A hub's server and its subscribers. */
    @State(Scope.Benchmark)
    public static class Served {
        private final SseServer server = SseServer.builder().port(0).build();
        private ServerSentEvent[] events = {};
        private Subscribers subscribers = Subscribers.NONE;

        @Setup(Level.Trial)
        public void connect(Load load) throws IOException {
            events = IntStream.range(0, load.data.length).mapToObj(number -> ServerSentEvent.of(load.data[number])).toArray(ServerSentEvent[]::new);
            server.start();
            subscribers = Subscribers.connect(server.port(), "/events?topic=" + TOPIC, load.subscribers, load.burst);
        }

        @TearDown(Level.Trial)
        public void close() {
            subscribers.close();
            server.close();
        }
    }

    /** A loop of writes and its subscribers. */
    @State(Scope.Benchmark)
    public static class Plain {
        private byte[][] frames = {};
        private ByteBuffer burst = ByteBuffer.allocate(0);
        private PlainServer server = PlainServer.NONE;
        private Subscribers subscribers = Subscribers.NONE;

        @Setup(Level.Trial)
        public void connect(Load load) throws IOException {
            frames = IntStream.range(0, load.data.length).mapToObj(number -> frame(load.data[number])).toArray(byte[][]::new);
            burst = ByteBuffer.allocateDirect(load.burst * frames[0].length);
            server = PlainServer.listen(load.subscribers);
            subscribers = Subscribers.connect(server.port(), "/", load.subscribers, load.burst);
        }

        /** Returns an event as the hub frames it. */
        private static byte[] frame(String data) {
            String block = "data: " + data + "\nid: " + "0".repeat(EventId.LENGTH) + "\n\n";
            return (Integer.toHexString(block.length()) + "\r\n" + block + "\r\n").getBytes(UTF_8);
        }

        @TearDown(Level.Trial)
        public void close() throws IOException {
            subscribers.close();
            server.close();
        }
    }

    /** Deliveries, beside the bursts that are counted as operations. */
    @AuxCounters(AuxCounters.Type.OPERATIONS)
    @State(Scope.Thread)
    public static class Count {
        public long deliveries;
    }

    @Benchmark
    public void publish(Load load, Served served, Count count) throws IOException {
        for (int i = 0; i < load.burst; i++) {
            Publication publication = served.server.hub().publish(TOPIC, served.events[load.next()]);
            if (publication instanceof Publication.Refused refused) {
                throw new IllegalStateException("refused, so nothing was measured: " + refused.cause());
            }
        }
        served.subscribers.awaitBurst();
        count.deliveries += (long) load.burst * load.subscribers;
    }

    @Benchmark
    public void baseline(Load load, Plain plain, Count count) throws IOException {
        plain.burst.clear();
        for (int i = 0; i < load.burst; i++) {
            plain.burst.put(plain.frames[load.next()]);
        }
        plain.server.send(plain.burst.flip());
        plain.subscribers.awaitBurst();
        count.deliveries += (long) load.burst * load.subscribers;
    }
}
