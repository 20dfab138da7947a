package io.ssehub.core.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bytes that nobody meant as an event stream are read to their end or refused, with the same result however they are cut. */
class HostileStreamTest {
    private static final byte[][] PIECES = {
        {'\n'}, {'\r'}, {'\r', '\n'}, {'\n', '\n'}, {':'}, {' '}, {0}, {'d', 'a', 't', 'a', ':'}, {'i', 'd', ':'}, {'e', 'v', 'e', 'n', 't', ':'}, {'r', 'e', 't', 'r', 'y', ':'},
        {'7'}, {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF}, {(byte) 0xEF}, {(byte) 0xBB}, {(byte) 0xED, (byte) 0xA0, (byte) 0x80}, {(byte) 0xF0, (byte) 0x9F}, {(byte) 0x98}, {(byte) 0xFF}
    };

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {11, 12, 13, 14})
    void readsAnyBytesAlikeHoweverCut(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 2_000; round++) {
            byte[] stream = round % 2 == 0 ? noise(random) : nearlyAStream(random);
            RecordedStream whole = RecordedStream.of(40, 60, stream);
            for (int times = 0; times < 3; times++) {
                assertThat(RecordedStream.of(40, 60, EventRoundTripTest.pieces(random, stream))).isEqualTo(whole);
            }
        }
    }

    private static byte[] noise(Random random) {
        byte[] noise = new byte[random.nextInt(300)];
        random.nextBytes(noise);
        return noise;
    }

    private static byte[] nearlyAStream(Random random) {
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        for (int i = random.nextInt(80); i > 0; i--) {
            stream.writeBytes(PIECES[random.nextInt(PIECES.length)]);
        }
        return stream.toByteArray();
    }
}
