package io.ssehub.core.event;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.management.ThreadMXBean;
import io.ssehub.core.event.RecordedStream.Event;
import io.ssehub.core.event.RecordedStream.Shown;
import io.ssehub.core.event.RecordedStream.Utf8Recorder;
import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What only the listener of bytes is promised; that it is shown the same as that of strings is checked wherever {@link RecordedStream} is. */
class Utf8EventListenerTest {
    private static final byte[] EVENT = ("event: tick\ndata: " + "x".repeat(100) + "\nid: 000000001000000abcde\n\n").getBytes(US_ASCII);

    static Stream<EventStreamCase> cases() {
        return EventStreamCase.all();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void needsNothingOfAPieceThatHasBeenRead(EventStreamCase example) {
        byte[] stream = example.stream();
        for (int first = 0; first <= stream.length; first++) {
            for (int second = first; second <= Math.min(stream.length, first + 4); second++) {
                List<Shown> shown = new ArrayList<>();
                EventStreamParser parser = new EventStreamParser(new Utf8Recorder(shown));
                byte[] buffer = new byte[stream.length];
                parseIn(buffer, parser, stream, 0, first);
                parseIn(buffer, parser, stream, first, second);
                parseIn(buffer, parser, stream, second, stream.length);
                assertThat(new RecordedStream(shown, parser.lastEventId())).as("cut at %d and %d", first, second).isEqualTo(example.expected());
            }
        }
    }

    /** Reads as from a socket: always into the same buffer. */
    private static void parseIn(byte[] buffer, EventStreamParser parser, byte[] stream, int start, int end) {
        Arrays.fill(buffer, (byte) '\n');
        System.arraycopy(stream, start, buffer, 0, end - start);
        byte[] before = buffer.clone();
        parser.parse(buffer, 0, end - start);
        assertThat(buffer).as("the caller's array").isEqualTo(before);
    }

    @Test
    void showsAnEventInThePieceThatHoldsItWhole() {
        byte[] piece = ("\n" + new String(EVENT, US_ASCII)).getBytes(US_ASCII);
        List<byte[]> arrays = new ArrayList<>();
        List<String> ranges = new ArrayList<>();
        EventStreamParser parser = new EventStreamParser(listener((type, data, lastEventId) -> {
            for (Utf8Slice slice : List.of(type, data, lastEventId)) {
                arrays.add(slice.array());
                ranges.add(slice.start() + ".." + slice.end());
                assertThat(slice.length()).isEqualTo(slice.end() - slice.start());
            }
        }));
        parser.parse(piece, 1, EVENT.length);
        assertThat(arrays).hasSize(3).allSatisfy(array -> assertThat(array).isSameAs(piece));
        assertThat(ranges).containsExactly("8..12", "19..119", "124..144");
    }

    @Test
    void showsMessageWhereNoTypeIsNamed() {
        byte[] message = "message".getBytes(US_ASCII);
        List<Boolean> equal = new ArrayList<>();
        EventStreamParser parser = new EventStreamParser(listener((type, data, lastEventId) -> {
            equal.add(type.contentEquals(message));
            equal.add(data.contentEquals(message));
            equal.add(lastEventId.contentEquals(new byte[0]));
        }));
        byte[] stream = "data: messages\n\n".getBytes(US_ASCII);
        parser.parse(stream, 0, stream.length);
        assertThat(equal).containsExactly(true, false, true);
    }

    @Test
    void decodesAsTheStandardSays() {
        List<Shown> shown = new ArrayList<>();
        byte[] stream = "data:\u00ED\u00A0\u0080\n\n".getBytes(ISO_8859_1);
        new EventStreamParser(new Utf8Recorder(shown)).parse(stream, 0, stream.length);
        assertThat(shown).containsExactly(new Event("message", "\uFFFD\uFFFD\uFFFD", ""));
    }

    @Test
    void beginsWithTheLastEventIdOfAnEarlierStream() {
        List<Shown> shown = new ArrayList<>();
        EventStreamParser parser = new EventStreamParser(new Utf8Recorder(shown), "\u20AC41", 1000, 1000);
        byte[] stream = "data: a\n\n".getBytes(UTF_8);
        parser.parse(stream, 0, stream.length);
        assertThat(shown).containsExactly(new Event("message", "a", "\u20AC41"));
    }

    @Test
    void keepsTheLastEventIdWhenTheListenerFails() {
        EventStreamParser parser = new EventStreamParser(listener((type, data, lastEventId) -> {
            throw new UnsupportedOperationException("listener");
        }));
        byte[] piece = EVENT.clone();
        assertThatThrownBy(() -> parser.parse(piece, 0, piece.length)).hasMessage("listener");
        Arrays.fill(piece, (byte) '\n');
        assertThat(parser.lastEventId()).isEqualTo("000000001000000abcde");
        assertThatThrownBy(() -> parser.parse(piece, 0, 1)).isInstanceOf(IllegalStateException.class);
    }

    @ParameterizedTest(name = "{0} events a piece")
    @ValueSource(ints = {1, 64})
    void allocatesNothingForAnEventInOnePiece(int events) {
        byte[] piece = new String(EVENT, US_ASCII).repeat(events).getBytes(US_ASCII);
        long[] seen = new long[1];
        EventStreamParser parser = new EventStreamParser(listener((type, data, lastEventId) -> seen[0] += lastEventId.array()[lastEventId.end() - 1]));
        // The least of many runs, as the compiler and the first use of a class allocate now and then.
        long leastBytes = Long.MAX_VALUE;
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        for (int run = 0; run < 100; run++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int times = 0; times < 100; times++) {
                parser.parse(piece, 0, piece.length);
            }
            leastBytes = Math.min(leastBytes, threads.getCurrentThreadAllocatedBytes() - before);
        }
        assertThat(seen[0]).isEqualTo(100L * 100 * events * 'e');
        assertThat(leastBytes).isLessThan(100);
    }

    @Test
    void holdsNothingOfAnEventThatIsFinished() {
        List<WeakReference<byte[]>> arrays = new ArrayList<>();
        EventStreamParser parser = new EventStreamParser(listener((type, data, lastEventId) -> {
            arrays.add(new WeakReference<>(type.array()));
            arrays.add(new WeakReference<>(data.array()));
        }));
        for (String piece : List.of("event: t", "\ndata: 1\ndata: 2\n", "data: 3", "\n\n: more\n", new String(EVENT, US_ASCII) + "id: 7\n")) {
            byte[] bytes = piece.getBytes(US_ASCII);
            arrays.add(new WeakReference<>(bytes));
            parser.parse(bytes, 0, bytes.length);
        }
        assertThat(arrays).hasSize(9);
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            System.gc();
            assertThat(arrays).allSatisfy(array -> assertThat(array.get()).isNull());
        });
        assertThat(parser.lastEventId()).isEqualTo("000000001000000abcde");
    }

    /** Only so that tests can use a lambda. */
    @FunctionalInterface
    private interface Events {
        void event(Utf8Slice type, Utf8Slice data, Utf8Slice lastEventId);
    }

    private static Utf8EventListener listener(Events events) {
        return new Utf8EventListener() {
            @Override
            public void event(Utf8Slice type, Utf8Slice data, Utf8Slice lastEventId) {
                events.event(type, data, lastEventId);
            }

            @Override
            public void retry(long millis) {}
        };
    }
}
