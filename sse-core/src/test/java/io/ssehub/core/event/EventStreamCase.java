package io.ssehub.core.event;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.ssehub.core.event.RecordedStream.Comment;
import io.ssehub.core.event.RecordedStream.Event;
import io.ssehub.core.event.RecordedStream.Retry;
import io.ssehub.core.event.RecordedStream.Shown;
import java.util.List;
import java.util.stream.Stream;

/**
 * A stream and what the standard makes of it. Names are those of the web-platform-tests' eventsource cases where one exists, with a suffix where there are
 * several of ours to one of theirs; the vectors are our own.
 *
 * @param latin1 the stream, a byte to a character
 */
record EventStreamCase(String name, String latin1, RecordedStream expected) {
    private static EventStreamCase text(String name, String stream, String lastEventId, Shown... shown) {
        return new EventStreamCase(name, new String(stream.getBytes(UTF_8), ISO_8859_1), new RecordedStream(List.of(shown), lastEventId));
    }

    private static EventStreamCase bytes(String name, String stream, Shown... shown) {
        return new EventStreamCase(name, stream, new RecordedStream(List.of(shown), ""));
    }

    private static Event message(String data) {
        return new Event("message", data, "");
    }

    private static Event message(String data, String lastEventId) {
        return new Event("message", data, lastEventId);
    }

    static Stream<EventStreamCase> all() {
        return Stream.of(marks(), lineEnds(), comments(), data(), types(), ids(), retries(), encodings()).flatMap(cases -> cases);
    }

    private static Stream<EventStreamCase> marks() {
        return Stream.of(
                text("format-bom", "\uFEFFdata:1\n\ndata:2\n\n", "", message("1"), message("2")),
                text("format-bom-2", "\uFEFF\uFEFFdata:1\n\ndata:2\n\n", "", message("2")),
                text("format-bom, later in the stream", "data:1\n\n\uFEFFdata:2\n\ndata:\uFEFF3\n\n", "", message("1"), message("\uFEFF3")),
                text("format-bom, alone in its line", "\uFEFF\n\uFEFFdata:1\n\ndata:2\n\n", "", message("2")),
                text("format-bom, before a comment", "\uFEFF:c\n\n", "", new Comment("c")),
                bytes("format-bom, cut short", "\u00EF\u00BBdata:1\n\ndata:2\n\n", message("2")),
                text("format-bom, nothing else", "\uFEFF", ""),
                text("empty stream", "", ""));
    }

    private static Stream<EventStreamCase> lineEnds() {
        return Stream.of(
                text("format-newlines", "data:test\r\ndata\ndata:test\r\n\r", "", message("test\n\ntest")),
                text("format-newlines, CR", "data:a\rdata:b\r\rdata:c\r\r", "", message("a\nb"), message("c")),
                text("format-newlines, CRLF", "data:a\r\ndata:b\r\n\r\ndata:c\r\n\r\n", "", message("a\nb"), message("c")),
                text("format-newlines, LF then CR", "data:a\n\rdata:b\n\r", "", message("a"), message("b")),
                text("format-newlines, CR CR LF LF", "data:a\r\r\n\ndata:b\n\n", "", message("a"), message("b")),
                text("format-newlines, CRLF then LF", "data:a\r\n\ndata:b\r\n\n", "", message("a"), message("b")),
                text("format-newlines, other breaks are text", "data:a\u000Bb\fc\u0085d\u2028e\u2029f\n\n", "", message("a\u000Bb\fc\u0085d\u2028e\u2029f")),
                text("format-newlines, first in the stream", "\r\n\n\r\rdata:a\n\n", "", message("a")),
                text("format-data-before-final-empty-line", "retry:1000\ndata:test1\n\nid:test\ndata:test2", "", new Retry(1000), message("test1")),
                text("format-data-before-final-empty-line, line ended", "id:x\ndata:a\n", ""),
                text("end without an empty line keeps the id unset", "id:1\ndata:a\n\nid:2\ndata:b\n", "1", message("a", "1")));
    }

    private static Stream<EventStreamCase> comments() {
        return Stream.of(
                text("format-comments", "data:1\n:\0\n:\r\ndata:2\n:" + "x".repeat(2048) + "\rdata:3\n:data:fail\r:x\ndata:4\n\n", "",
                        new Comment("\0"), new Comment(""), new Comment("x".repeat(2048)), new Comment("data:fail"), new Comment("x"),
                        message("1\n2\n3\n4")),
                text("format-comments, one leading space", ":  two\n: one\n:none\n:\n: \n", "",
                        new Comment(" two"), new Comment("one"), new Comment("none"), new Comment(""), new Comment("")),
                text("format-comments, empty line after", ": a\n\ndata: b\n\n", "", new Comment("a"), message("b")));
    }

