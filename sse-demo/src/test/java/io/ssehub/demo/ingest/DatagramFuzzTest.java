package io.ssehub.demo.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.ssehub.demo.board.SentNumber;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Whatever comes, the decoder answers: every datagram says something or is refused, and what it lets through is a number. */
class DatagramFuzzTest {
    private static final int DATAGRAMS = 100_000;

    private static final List<byte[]> SEEDS = List.of(
            "{\"sensor\":\"sensorB\",\"state\":12408}".getBytes(UTF_8),
            "{\"board\":\"esp32-1\",\"seq\":17,\"temperature\":21.40,\"humidity\":\"48\"}".getBytes(UTF_8),
            "[{\"id\":1,\"readingId\":\"4294967295\",\"a\":-1.5e-3},{\"b\":[{}],\"c\":null}, {\"\\u00e4\\ud83d\\ude00\":1}]".getBytes(UTF_8),
            "weather,board=esp32-1 temperature=21.4,humidity=48i 1700000000000000000\n# x\r\nm\\ m,t=\\= s=\"a\\\"b\",b=T,seq=5u".getBytes(UTF_8));

    @Test
    void everyCutOfAGoodDatagramIsAnswered() {
        for (byte[] seed : SEEDS) {
            for (int end = 0; end <= seed.length; end++) {
                check(Arrays.copyOf(seed, end));
                check(Arrays.copyOfRange(seed, end, seed.length));
            }
        }
    }

    @Test
    void everyMutatedDatagramIsAnswered() {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < DATAGRAMS; i++) {
            byte[] datagram = SEEDS.get(random.nextInt(SEEDS.size())).clone();
            for (int changes = random.nextInt(1, 6); changes > 0; changes--) {
                datagram = mutated(datagram, random);
            }
            check(datagram);
        }
    }

    @Test
    void everyRandomDatagramIsAnswered() {
        SplittableRandom random = new SplittableRandom(2);
        String alphabet = "{}[]\",:=\\ \n\r\t0123456789eE+-.iutTfFabseqidboardnull#\0é\u2028";
        for (int i = 0; i < DATAGRAMS; i++) {
            byte[] datagram = new byte[random.nextInt(100)];
            random.nextBytes(datagram);
            check(datagram);
            StringBuilder text = new StringBuilder(random.nextBoolean() ? "{\"" : "m ");
            random.ints(random.nextInt(60), 0, alphabet.length()).forEach(at -> text.append(alphabet.charAt(at)));
            check(text.toString().getBytes(UTF_8));
        }
    }

    private static byte[] mutated(byte[] datagram, SplittableRandom random) {
        if (datagram.length == 0) {
            return new byte[] {(byte) random.nextInt(256)};
        }
        int at = random.nextInt(datagram.length);
        return switch (random.nextInt(4)) {
            case 0 -> {
                datagram[at] = (byte) random.nextInt(256);
                yield datagram;
            }
            case 1 -> {
                datagram[at] = (byte) "{}[]\",:=\\ \n0eE-.i#".charAt(random.nextInt(18));
                yield datagram;
            }
            case 2 -> Arrays.copyOf(datagram, at);
            default -> {
                byte[] doubled = Arrays.copyOf(datagram, datagram.length + random.nextInt(datagram.length - at + 1));
                System.arraycopy(datagram, at, doubled, datagram.length, doubled.length - datagram.length);
                yield doubled;
            }
        };
    }

    private static void check(byte[] datagram) {
        Decoded decoded = DatagramDecoder.decode(ByteBuffer.wrap(datagram), "src");
        if (decoded instanceof Decoded.Reports taken) {
            assertThat(taken.reports().size() + taken.refusals().size()).as("something in %s", Arrays.toString(datagram)).isPositive();
            taken.reports().forEach(report -> report.readings().forEach(reading -> {
                String json = reading.value().json();
                String bare = json.startsWith("\"") ? json.substring(1, json.length() - 1) : json;
                assertThat(SentNumber.bare(bare)).as(json).isNotNull();
            }));
        }
    }
}
