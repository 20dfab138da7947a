package io.ssehub.bench.load;

import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** Histograms of microseconds, to three digits, of up to an hour. */
final class Times {
    private static final long MOST = TimeUnit.HOURS.toMicros(1);
    private static final int DIGITS = 3;

    private Times() {}

    /** Returns an empty histogram, which grows with what is recorded. */
    static Histogram histogram() {
        return new Histogram(DIGITS);
    }

    /** Returns {@code micros} as a histogram takes it: 0 to an hour. Below 0 are the clocks of two machines that differ. */
    static long recordable(long micros) {
        return Math.max(0, Math.min(micros, MOST));
    }
}
