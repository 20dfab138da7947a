package io.ssehub.core.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Compares with the Unicode standard's table 3-7 (well-formed UTF-8 byte sequences), read as data. */
class Utf8DecoderTest {
    /** Pairs of lowest and highest byte, place by place. */
    private static final int[][] WELL_FORMED = {
        {0x00, 0x7F},
        {0xC2, 0xDF, 0x80, 0xBF},
        {0xE0, 0xE0, 0xA0, 0xBF, 0x80, 0xBF},
        {0xE1, 0xEC, 0x80, 0xBF, 0x80, 0xBF},
        {0xED, 0xED, 0x80, 0x9F, 0x80, 0xBF},
        {0xEE, 0xEF, 0x80, 0xBF, 0x80, 0xBF},
        {0xF0, 0xF0, 0x90, 0xBF, 0x80, 0xBF, 0x80, 0xBF},
        {0xF1, 0xF3, 0x80, 0xBF, 0x80, 0xBF, 0x80, 0xBF},
        {0xF4, 0xF4, 0x80, 0x8F, 0x80, 0xBF, 0x80, 0xBF}
    };

    @Test
    void replacesMaximalSubpartsInEveryShortSequence() {
        int[] edges = {0x00, 0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC1, 0xC2, 0xDF, 0xE0, 0xE1, 0xEC, 0xED, 0xEE, 0xEF, 0xF0, 0xF1, 0xF3, 0xF4, 0xF5, 0xFF};
        for (int first = 0; first < 256; first++) {
            for (int second = 0; second < 256; second++) {
                check(first, second);
                for (int third : edges) {
                    check(first, second, third);
                }
            }
        }
        for (int first : edges) {
            for (int second : edges) {
                for (int third : edges) {
                    for (int fourth : edges) {
                        check(first, second, third, fourth);
                    }
                }
            }
        }
    }

    @Test
    void replacesMaximalSubpartsInLongerBytes() {
        Random random = new Random(5);
        for (int round = 0; round < 20_000; round++) {
            int[] bytes = random.ints(random.nextInt(12), 0x70, 0x100).toArray();
            check(bytes);
        }
    }

    @Test
    void decodesEveryScalarValue() {
        StringBuilder all = new StringBuilder();
        for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
            if (c < 0xD800 || c > 0xDFFF) {
                all.appendCodePoint(c);
            }
        }
        byte[] bytes = all.toString().getBytes(UTF_8);
        assertThat(Utf8Decoder.decode(bytes, 0, bytes.length)).isEqualTo(all.toString());
    }

    private static void check(int... sequence) {
        byte[] bytes = new byte[sequence.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) sequence[i];
        }
        String decoded = Utf8Decoder.decode(bytes, 0, bytes.length);
        if (!decoded.equals(byTable(bytes))) {
            assertThat(decoded).as("bytes %s", Arrays.toString(bytes)).isEqualTo(byTable(bytes));
        }
    }

    private static String byTable(byte[] bytes) {
        StringBuilder text = new StringBuilder();
        for (int at = 0; at < bytes.length; ) {
            int longest = 0;
            boolean complete = false;
            for (int[] row : WELL_FORMED) {
                int matched = 0;
                while (matched < row.length / 2 && at + matched < bytes.length && within(row, matched, bytes[at + matched] & 0xFF)) {
                    matched++;
                }
                longest = Math.max(longest, matched);
                complete |= matched == row.length / 2;
            }
            text.append(complete ? new String(bytes, at, longest, UTF_8) : "\uFFFD");
            at += Math.max(1, longest);
        }
        return text.toString();
    }

    private static boolean within(int[] row, int place, int b) {
        return b >= row[2 * place] && b <= row[2 * place + 1];
    }
}
