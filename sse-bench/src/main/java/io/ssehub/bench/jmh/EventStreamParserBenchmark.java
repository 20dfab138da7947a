package io.ssehub.bench.jmh;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.ssehub.core.event.EventStreamParser;
import io.ssehub.core.event.Utf8EventListener;
import io.ssehub.core.event.Utf8Slice;
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

/** What it costs to read one event, 100 bytes of data and an id of 20, of a stream that comes in pieces: as strings and as bytes. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class EventStreamParserBenchmark {
    private static final int EVENTS = 1_024;
    private static final String EVENT = "event: new_readings\ndata: %0100d\nid: %020d\n\n";
    private static final int EVENT_BYTES = String.format(EVENT, 0, 0).length();

    /** How the stream comes. */
    public enum Piece {
        BYTE(1),
        EVENT(EVENT_BYTES),
        ETHERNET_SEGMENT(1_448),
        EVENTS_64(64 * EVENT_BYTES);

        private final int bytes;

        Piece(int bytes) {
            this.bytes = bytes;
        }
    }

    @Param
    Piece piece = Piece.EVENT;

    private byte[] stream = new byte[0];
    private EventStreamParser ofStrings = new EventStreamParser((type, data, lastEventId) -> {});
    private EventStreamParser ofBytes = ofStrings;

    /** Makes the stream and its readers. */
    @Setup
    public void prepare(Blackhole blackhole) {
        StringBuilder events = new StringBuilder();
        for (int i = 0; i < EVENTS; i++) {
            events.append(String.format(EVENT, i, i));
        }
        stream = events.toString().getBytes(US_ASCII);
        ofStrings = new EventStreamParser((type, data, lastEventId) -> {
            blackhole.consume(type);
            blackhole.consume(data);
            blackhole.consume(lastEventId);
        });
        ofBytes = new EventStreamParser(new Utf8EventListener() {
            @Override
            public void event(Utf8Slice type, Utf8Slice data, Utf8Slice lastEventId) {
                blackhole.consume(type.start());
                blackhole.consume(data.start());
                blackhole.consume(lastEventId.start());
            }

            @Override
            public void retry(long millis) {
                blackhole.consume(millis);
            }
        });
        // A parser lives as long as its stream, and a reference costs more to write in an object that has grown old.
        System.gc();
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

    /** Makes strings of type, data and id. */
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public String parse() {
        return parse(ofStrings);
    }

    /** Shows type, data and id where they lie. */
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public String parseBytes() {
        return parse(ofBytes);
    }

    private String parse(EventStreamParser parser) {
        for (int at = 0; at < stream.length; at += piece.bytes) {
            parser.parse(stream, at, Math.min(piece.bytes, stream.length - at));
        }
        return parser.lastEventId();
    }
}
