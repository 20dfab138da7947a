package io.ssehub.core.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A sender that dribbles costs its reader little more than one that sends in bulk. Each cost is the least of many short runs, taken in turns, so that whatever
 * else the machine does falls out of both.
 */
class EventStreamCostTest {
    private static final int ROUNDS = 100;

    static Stream<Arguments> streams() {
        String event = "event: new_readings\ndata: {\"temperature\":21.4,\"humidity\":48,\"pressure\":1013.2}\nid: 000000001000000abcd\n\n";
        return Stream.of(
                Arguments.of("events", event.repeat(1_000)),
                Arguments.of("data of many lines", "data: 21.4 \u00B0C\n".repeat(8_000) + "\n"),
                Arguments.of("comments", ": keep-alive\n\n".repeat(8_000)),
                Arguments.of("empty lines", "\r\n".repeat(50_000)));
    }

    /** Otherwise each stream that takes a way the ones before it did not take has the parser compiled anew while its own cost is measured. */
    @BeforeAll
    static void readEachKindOfStream() {
        for (int round = 0; round < ROUNDS; round++) {
            streams().map(stream -> ((String) stream.get()[1]).getBytes(UTF_8)).forEach(stream -> {
                nanosToParse(stream, stream.length);
                nanosToParse(stream, 1);
            });
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("streams")
    void costsAtMostTenTimesAsMuchByteByByteAsWhole(String name, String text) {
        byte[] stream = text.getBytes(UTF_8);
        long wholeNanos = Long.MAX_VALUE;
        long byteByByteNanos = Long.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            wholeNanos = Math.min(wholeNanos, nanosToParse(stream, stream.length));
            byteByByteNanos = Math.min(byteByByteNanos, nanosToParse(stream, 1));
        }
        assertThat(byteByByteNanos).as("against %d ns in one piece", wholeNanos).isLessThanOrEqualTo(10 * wholeNanos);
    }

    @Test
    void costsPerByteTheSameInALongLineAsInAShortOne() {
        byte[] shorter = ("data: " + "x".repeat(20_000) + "\n\n").getBytes(UTF_8);
        byte[] longer = ("data: " + "x".repeat(640_000) + "\n\n").getBytes(UTF_8);
        long shorterNanos = Long.MAX_VALUE;
        long longerNanos = Long.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            shorterNanos = Math.min(shorterNanos, nanosToParse(shorter, 1));
            longerNanos = Math.min(longerNanos, nanosToParse(longer, 1));
        }
        assertThat(longerNanos).as("against 32 times %d ns", shorterNanos).isLessThanOrEqualTo(3 * 32 * shorterNanos);
    }

    private static long nanosToParse(byte[] stream, int pieceBytes) {
        EventStreamParser parser = new EventStreamParser((type, data, lastEventId) -> {});
        long start = System.nanoTime();
        for (int at = 0; at < stream.length; at += pieceBytes) {
            parser.parse(stream, at, pieceBytes);
        }
        return System.nanoTime() - start;
    }
}
