package io.ssehub.core.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class EventStreamEncoderTest {
    static Stream<Arguments> blocks() {
        return Stream.of(
                block("all fields in order", new ServerSentEvent("7", "type", "a", 2000L, "c"), ": c\nretry: 2000\nevent: type\ndata: a\nid: 7\n\n"),
                block("data alone", ServerSentEvent.of("a"), "data: a\n\n"),
                block("empty data", ServerSentEvent.of(""), "data: \n\n"),
                block("empty event", ServerSentEvent.of("", "a"), "data: a\n\n"),
                block("event alone", new ServerSentEvent(null, "type", null, null, null), "event: type\n\n"),
                block("empty id", ServerSentEvent.of("a").withId(""), "data: a\nid: \n\n"),
                block("id alone", new ServerSentEvent("7", null, null, null, null), "id: 7\n\n"),
                block("retry-only", ServerSentEvent.ofRetry(Duration.ofSeconds(2)), "retry: 2000\n\n"),
                block("retry-absent", ServerSentEvent.of("type", "a"), "event: type\ndata: a\n\n"),
                block("retry zero", ServerSentEvent.ofRetry(Duration.ZERO), "retry: 0\n\n"),
                block("retry largest", new ServerSentEvent(null, null, null, Long.MAX_VALUE, null), "retry: 9223372036854775807\n\n"),
                block("comment alone", ServerSentEvent.ofComment("still here"), ": still here\n\n"),
                block("comment empty", ServerSentEvent.ofComment(""), ": \n\n"),
                block("comment of several lines", ServerSentEvent.ofComment("a\nb\r\nc\rdata: d"), ": a\n: b\n: c\n: data: d\n\n"),
                block("data-leading-space", ServerSentEvent.of(" a"), "data:  a\n\n"),
                block("data-trailing-newline", ServerSentEvent.of("a\n"), "data: a\ndata: \n\n"),
                block("data-lone-cr", ServerSentEvent.of("a\rid: forged"), "data: a\ndata: id: forged\n\n"),
                block("data-lone-cr, at the end", ServerSentEvent.of("a\r"), "data: a\ndata: \n\n"),
                block("data-crlf", ServerSentEvent.of("a\r\nb\r\n"), "data: a\ndata: b\ndata: \n\n"),
                block("data of line breaks alone", ServerSentEvent.of("\n\r\r\n\n"), "data: \ndata: \ndata: \ndata: \ndata: \n\n"),
                block("text of two, three and four bytes", ServerSentEvent.of("\u00FC", "\u20AC\uD83D\uDE00\u07FF\u0800\uFFFF"),
                        "event: \u00FC\ndata: \u20AC\uD83D\uDE00\u07FF\u0800\uFFFF\n\n"),
                block("half surrogate pairs", ServerSentEvent.of("\uD83Da\uDE00\uDE00\uD83D\uD83D\uDE00\uD83D\n\uD83D"),
                        "data: \uFFFDa\uFFFD\uFFFD\uFFFD\uD83D\uDE00\uFFFD\ndata: \uFFFD\n\n"),
                block("half a surrogate pair in the other fields", new ServerSentEvent("\uDE00", "\uD83D", null, null, "\uDE00"),
                        ": \uFFFD\nevent: \uFFFD\nid: \uFFFD\n\n"),
                block("other line breaks and controls are text", ServerSentEvent.of("a\0b\u000Bc\u0085d\u2028e\u007F\uFEFF"),
                        "data: a\0b\u000Bc\u0085d\u2028e\u007F\uFEFF\n\n"));
    }

    private static Arguments block(String name, ServerSentEvent event, String expected) {
        return Arguments.of(name, event, expected);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("blocks")
    void writesTheBlock(String name, ServerSentEvent event, String expected) {
        assertThat(new String(EventStreamEncoder.encode(event), UTF_8)).isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("blocks")
    void writesAsManyBytesAsItSaysWhereItIsTold(String name, ServerSentEvent event, String expected) {
        int length = expected.getBytes(UTF_8).length;
        assertThat(EventStreamEncoder.encodedLength(event)).isEqualTo(length);
        byte[] out = new byte[length + 7];
        Arrays.fill(out, (byte) 'x');
        assertThat(EventStreamEncoder.encode(event, out, 3)).isEqualTo(3 + length);
        assertThat(new String(out, UTF_8)).isEqualTo("xxx" + expected + "xxxx");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("blocks")
    void leavesTheEmptyLineToTheCallerWhenAskedForTheFields(String name, ServerSentEvent event, String expected) {
        byte[] out = new byte[EventStreamEncoder.fieldsLength(event)];
        assertThat(EventStreamEncoder.encodeFields(event, out, 0)).isEqualTo(out.length);
        assertThat(new String(out, UTF_8) + "\n").isEqualTo(expected);
    }

    @Test
    void refusesAnArrayThatIsTooShort() {
        ServerSentEvent event = new ServerSentEvent("7", "type", "a\u20AC\n\uD83D\uDE00", 2000L, "c");
        for (int length = 0; length < EventStreamEncoder.encodedLength(event); length++) {
            byte[] out = new byte[length];
            assertThatThrownBy(() -> EventStreamEncoder.encode(event, out, 0)).isInstanceOf(IndexOutOfBoundsException.class);
        }
    }
}
