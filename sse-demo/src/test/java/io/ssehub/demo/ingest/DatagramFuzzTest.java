package io.ssehub.demo.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.ssehub.demo.board.SentNumber;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Whatever comes, the decoder answers: every datagram says something or is refused, and what it lets through is a number. */
class DatagramFuzzTest {
    private static final int DATAGRAMS = 100_000;

    @Test
    void everyCutOfAGoodDatagramIsAnswered() {
        for (byte[] seed : HostileDatagrams.GOOD) {
            for (int end = 0; end <= seed.length; end++) {
                check(Arrays.copyOf(seed, end));
                check(Arrays.copyOfRange(seed, end, seed.length));
            }
        }
    }

    @Test
    void everyMutatedDatagramIsAnswered() {
        HostileDatagrams datagrams = new HostileDatagrams(1);
        for (int i = 0; i < DATAGRAMS; i++) {
            check(datagrams.mutated());
        }
    }

    @Test
    void everyRandomDatagramIsAnswered() {
        HostileDatagrams datagrams = new HostileDatagrams(2);
        for (int i = 0; i < DATAGRAMS; i++) {
            check(datagrams.random());
            check(datagrams.babble());
        }
    }

    private static void check(byte[] datagram) {
        Decoded decoded = DatagramDecoder.decode(ByteBuffer.wrap(datagram), "src");
        if (decoded instanceof Decoded.Reports taken) {
            assertThat(taken.reports().size() + taken.refusals().size()).as(() -> "something in " + Arrays.toString(datagram)).isPositive();
            taken.reports().forEach(report -> report.readings().forEach(reading -> {
                String json = reading.value().json();
                String bare = json.startsWith("\"") ? json.substring(1, json.length() - 1) : json;
                assertThat(SentNumber.bare(bare)).as(json).isNotNull();
            }));
        }
    }
}
