package io.ssehub.bench.jmh;

import io.ssehub.core.event.EventStreamEncoder;
import io.ssehub.core.event.ServerSentEvent;
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
import org.openjdk.jmh.annotations.Warmup;

/** What it costs to write one event as bytes. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class EventStreamEncoderBenchmark {
    /** What the data is made of: a reading in JSON, two-byte letters, lines of 20 characters. */
    public enum Text {
        JSON("{\"id\":\"esp32-1\",\"readingId\":17,\"temperature\":21.4,\"humidity\":48}, "),
        GREEK("Ευρώπη και Ασία "),
        LINES("nineteen characters\n");

        private final String part;

        Text(String part) {
            this.part = part;
        }

        String ofLength(int chars) {
            return part.repeat(chars / part.length() + 1).substring(0, chars);
        }
    }

    @Param({"100", "1000"})
    int dataChars;

    @Param
    Text text = Text.JSON;

    private ServerSentEvent event = ServerSentEvent.of("");
    private byte[] out = new byte[0];

    @Setup
    public void prepare() {
        event = ServerSentEvent.of("new_readings", text.ofLength(dataChars));
        out = new byte[EventStreamEncoder.encodedLength(event)];
    }

    @Benchmark
    public ServerSentEvent baseline() {
        return event;
    }

    @Benchmark
    public int measure() {
        return EventStreamEncoder.encodedLength(event);
    }

    @Benchmark
    public int encodeIntoArray() {
        return EventStreamEncoder.encode(event, out, 0);
    }

    @Benchmark
    public byte[] encodeAsNewArray() {
        return EventStreamEncoder.encode(event);
    }
}
