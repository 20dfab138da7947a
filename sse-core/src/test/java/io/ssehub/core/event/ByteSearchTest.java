package io.ssehub.core.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ByteSearchTest {
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {21, 22, 23})
    void findsTheFirstLineFeedOrCarriageReturnAndAnyNul(long seed) {
        Random random = new Random(seed);
        // Neighbours of LF and CR, and of both with the high bit set: what a test of several bytes at once takes for one most easily.
        byte[] letters = {'\n', '\r', 0, '\t', 0x0B, 0x0C, 0x0E, 1, (byte) 0x80, (byte) 0x8A, (byte) 0x8D, (byte) 0x8B, (byte) 0x8E, (byte) 0xFF, 'x'};
        for (int round = 0; round < 20_000; round++) {
            byte[] bytes = new byte[random.nextInt(60)];
            int ends = random.nextInt(3);
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = letters[random.nextInt(16) < ends ? random.nextInt(letters.length) : 3 + random.nextInt(letters.length - 3)];
            }
            int end = random.nextInt(bytes.length + 1);
            int start = random.nextInt(end + 1);
            assertThat(ByteSearch.lineEnd(bytes, start, end)).as("%d to %d", start, end).isEqualTo(firstOf(bytes, start, end, '\n', '\r'));
            assertThat(ByteSearch.hasNul(bytes, start, end)).as("%d to %d", start, end).isEqualTo(firstOf(bytes, start, end, 0, 0) < end);
        }
    }

    private static int firstOf(byte[] bytes, int start, int end, int one, int other) {
        for (int at = start; at < end; at++) {
            if (bytes[at] == one || bytes[at] == other) {
                return at;
            }
        }
        return end;
    }
}
