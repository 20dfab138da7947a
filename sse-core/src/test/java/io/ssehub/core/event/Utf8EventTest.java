package io.ssehub.core.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Utf8EventTest {
    private static final String[] PIECES = {"\n", "\r", "\r\n", "data: ", "\0", "\u00FC", "\u20AC", "\uD83D\uDE00", "{\"t\":21.4}", "x".repeat(40)};

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(UTF_8));
    }

    private static String fields(Utf8Event event) {
        byte[] out = new byte[EventStreamEncoder.fieldsLength(event)];
        assertThat(EventStreamEncoder.encodeFields(event, out, 0)).isEqualTo(out.length);
        assertThat(EventStreamEncoder.mostFieldsLength(event)).isGreaterThanOrEqualTo(out.length);
        return new String(out, UTF_8);
    }

    private static String fields(ServerSentEvent event) {
        byte[] out = new byte[EventStreamEncoder.fieldsLength(event)];
        EventStreamEncoder.encodeFields(event, out, 0);
        assertThat(EventStreamEncoder.mostFieldsLength(event)).isGreaterThanOrEqualTo(out.length);
        return new String(out, UTF_8);
    }

    private static void isWrittenLikeItsText(@Nullable String type, String text, @Nullable Long retry) {
        assertThat(fields(new Utf8Event(type, bytes(text), retry))).isEqualTo(fields(new ServerSentEvent(null, type, text, retry, null)));
    }

    @Test
    void isWrittenLikeItsTextHoweverLinesBreak() {
        List<String> texts = new ArrayList<>(List.of(""));
        for (int i = 0; i < texts.size() && texts.get(i).length() < 6; i++) {
            for (String next : List.of("\r", "\n", "a", "\u00E9")) {
                texts.add(texts.get(i) + next);
            }
        }
        assertThat(texts).hasSize((4 * 4 * 4 * 4 * 4 * 4 * 4 - 1) / 3);
        texts.forEach(text -> isWrittenLikeItsText(null, text, null));
    }

    @Test
    void isWrittenLikeItsTextWhereverALineBreaks() {
        for (int before = 0; before < 20; before++) {
            for (int after = 0; after < 20; after++) {
                for (String lineEnd : List.of("\r", "\n", "\r\n", "\n\r")) {
                    isWrittenLikeItsText(null, "x".repeat(before) + lineEnd + "\t".repeat(after), null);
                    isWrittenLikeItsText(null, "\u010D".repeat(before) + lineEnd + "\u008A\u000B\u000C".repeat(after), null);
                }
            }
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4})
    void isWrittenLikeItsTextWhateverThatIs(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 5_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int pieces = random.nextInt(20); pieces > 0; pieces--) {
                text.append(PIECES[random.nextInt(PIECES.length)]);
            }
            String type = random.nextBoolean() ? null : "t\u00FCr";
            isWrittenLikeItsText(type, text.toString(), random.nextBoolean() ? null : random.nextLong() >>> 1);
        }
    }

    @Test
    void isWrittenFromPositionToLimitOfAnyBufferWhichStayWhereTheyAre() {
        byte[] all = "left out\na\r\nb\nc\rleft out".getBytes(UTF_8);
        ByteBuffer direct = ByteBuffer.allocateDirect(all.length).put(all);
        for (ByteBuffer data : List.of(ByteBuffer.wrap(all), ByteBuffer.wrap(all).asReadOnlyBuffer(), direct)) {
            data.limit(16).position(9);
            assertThat(fields(Utf8Event.of(data))).isEqualTo("data: a\ndata: b\ndata: c\ndata: \n");
            assertThat(data).extracting(ByteBuffer::position, ByteBuffer::limit).containsExactly(9, 16);
        }
    }

    @Test
    void isWrittenWhereItIsToldAndNowhereElse() {
        Utf8Event event = new Utf8Event("type", bytes("a\r\n\u20AC\rb"), 2000L);
        String expected = "retry: 2000\nevent: type\ndata: a\ndata: \u20AC\ndata: b\n";
        byte[] out = new byte[expected.getBytes(UTF_8).length + 7];
        Arrays.fill(out, (byte) 'x');
        assertThat(EventStreamEncoder.encodeFields(event, out, 3)).isEqualTo(out.length - 4);
        assertThat(new String(out, UTF_8)).isEqualTo("xxx" + expected + "xxxx");
        for (int length = 0; length < out.length - 7; length++) {
            byte[] tooShort = new byte[length];
            assertThatThrownBy(() -> EventStreamEncoder.encodeFields(event, tooShort, 0)).isInstanceOf(IndexOutOfBoundsException.class);
        }
    }

    @Test
    void refusesALineBreakInTheTypeAndANegativeRetry() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Utf8Event("a\nb", bytes("x"), null)).withMessageStartingWith("event holds LF");
        assertThatIllegalArgumentException().isThrownBy(() -> new Utf8Event(null, bytes("x"), -1L)).withMessageStartingWith("retry is -1 ms");
        assertThat(new Utf8Event("", bytes("x"), null)).isEqualTo(Utf8Event.of(bytes("x")));
    }
}
