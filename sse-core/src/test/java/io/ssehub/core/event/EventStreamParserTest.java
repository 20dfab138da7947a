package io.ssehub.core.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ssehub.core.event.RecordedStream.Event;
import io.ssehub.core.event.RecordedStream.Recorder;
import io.ssehub.core.event.RecordedStream.Shown;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EventStreamParserTest {
    private static final int LINE = EventStreamParser.DEFAULT_MAX_LINE_BYTES;
    private static final int DATA = EventStreamParser.DEFAULT_MAX_DATA_BYTES;

    static Stream<EventStreamCase> cases() {
        return EventStreamCase.all();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void readsTheStreamWhole(EventStreamCase example) {
        assertThat(RecordedStream.of(example.stream())).isEqualTo(example.expected());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void readsTheStreamByteByByte(EventStreamCase example) {
        byte[][] bytes = IntStream.range(0, example.stream().length)
                .mapToObj(at -> Arrays.copyOfRange(example.stream(), at, at + 1))
                .toArray(byte[][]::new);
        assertThat(RecordedStream.of(bytes)).isEqualTo(example.expected());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void readsTheStreamCutAtEachPosition(EventStreamCase example) {
        byte[] stream = example.stream();
        for (int cut = 0; cut <= stream.length; cut++) {
            assertThat(RecordedStream.of(Arrays.copyOf(stream, cut), new byte[0], Arrays.copyOfRange(stream, cut, stream.length)))
                    .as("cut at %d", cut)
                    .isEqualTo(example.expected());
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void readsBuffersOfAnyKindBetweenPositionAndLimit(EventStreamCase example) {
        byte[] stream = example.stream();
        ByteBuffer direct = ByteBuffer.allocateDirect(stream.length + 2).position(1).put(stream).flip().position(1);
        ByteBuffer slice = ByteBuffer.allocate(stream.length + 4).position(1).slice().position(1).put(stream).flip().position(1);
        assertThat(RecordedStream.record(LINE, DATA, Stream.of(direct))).isEqualTo(example.expected());
        assertThat(RecordedStream.record(LINE, DATA, Stream.of(slice))).isEqualTo(example.expected());
        assertThat(RecordedStream.record(LINE, DATA, Stream.of(ByteBuffer.wrap(stream).asReadOnlyBuffer()))).isEqualTo(example.expected());
        assertThat(direct.hasRemaining()).isFalse();
        assertThat(slice.hasRemaining()).isFalse();
    }

    @Test
    void readsADirectBufferLongerThanItsCopy() {
        String data = "x".repeat(100_000);
        byte[] stream = ("data: " + data + "\n\n").getBytes(UTF_8);
        ByteBuffer direct = ByteBuffer.allocateDirect(stream.length).put(stream).flip();
        assertThat(RecordedStream.record(LINE, DATA, Stream.of(direct)).shown()).containsExactly(new Event("message", data, ""));
    }

    @Test
    void keepsTheLastEventIdOfAnEarlierStream() {
        List<Shown> shown = new ArrayList<>();
        EventStreamParser parser = new EventStreamParser(new Recorder(shown), "41", LINE, DATA);
        parser.parse(ByteBuffer.wrap("data: a\n\n".getBytes(UTF_8)));
        assertThat(shown).containsExactly(new Event("message", "a", "41"));
        assertThat(parser.lastEventId()).isEqualTo("41");
    }

    @Test
    void takesNothingMoreAfterItsListenerFailed() {
        EventStreamParser parser = new EventStreamParser((type, data, lastEventId) -> {
            throw new UnsupportedOperationException("listener");
        });
        byte[] stream = "data: a\n\n".getBytes(UTF_8);
        assertThatThrownBy(() -> parser.parse(stream, 0, stream.length)).hasMessage("listener");
        assertThatThrownBy(() -> parser.parse(stream, 0, stream.length)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void refusesToBeCalledByItsListener() {
        byte[] stream = "data: a\n\n".getBytes(UTF_8);
        EventStreamParser[] parser = new EventStreamParser[1];
        parser[0] = new EventStreamParser((type, data, lastEventId) -> parser[0].parse(stream, 0, stream.length));
        assertThatThrownBy(() -> parser[0].parse(stream, 0, stream.length)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void refusesARangeOutsideThePiece() {
        EventStreamParser parser = new EventStreamParser((type, data, lastEventId) -> {});
        assertThatThrownBy(() -> parser.parse(new byte[4], 2, 3)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void refusesALimitBelowOne() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new EventStreamParser((type, data, lastEventId) -> {}, "", 0, 1))
                .withMessage("maxLineBytes is 0; 1 or more is allowed");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new EventStreamParser((type, data, lastEventId) -> {}, "", 1, -1))
                .withMessage("maxDataBytes is -1; 1 or more is allowed");
    }
}