    private static Stream<EventStreamCase> data() {
        return Stream.of(
                text("format-field-data", "data:\n\ndata\ndata\n\ndata:test\n\n", "", message(""), message("\n"), message("test")),
                text("format-field-parsing", "data:\0\ndata:  2\rData:1\ndata\0:2\ndata:1\r\0data:4\nda-ta:3\rdata_5\ndata:3\rdata:\r\n data:32\ndata:4\n\n", "",
                        message("\0\n 2\n1\n3\n\n4")),
                text("format-field-unknown", "data:test\n data\ndata\nfoobar:xxx\njustsometext\n:thisisacommentyay\ndata:test\n\n", "",
                        new Comment("thisisacommentyay"), message("test\n\ntest")),
                text("format-field-unknown, nearly known", "dat:1\ndatas:2\nDATA:3\ndata :4\nids:5\ni:6\nevents:7\nretr:8\nretry :9\n\n", ""),
                text("format-leading-space", "data:\ttest\rdata: \ndata:test\n\n", "", message("\ttest\n\ntest")),
                text("data-leading-space", "data:  a\ndata:   b \n\n", "", message(" a\n  b ")),
                text("data-trailing-newline", "data: a\ndata: \n\n", "", message("a\n")),
                text("format-null-character", "data:\0\n\n\n\n", "", message("\0")),
                text("data with colons", "data:a:b: c\ndata::\n\n", "", message("a:b: c\n:")),
                text("nothing but empty lines", "\n\n\n\n\n", ""),
                text("data is cleared by its event", "data:a\n\n\ndata:b\n\n", "", message("a"), message("b")));
    }

    private static Stream<EventStreamCase> types() {
        return Stream.of(
                text("format-field-event", "event:test\ndata:x\n\ndata:x\n\n", "", new Event("test", "x", ""), message("x")),
                text("format-field-event-empty", "event: \ndata:data\n\nevent\ndata:a\n\n", "", message("data"), message("a")),
                text("format-field-event, last one counts", "event:a\nevent:b\ndata:1\nevent:c\n\n", "", new Event("c", "1", "")),
                text("format-field-event, emptied again", "event:a\nevent\ndata:1\n\n", "", message("1")),
                text("format-field-event, dropped without data", "event:a\n\ndata:1\n\n", "", message("1")),
                text("format-field-event, any text", "event:  \0 gr\u00FC\u00DFe:\u20AC\ndata:1\n\n", "", new Event(" \0 gr\u00FC\u00DFe:\u20AC", "1", "")),
                text("format-field-event, message by name", "event:message\ndata:1\n\n", "", message("1")));
    }

    private static Stream<EventStreamCase> ids() {
        return Stream.of(
                text("format-field-id", "id:\u2026\ndata:hello\n\n", "\u2026", message("hello", "\u2026")),
                text("format-field-id-2", "id\ndata:hello\n\nid:1\ndata:a\n\nid\ndata:b\n\n", "", message("hello"), message("a", "1"), message("b")),
                text("format-field-id-3, persists", "id: 1\ndata: 1\n\ndata:2\n\n", "1", message("1", "1"), message("2", "1")),
                text("format-field-id-3, changes and persists", "id: 1\ndata: 1\n\nid: 2\ndata:2\n\ndata:3\n\n", "2",
                        message("1", "1"), message("2", "2"), message("3", "2")),
                text("format-field-id-3, resets", "id: 1\ndata: 1\n\nid:\ndata:2\n\ndata:3\n\n", "", message("1", "1"), message("2"), message("3")),
                text("format-field-id-null", "id:\0\ndata:a\n\nid:x\0y\ndata:b\n\nid:7\ndata:c\n\nid:8\0\ndata:d\n\n", "7",
                        message("a"), message("b"), message("c", "7"), message("d", "7")),
                text("id-null, in a block with a good one", "id:5\nid:6\0\ndata:a\n\n", "5", message("a", "5")),
                text("id without data still counts", "data:a\n\nid:9\n\ndata:b\n\n", "9", message("a"), message("b", "9")),
                text("id with a comment: a keep-alive", "id:9\ndata:a\n\n: still here\nid:12\n\n", "12", message("a", "9"), new Comment("still here")),
                text("id after the data", "data:a\nid:3\n\n", "3", message("a", "3")),
                text("id of an unfinished block", "id:1\n\nid:2\n", "1"),
                text("id with a leading space", "id:  x \ndata:a\n\n", " x ", message("a", " x ")));
    }

