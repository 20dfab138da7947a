package io.ssehub.bench.jmh;

import java.nio.ByteBuffer;

/** The numbers that events begin with, so that a subscriber sees what is missing, doubled or out of order: they go round. */
final class EventNumbers {
    /** How many there are. */
    static final int COUNT = 1000;

    private static final int DIGITS = 3;

    private EventNumbers() {}

    static int after(int number) {
        return number + 1 < COUNT ? number + 1 : 0;
    }

    static String text(int number) {
        return "%03d ".formatted(number);
    }

    /** Returns the number that stands at {@code index}. */
    static int at(ByteBuffer bytes, int index) {
        int number = 0;
        for (int i = index; i < index + DIGITS; i++) {
            number = 10 * number + bytes.get(i) - '0';
        }
        return number;
    }
}
