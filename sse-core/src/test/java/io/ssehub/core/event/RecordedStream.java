package io.ssehub.core.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What a parser showed, in order, and the last event ID it was left with. */
record RecordedStream(List<Shown> shown, String lastEventId) {
    sealed interface Shown {}

    record Event(String type, String data, String lastEventId) implements Shown {}

    record Retry(long millis) implements Shown {}

    record Comment(String text) implements Shown {}

    /** The stream was refused with this message; nothing follows. */
    record Refused(String message) implements Shown {}

    static RecordedStream of(byte[]... pieces) {
        return of(EventStreamParser.DEFAULT_MAX_LINE_BYTES, EventStreamParser.DEFAULT_MAX_DATA_BYTES, pieces);
    }

    static RecordedStream of(int maxLineBytes, int maxDataBytes, byte[]... pieces) {
        return record(maxLineBytes, maxDataBytes, Stream.of(pieces).map(ByteBuffer::wrap));
    }

    /** Reads the pieces as strings and as bytes, and makes sure that both show the same. */
    static RecordedStream record(int maxLineBytes, int maxDataBytes, Stream<ByteBuffer> pieces) {
        List<ByteBuffer> all = pieces.toList();
        List<Shown> bytes = new ArrayList<>();
        EventStreamParser ofBytes = new EventStreamParser(new Utf8Recorder(bytes), "", maxLineBytes, maxDataBytes);
        RecordedStream recordedBytes = record(ofBytes, all.stream().map(ByteBuffer::duplicate), bytes);
        List<Shown> strings = new ArrayList<>();
        EventStreamParser ofStrings = new EventStreamParser(new Recorder(strings), "", maxLineBytes, maxDataBytes);
        RecordedStream recorded = record(ofStrings, all.stream(), strings);
        assertThat(recordedBytes).isEqualTo(recorded);
        return recorded;
    }

    private static RecordedStream record(EventStreamParser parser, Stream<ByteBuffer> pieces, List<Shown> shown) {
        try {
            pieces.forEach(parser::parse);
        } catch (EventStreamLimitException e) {
            shown.add(new Refused(String.valueOf(e.getMessage())));
        }
        return new RecordedStream(shown, parser.lastEventId());
    }

    record Utf8Recorder(List<Shown> shown) implements Utf8EventListener {
        @Override
        public void event(Utf8Slice type, Utf8Slice data, Utf8Slice lastEventId) {
            shown.add(new Event(type.toString(), data.toString(), lastEventId.toString()));
        }

        @Override
        public void retry(long millis) {
            shown.add(new Retry(millis));
        }

        @Override
        public void comment(Utf8Slice text) {
            shown.add(new Comment(text.toString()));
        }
    }

    record Recorder(List<Shown> shown) implements EventStreamListener {
        @Override
        public void event(String type, String data, String lastEventId) {
            shown.add(new Event(type, data, lastEventId));
        }

        @Override
        public void retry(long millis) {
            shown.add(new Retry(millis));
        }

        @Override
        public void comment(String text) {
            shown.add(new Comment(text));
        }
    }
}