    private static Stream<EventStreamCase> retries() {
        return Stream.of(
                text("format-field-retry", "retry:03000\ndata:x\n\n", "", new Retry(3000), message("x")),
                text("format-field-retry-bogus", "retry:3000\nretry:1000x\ndata:x\n\n", "", new Retry(3000), message("x")),
                text("retry-bogus", "retry:-5\nretry:+5\nretry:  5\nretry:5 \nretry:5.0\nretry:0x5\nretry:5e1\nretry:\u0665\nretry:\uFF15\nretry:5\0\n\n", ""),
                text("format-field-retry-empty", "retry\nretry:\nretry: \ndata:test\n\n", "", message("test")),
                text("retry-only", "retry: 2000\n\n", "", new Retry(2000)),
                text("retry with its line, not its block", "retry:1\nretry:0", "", new Retry(1)),
                text("retry at the edge of a long", "retry:9223372036854775806\nretry:9223372036854775807\nretry:9223372036854775808\nretry:1" + "0".repeat(40) + "\n", "",
                        new Retry(Long.MAX_VALUE - 1), new Retry(Long.MAX_VALUE), new Retry(Long.MAX_VALUE), new Retry(Long.MAX_VALUE)),
                text("retry with leading zeros", "retry:" + "0".repeat(40) + "7\n", "", new Retry(7)));
    }

    private static Stream<EventStreamCase> encodings() {
        return Stream.of(
                text("format-utf-8", "data:ok\u2026 gr\u00FC\u00DFe \uD83D\uDE00\n\n", "", message("ok\u2026 gr\u00FC\u00DFe \uD83D\uDE00")),
                bytes("format-utf-8, surrogate", "data:\u00ED\u00A0\u0080\n\n", message("\uFFFD\uFFFD\uFFFD")),
                bytes("format-utf-8, pair of surrogates", "data:\u00ED\u00A0\u00BD\u00ED\u00B8\u0080\n\n", message("\uFFFD".repeat(6))),
                bytes("format-utf-8, overlong", "data:\u00C0\u0080 \u00E0\u0080\u0080 \u00F0\u0080\u0080\u0080\n\n",
                        message("\uFFFD\uFFFD \uFFFD\uFFFD\uFFFD \uFFFD\uFFFD\uFFFD\uFFFD")),
                bytes("format-utf-8, beyond U+10FFFF", "data:\u00F4\u0090\u0080\u0080 \u00F5\u00FE\u00FF\n\n",
                        message("\uFFFD\uFFFD\uFFFD\uFFFD \uFFFD\uFFFD\uFFFD")),
                bytes("format-utf-8, maximal subparts", "data:\u00F0\u009F\u0098x\u00E2\u0082y\u00C3z\u00E2\u00E2\u0082\u00AC\n\n",
                        message("\uFFFDx\uFFFDy\uFFFDz\uFFFD\u20AC")),
                bytes("format-utf-8, lone continuation", "data:\u0080\u00BF\n\n", message("\uFFFD\uFFFD")),
                bytes("format-utf-8, cut by the line end", "data:\u00E2\u0082\ndata:\u00AC\n\n", message("\uFFFD\n\uFFFD")),
                bytes("format-utf-8, in a type, an id and a comment", ":\u00FF\nevent:\u00C3\nid:\u00E2\u0082\n\n", new Comment("\uFFFD")).leaving("\uFFFD"),
                bytes("format-utf-8, windows-1252 is not guessed", "data:\u0093\u00E4\u00F6\u0094\n\n", message("\uFFFD\uFFFD\uFFFD\uFFFD")),
                bytes("format-utf-8, UTF-16 is not guessed", "\u00FF\u00FEd\0a\0t\0a\0:\0001\0\n\0\n\0"));
    }

    private EventStreamCase leaving(String lastEventId) {
        return new EventStreamCase(name, latin1, new RecordedStream(expected.shown(), lastEventId));
    }

    byte[] stream() {
        return latin1.getBytes(ISO_8859_1);
    }

    @Override
    public String toString() {
        return name;
    }
}
