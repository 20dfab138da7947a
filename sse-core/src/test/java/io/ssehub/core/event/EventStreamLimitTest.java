package io.ssehub.core.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ssehub.core.event.RecordedStream.Comment;
import io.ssehub.core.event.RecordedStream.Event;
import io.ssehub.core.event.RecordedStream.Refused;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventStreamLimitTest {
    private static final String LINE_TOO_LONG = "a line of the event stream is longer than the 20 bytes that are allowed";
    private static final String DATA_TOO_LONG = "the data of an event of the event stream is longer than the 10 bytes that are allowed";

    @ParameterizedTest(name = "in pieces of {0}")
    @ValueSource(ints = {1, 2, 7, 1000})
    void allowsALineUpToTheLimit(int pieceBytes) {
        assertThat(read(20, 1000, pieceBytes, ":" + "x".repeat(19) + "\n:" + "y".repeat(19) + "\r\n").shown())
                .containsExactly(new Comment("x".repeat(19)), new Comment("y".repeat(19)));
    }

    @ParameterizedTest(name = "in pieces of {0}")
    @ValueSource(ints = {1, 2, 7, 1000})
    void refusesALineBeyondTheLimitAfterWhatCameBefore(int pieceBytes) {
        assertThat(read(20, 1000, pieceBytes, "data: a\n\n:" + "x".repeat(20) + "\ndata: b\n\n").shown())
                .containsExactly(new Event("message", "a", ""), new Refused(LINE_TOO_LONG));
    }

    @ParameterizedTest(name = "in pieces of {0}")
    @ValueSource(ints = {1, 2, 7, 1000})
    void refusesALineThatNeverEnds(int pieceBytes) {
        assertThat(read(20, 1000, pieceBytes, "x".repeat(21)).shown()).containsExactly(new Refused(LINE_TOO_LONG));
    }

    @ParameterizedTest(name = "{1} in pieces of {0}")
    @CsvSource({"1, 9", "3, 9", "1000, 9", "1, 10", "3, 10", "1000, 10"})
    void limitsTheDataOfOneEvent(int pieceBytes, int dataBytes) {
        assertThat(read(1000, 10, pieceBytes, "data:" + "x".repeat(dataBytes) + "\n\n").shown())
                .containsExactly(dataBytes < 10 ? new Event("message", "x".repeat(dataBytes), "") : new Refused(DATA_TOO_LONG));
    }

    @ParameterizedTest(name = "in pieces of {0}")
    @ValueSource(ints = {1, 2, 7, 1000})
    void countsALineFeedForEachLineOfData(int pieceBytes) {
        assertThat(read(1000, 10, pieceBytes, "data\n".repeat(10) + "\n" + "data\n".repeat(11) + "\n").shown())
                .containsExactly(new Event("message", "\n".repeat(9), ""), new Refused(DATA_TOO_LONG));
    }

    @ParameterizedTest(name = "in pieces of {0}")
    @ValueSource(ints = {1, 1000})
    void neverAddsUpCommentsAndEmptyBlocks(int pieceBytes) {
        assertThat(read(20, 10, pieceBytes, ": keep-alive\nid: 1\n\n".repeat(100) + ": keep-alive\n".repeat(100)).shown())
                .containsOnly(new Comment("keep-alive"))
                .hasSize(200);
    }

    @ParameterizedTest(name = "in pieces of {0}")
    @ValueSource(ints = {1, 1000})
    void takesNothingMoreAfterAStreamWasRefused(int pieceBytes) {
        EventStreamParser parser = new EventStreamParser((type, data, lastEventId) -> {}, "", 3, 10);
        byte[] line = "xxxx".getBytes(UTF_8);
        assertThatThrownBy(() -> {
                    for (int at = 0; at < line.length; at += pieceBytes) {
                        parser.parse(line, at, Math.min(pieceBytes, line.length - at));
                    }
                })
                .isInstanceOf(EventStreamLimitException.class);
        assertThatThrownBy(() -> parser.parse(line, 0, 1)).isInstanceOf(IllegalStateException.class);
    }

    private static RecordedStream read(int maxLineBytes, int maxDataBytes, int pieceBytes, String stream) {
        byte[] bytes = stream.getBytes(UTF_8);
        byte[][] pieces = new byte[(bytes.length + pieceBytes - 1) / pieceBytes][];
        for (int i = 0; i < pieces.length; i++) {
            pieces[i] = Arrays.copyOfRange(bytes, i * pieceBytes, Math.min((i + 1) * pieceBytes, bytes.length));
        }
        return RecordedStream.of(maxLineBytes, maxDataBytes, pieces);
    }
}
