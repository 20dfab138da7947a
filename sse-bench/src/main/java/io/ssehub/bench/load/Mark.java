package io.ssehub.bench.load;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * What the tester writes into an event's data to know it again: 16 digits, the time at which it was due in microseconds since 1970; a dot; 4 digits, which
 * run it is of; 11 digits, its number. It reads as a decimal number, so that it passes through servers that take only those, and is found anywhere in the data.
 *
 * <p>Reads into itself, so that nothing is made for an event. Confined to one thread.
 */
final class Mark {
    static final int LENGTH = 32;
    static final int RUNS = 10_000;
    private static final int TIME_DIGITS = 16;
    private static final int RUN_DIGITS = 4;
    private static final int NUMBER_DIGITS = 11;
    private static final long TEN_MILLION = 10_000_000;
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private int offset;
    private long dueMicros;
    private int run;
    private long number;

    long dueMicros() {
        return dueMicros;
    }

    int run() {
        return run;
    }

    long number() {
        return number;
    }

    /** Writes a mark into the {@link #LENGTH} bytes from {@code at}; {@code number} is below 10<sup>11</sup>. */
    static void write(byte[] bytes, int at, long dueMicros, int run, long number) {
        digits(bytes, at, TIME_DIGITS, dueMicros);
        bytes[at + TIME_DIGITS] = '.';
        digits(bytes, at + TIME_DIGITS + 1, RUN_DIGITS, run);
        digits(bytes, at + TIME_DIGITS + 1 + RUN_DIGITS, NUMBER_DIGITS, number);
    }

    private static void digits(byte[] bytes, int at, int count, long value) {
        long rest = value;
        for (int i = at + count - 1; i >= at; i--) {
            bytes[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
    }

    /** Looks for a mark in {@code [start, end)}, first where the one before was, and returns whether there is one. */
    boolean find(byte[] bytes, int start, int end) {
        if (readAt(bytes, start + offset, end)) {
            return true;
        }
        for (int at = start; at + LENGTH <= end; at++) {
            if (bytes[at + TIME_DIGITS] == '.' && readAt(bytes, at, end)) {
                offset = at - start;
                return true;
            }
        }
        return false;
    }

    private boolean readAt(byte[] bytes, int at, int end) {
        if (at + LENGTH > end || bytes[at + TIME_DIGITS] != '.') {
            return false;
        }
        long timeHigh = eightDigits(bytes, at);
        long timeLow = eightDigits(bytes, at + 8);
        long runAndHigh = eightDigits(bytes, at + TIME_DIGITS + 1);
        long low = eightDigits(bytes, at + LENGTH - 8); // begins with the last digit of the one before
        if ((timeHigh | timeLow | runAndHigh | low) < 0) {
            return false;
        }
        dueMicros = timeHigh * 100_000_000 + timeLow;
        run = (int) (runAndHigh / 10_000);
        number = (runAndHigh % 10_000 - runAndHigh % 10) * TEN_MILLION + low;
        return true;
    }

    /** Returns the number that the eight digits from {@code at} make, negative if they are not all digits. */
    private static long eightDigits(byte[] bytes, int at) {
        long text = (long) LONG.get(bytes, at);
        long digits = text ^ 0x3030303030303030L;
        if (((digits + 0x7676767676767676L | digits) & 0x8080808080808080L) != 0) {
            return -1;
        }
        long pairs = digits * 10 + (digits >>> 8);
        return ((pairs & 0x000000FF000000FFL) * 0x000F424000000064L + (pairs >>> 16 & 0x000000FF000000FFL) * 0x0000271000000001L) >>> 32;
    }
}
