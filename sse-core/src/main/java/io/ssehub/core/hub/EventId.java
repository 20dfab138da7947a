package io.ssehub.core.hub;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * An event's place in the order of all events of a hub: the run of the hub that gave it (its epoch) and the number within. As text, 19 characters
 * of {@code [0-9a-v]}, base 32 with the highest digit first, so that ids sort as text as they do as numbers.
 *
 * <pre>
 *   9 digits: epoch (45 bits)    10 digits: sequence (50 bits)
 * </pre>
 *
 * @param epoch 0 to 2<sup>45</sup> - 1
 * @param sequence 1 for the first event, going on from one run to the next where history is kept; 0 stands before it; at most 2<sup>50</sup> - 1
 */
public record EventId(long epoch, long sequence) implements Comparable<EventId> {
    /** Characters of an id as text. */
    public static final int LENGTH = 19;

    private static final int SEQUENCE_LENGTH = 10;
    private static final int EPOCH_LENGTH = LENGTH - SEQUENCE_LENGTH;
    private static final int DIGIT_BITS = 5;
    private static final long MAX_EPOCH = (1L << (EPOCH_LENGTH * DIGIT_BITS)) - 1;
    private static final long MAX_SEQUENCE = (1L << (SEQUENCE_LENGTH * DIGIT_BITS)) - 1;

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException naming the value and its range
     */
    public EventId {
        check("epoch", epoch, MAX_EPOCH);
        check("sequence", sequence, MAX_SEQUENCE);
    }

    private static void check(String name, long value, long max) {
        if (value < 0 || value > max) {
            throw new IllegalArgumentException(name + " is " + value + "; 0 to " + max + " is allowed");
        }
    }

    /** Returns the id that {@code text} spells, or null if it is not one that a hub gives. */
    public static @Nullable EventId parse(String text) {
        if (text.length() != LENGTH) {
            return null;
        }
        long epoch = number(text, 0, EPOCH_LENGTH);
        long sequence = number(text, EPOCH_LENGTH, LENGTH);
        return epoch < 0 || sequence < 0 ? null : new EventId(epoch, sequence);
    }

    private static long number(String text, int from, int to) {
        long number = 0;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            int digit = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'v' ? c - 'a' + 10 : -1;
            if (digit < 0) {
                return -1;
            }
            number = (number << DIGIT_BITS) | digit;
        }
        return number;
    }

    /** Writes the id as text into {@code out} from {@code at} on: {@link #LENGTH} bytes of ASCII. */
    public void put(byte[] out, int at) {
        putDigits(epoch, EPOCH_LENGTH, out, at);
        putDigits(sequence, SEQUENCE_LENGTH, out, at + EPOCH_LENGTH);
    }

    /** Puts the sequence into a frame whose id ends before {@code end} and has the epoch already. */
    void putSequence(byte[] frame, int end) {
        putDigits(sequence, SEQUENCE_LENGTH, frame, end - SEQUENCE_LENGTH);
    }

    private static void putDigits(long number, int count, byte[] out, int at) {
        long rest = number;
        for (int i = at + count - 1; i >= at; i--, rest >>>= DIGIT_BITS) {
            int digit = (int) rest & ((1 << DIGIT_BITS) - 1);
            out[i] = (byte) (digit < 10 ? '0' + digit : 'a' + digit - 10);
        }
    }

    @Override
    public int compareTo(EventId other) {
        int byEpoch = Long.compare(epoch, other.epoch);
        return byEpoch != 0 ? byEpoch : Long.compare(sequence, other.sequence);
    }

    @Override
    public String toString() {
        byte[] text = new byte[LENGTH];
        put(text, 0);
        return new String(text, StandardCharsets.US_ASCII);
    }
}
