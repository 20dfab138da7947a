package io.ssehub.bench.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;

/** Amounts as people read them: three digits and a unit, such as {@code 12.3 ms}. A number that is not finite is a dash. */
public final class Amount {
    private static final String[] BYTES = {"B", "KiB", "MiB", "GiB", "TiB"};

    private Amount() {}

    /** Returns a whole number with its thousands grouped: {@code 1,234,567}. */
    public static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** Returns {@code 31 µs}, {@code 1.90 ms} or {@code 12.3 s}. */
    public static String time(long micros) {
        return time((double) micros);
    }

    /** Returns {@code 0.827 µs}, {@code 1.90 ms} or {@code 12.3 s}. */
    public static String time(double micros) {
        if (micros < 999.5) {
            return (micros == Math.rint(micros) ? count((long) micros) : digits(micros)) + " µs";
        }
        return micros < 999_500 ? digits(micros / 1e3) + " ms" : digits(micros / 1e6) + " s";
    }

    /** Returns {@code 999,387/s}, or {@code 2.50/s}. */
    public static String perSecond(double number) {
        return digits(number) + "/s";
    }

    /** Returns a part of one in percent: {@code 87.3 %}. */
    public static String share(double part) {
        return digits(part * 100) + " %";
    }

    /** Returns {@code 7.68 GiB}; below 1 KiB {@code 512 B}. */
    public static String bytes(long bytes) {
        return bytes((double) bytes);
    }

    /** Returns {@code 7.68 GiB}, or {@code 1.50 B} of a mean. */
    public static String bytes(double bytes) {
        int power = 0;
        double rest = bytes;
        while (power < BYTES.length - 1 && Math.abs(rest) >= 1024) {
            rest /= 1024;
            power++;
        }
        return (rest == Math.rint(rest) ? count((long) rest) : digits(rest)) + " " + BYTES[power];
    }

    /** Returns {@code number} to three digits, or to its point where that is further right. */
    private static String digits(double number) {
        if (!Double.isFinite(number)) {
            return "–";
        }
        if (number == 0 || Math.abs(number) >= 999.5) {
            return count(Math.round(number));
        }
        BigDecimal rounded = new BigDecimal(number).round(new MathContext(3));
        return rounded.setScale(Math.max(0, 3 - rounded.precision() + rounded.scale()), RoundingMode.UNNECESSARY).toPlainString();
    }
}
