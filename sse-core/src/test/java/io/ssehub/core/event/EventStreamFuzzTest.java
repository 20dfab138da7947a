package io.ssehub.core.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.util.stream.IntStream;

/** Whatever a stream holds, and wherever it is cut, the parser shows the same. */
class EventStreamFuzzTest {
    private static final int MAX_LINE_BYTES = 64;
    private static final int MAX_DATA_BYTES = 128;

    @FuzzTest(maxDuration = "10m")
    void whereverItIsCut(byte[] stream) {
        RecordedStream whole = RecordedStream.of(MAX_LINE_BYTES, MAX_DATA_BYTES, stream);
        assertThat(inPieces(stream, 1)).isEqualTo(whole);
        assertThat(inPieces(stream, 3)).isEqualTo(whole);
    }

    private static RecordedStream inPieces(byte[] stream, int bytes) {
        return RecordedStream.record(
                MAX_LINE_BYTES,
                MAX_DATA_BYTES,
                IntStream.iterate(0, at -> at < stream.length, at -> at + bytes).mapToObj(at -> ByteBuffer.wrap(stream, at, Math.min(bytes, stream.length - at))));
    }
}
