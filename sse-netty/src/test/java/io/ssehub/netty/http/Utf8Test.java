package io.ssehub.netty.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class Utf8Test {
    private static final int[] EDGES = {0x00, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xff};

    private final CharsetDecoder jdk = StandardCharsets.UTF_8.newDecoder();
    private final CharBuffer decoded = CharBuffer.allocate(64);
    private final ByteBuffer sequence = ByteBuffer.allocateDirect(4);

    private void isAsTheJdkSays(ByteBuffer bytes) {
        boolean valid = jdk.reset().decode(bytes.duplicate(), decoded.clear(), true).isUnderflow();
        if (Utf8.isValid(bytes) != valid) {
            byte[] all = new byte[bytes.remaining()];
            bytes.duplicate().get(all);
            assertThat(all).as("is valid: %s", valid).isNull();
        }
    }

    /** Returns these bytes, until the next call. */
    private ByteBuffer bytes(int... bytes) {
        sequence.clear();
        for (int b : bytes) {
            sequence.put((byte) b);
        }
        return sequence.flip();
    }

    @Test
    void knowsEveryCharacter() {
        for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
            boolean half = c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
            assertThat(half || Utf8.isValid(StandardCharsets.UTF_8.encode(Character.toString(c)))).isTrue();
        }
    }

    @Test
    void refusesEverySequenceThatIsNone() {
        for (int first = 0x80; first <= 0xff; first++) {
            isAsTheJdkSays(bytes(first));
            for (int second = 0; second <= 0xff; second++) {
                isAsTheJdkSays(bytes(first, second));
                for (int third : EDGES) {
                    isAsTheJdkSays(bytes(first, second, third));
                    for (int fourth : EDGES) {
                        isAsTheJdkSays(bytes(first, second, third, fourth));
                    }
                }
            }
        }
    }

    @Test
    void looksAtEveryByteOfALongText() {
        Random random = new Random(1);
        for (int length = 0; length < 40; length++) {
            for (int at = 0; at < length; at++) {
                byte[] text = "x".repeat(length).getBytes(StandardCharsets.US_ASCII);
                assertThat(Utf8.isValid(ByteBuffer.wrap(text))).isTrue();
                text[at] = (byte) (0x80 | random.nextInt(0x80));
                isAsTheJdkSays(ByteBuffer.wrap(text));
                isAsTheJdkSays(ByteBuffer.wrap(text, at, length - at));
                isAsTheJdkSays(ByteBuffer.wrap(text, 0, at));
            }
        }
    }

    @Test
    void takesAnyMixAsTheJdkDoes() {
        Random random = new Random(2);
        for (int i = 0; i < 20_000; i++) {
            ByteBuffer text = StandardCharsets.UTF_8.encode(random.ints(random.nextInt(12), 0, random.nextBoolean() ? 0x3000 : 0x110000)
                    .filter(c -> c < 0xd800 || c > 0xdfff)
                    .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .toString());
            isAsTheJdkSays(text);
            if (text.hasRemaining()) {
                text.put(random.nextInt(text.remaining()), (byte) random.nextInt());
                isAsTheJdkSays(text);
                isAsTheJdkSays(text.limit(random.nextInt(text.limit())));
            }
        }
    }
}
