package io.ssehub.core.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Who dribbles makes no byte dearer than the one before, however long the stream, the event or the line. Each cost is the least processor time of many
 * short runs, taken in turns, so that whatever else the machine does falls out of both.
 */
class EventStreamCostTest {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final int ROUNDS = 100;
    private static final int LONGER = 32;

    static Stream<Arguments> streams() {
        String event = "event: new_readings\ndata: {\"temperature\":21.4,\"humidity\":48,\"pressure\":1013.2}\nid: 000000001000000abcd\n\n";
        return Stream.of(
                stream("events", event::repeat, 200),
                stream("data of many lines", lines -> "data: 21.4 \u00B0C\n".repeat(lines) + "\n", 1_000),
                stream("a long line", bytes -> "data: " + "x".repeat(bytes) + "\n\n", 20_000),
                stream("comments", ": keep-alive\n\n"::repeat, 1_000),
                stream("empty lines", "\r\n"::repeat, 5_000));
    }

    private static Arguments stream(String name, IntFunction<String> text, int parts) {
        return Arguments.of(name, text.apply(parts).getBytes(UTF_8), text.apply(LONGER * parts).getBytes(UTF_8));
    }

    /** Otherwise each stream that takes a way the ones before it did not take has the parser compiled anew while its own cost is measured. */
    @BeforeAll
    static void readEachKindOfStream() {
        for (int round = 0; round < ROUNDS; round++) {
            streams().forEach(stream -> nanosToParse((byte[]) stream.get()[1]));
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("streams")
    void costsPerByteTheSameInALongStreamAsInAShortOne(String name, byte[] shorter, byte[] longer) {
        long shorterNanos = Long.MAX_VALUE;
        long longerNanos = Long.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            shorterNanos = Math.min(shorterNanos, nanosToParse(shorter));
            longerNanos = Math.min(longerNanos, nanosToParse(longer));
        }
        assertThat(longerNanos).as("against %d times %d ns", LONGER, shorterNanos).isLessThanOrEqualTo(3 * LONGER * shorterNanos);
    }

    /** Reads a stream one byte after the other, and returns the time that this thread had a processor for it. */
    private static long nanosToParse(byte[] stream) {
        EventStreamParser parser = new EventStreamParser((type, data, lastEventId) -> {});
        long start = THREADS.getCurrentThreadCpuTime();
        for (int at = 0; at < stream.length; at++) {
            parser.parse(stream, at, 1);
        }
        return THREADS.getCurrentThreadCpuTime() - start;
    }
}
