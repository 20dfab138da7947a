package io.ssehub.demo.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Datagrams that boards gone wrong, or somebody who means ill, may send; the same ones for the same seed. */
final class HostileDatagrams {
    static final List<byte[]> GOOD = List.of(
            "{\"sensor\":\"sensorB\",\"state\":12408}".getBytes(UTF_8),
            "{\"board\":\"esp32-1\",\"seq\":17,\"temperature\":21.40,\"humidity\":\"48\"}".getBytes(UTF_8),
            "[{\"id\":1,\"readingId\":\"4294967295\",\"a\":-1.5e-3},{\"b\":[{}],\"c\":null}, {\"\\u00e4\\ud83d\\ude00\":1}]".getBytes(UTF_8),
            "weather,board=esp32-1 temperature=21.4,humidity=48i 1700000000000000000\n# x\r\nm\\ m,t=\\= s=\"a\\\"b\",b=T,seq=5u".getBytes(UTF_8));

    private static final String ALPHABET = "{}[]\",:=\\ \n\r\t0123456789eE+-.iutTfFabseqidboardnull#\0\u00e9\u2028";
    private static final int MOST_RANDOM_BYTES = 100;
    private static final int MOST_BABBLE = 60;

    private final SplittableRandom random;

    HostileDatagrams(long seed) {
        this.random = new SplittableRandom(seed);
    }

    /** Returns one of any kind. */
    byte[] next() {
        return switch (random.nextInt(3)) {
            case 0 -> random();
            case 1 -> babble();
            default -> mutated();
        };
    }

    /** Returns any bytes. */
    byte[] random() {
        byte[] datagram = new byte[random.nextInt(MOST_RANDOM_BYTES)];
        random.nextBytes(datagram);
        return datagram;
    }

    /** Returns what begins well and goes on with the right characters in a wrong order. */
    byte[] babble() {
        StringBuilder text = new StringBuilder(random.nextBoolean() ? "{\"" : "m ");
        random.ints(random.nextInt(MOST_BABBLE), 0, ALPHABET.length()).forEach(at -> text.append(ALPHABET.charAt(at)));
        return text.toString().getBytes(UTF_8);
    }

    /** Returns a good one changed in one to five places. */
    byte[] mutated() {
        byte[] datagram = GOOD.get(random.nextInt(GOOD.size())).clone();
        for (int changes = random.nextInt(1, 6); changes > 0; changes--) {
            datagram = mutated(datagram);
        }
        return datagram;
    }

    private byte[] mutated(byte[] datagram) {
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
}
