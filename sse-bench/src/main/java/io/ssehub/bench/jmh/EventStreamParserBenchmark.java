package io.ssehub.bench.jmh;

import io.ssehub.core.event.EventStreamEncoder;
import io.ssehub.core.event.EventStreamListener;
import io.ssehub.core.event.EventStreamParser;
import io.ssehub.core.event.ServerSentEvent;
import java.io.ByteArrayOutputStream;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/** What it costs to read one event of a stream that comes in pieces. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class EventStreamParserBenchmark {
    private static final int EVENTS = 1_000;

    /** A byte at a time, an Ethernet segment, a socket's buffer. */
    @Param({"1", "1448", "65536"})
    int pieceBytes;

    private byte[] stream = new byte[0];

    @Setup
    public void prepare() {
        ByteArrayOutputStream events = new ByteArrayOutputStream();
        for (int i = 0; i < EVENTS; i++) {
            String data = "{\"id\":\"esp32-1\",\"readingId\":" + i + ",\"temperature\":21.4,\"humidity\":48,\"pressure\":1013.2}";
            events.writeBytes(EventStreamEncoder.encode(new ServerSentEvent(String.format("%019d", i), "new_readings", data, null, null)));
        }
        stream = events.toByteArray();
    }

    /** Touches each byte once. */
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public int baseline() {
        int sum = 0;
        for (byte b : stream) {
            sum += b;
        }
        return sum;
    }

    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public String parse(Blackhole blackhole) {
        EventStreamListener listener = (type, data, lastEventId) -> {
            blackhole.consume(type);
            blackhole.consume(data);
        };
        EventStreamParser parser = new EventStreamParser(listener);
        for (int at = 0; at < stream.length; at += pieceBytes) {
            parser.parse(stream, at, Math.min(pieceBytes, stream.length - at));
        }
        return parser.lastEventId();
    }
}
