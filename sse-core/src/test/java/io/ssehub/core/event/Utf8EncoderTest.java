package io.ssehub.core.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class Utf8EncoderTest {
    private static final List<String> PARTS = List.of("", "a", "\u00FC", "\u20AC", "\uD83D\uDE00", "\uD83D", "\uDE00");

    private static byte[] expected(String text) {
        int[] scalars = text.codePoints().map(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? 0xFFFD : c).toArray();
        return new String(scalars, 0, scalars.length).getBytes(UTF_8);
    }

    private static void isWritten(String text) {
        byte[] expected = expected(text);
        Utf8Encoder encoder = Utf8Encoder.ofThread();
        assertThat(encoder.length(text)).isEqualTo(expected.length);
        byte[] out = new byte[expected.length];
        assertThat(encoder.encode(text, out, 0)).isEqualTo(out.length);
        assertThat(out).isEqualTo(expected);
    }

    @Test
    void writesTextOfAnyLengthWhateverStandsWhereItIsCut() {
        for (int before : new int[] {0, 1, 1_021, 1_022, 1_023, 1_024, 2_047, 2_048}) {
            for (String first : PARTS) {
                for (String second : PARTS) {
                    for (String third : PARTS) {
                        isWritten("x".repeat(before) + first + second + third);
                        isWritten("\u20AC".repeat(before) + first + second + third + "x");
                    }
                }
            }
        }
    }

    @Test
    void writesPairsThatAreAllCut() {
        isWritten("x" + "\uD83D\uDE00".repeat(2_000));
        isWritten("\uD83D".repeat(4_000));
    }
}
