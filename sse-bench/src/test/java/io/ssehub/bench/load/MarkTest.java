package io.ssehub.bench.load;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class MarkTest {
    private static final long DUE = 1_763_676_123_456_789L;

    private static byte[] written(long due, int run, long number) {
        byte[] bytes = new byte[Mark.LENGTH];
        Mark.write(bytes, 0, due, run, number);
        return bytes;
    }

    @Test
    void readsAsADecimalNumber() {
        assertThat(new String(written(DUE, 4827, 17), US_ASCII)).isEqualTo("1763676123456789.482700000000017");
    }

    @Test
    void isReadAsItWasWritten() {
        Random random = new Random(1);
        Mark mark = new Mark();
        for (int i = 0; i < 10_000; i++) {
            long due = random.nextLong(10_000_000_000_000_000L);
            int run = random.nextInt(Mark.RUNS);
            long number = random.nextLong(100_000_000_000L);

            assertThat(mark.find(written(due, run, number), 0, Mark.LENGTH)).isTrue();
            assertThat(mark.dueMicros()).isEqualTo(due);
            assertThat(mark.run()).isEqualTo(run);
            assertThat(mark.number()).isEqualTo(number);
        }
    }

    @Test
    void isFoundAnywhereInTheData() {
        Mark mark = new Mark();
        String text = new String(written(DUE, 1, 5), US_ASCII);
        for (String data : new String[] {text, "{\"sent\":" + text + "}", "a.b.c " + text, text + " xxxx", "1.5 " + text}) {
            byte[] bytes = ("<" + data + ">").getBytes(US_ASCII);

            assertThat(mark.find(bytes, 1, bytes.length - 1)).as(data).isTrue();
            assertThat(mark.number()).isEqualTo(5);
        }
    }

    @Test
    void whatOnlyLooksLikeOneIsNone() {
        Mark mark = new Mark();
        String text = new String(written(DUE, 1, 5), US_ASCII);
        for (int at = 0; at < Mark.LENGTH; at++) {
            for (char other : new char[] {'/', ':', ' ', 'x', (char) 0xB0, (char) 0xFF}) {
                byte[] bytes = text.getBytes(US_ASCII);
                bytes[at] = (byte) other;

                assertThat(mark.find(bytes, 0, bytes.length)).as("%s at %d", other, at).isFalse();
            }
        }
        byte[] bytes = text.getBytes(US_ASCII);
        assertThat(mark.find(bytes, 0, bytes.length - 1)).isFalse();
        assertThat(mark.find(bytes, 1, bytes.length)).isFalse();
    }
}
