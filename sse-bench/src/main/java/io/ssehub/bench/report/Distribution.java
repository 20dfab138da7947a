package io.ssehub.bench.report;

import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;

/**
 * What a histogram of times says. Times are in microseconds; all are 0 if nothing was recorded. Immutable.
 *
 * @param count how many were recorded
 * @param curve points of the percentile curve, rising
 */
public record Distribution(
        long count,
        long minMicros,
        double meanMicros,
        long p50Micros,
        long p90Micros,
        long p99Micros,
        long p999Micros,
        long p9999Micros,
        long maxMicros,
        List<Point> curve) {
    private static final int POINTS_PER_HALVING = 5;

    /**
     * A point of the percentile curve.
     *
     * @param percentile 0 to 100
     */
    public record Point(double percentile, long micros) {}

    /** Returns what {@code histogram}, of microseconds, says. */
    public static Distribution of(Histogram histogram) {
        long count = histogram.getTotalCount();
        List<Point> curve = new ArrayList<>();
        if (count > 0) {
            for (HistogramIterationValue value : histogram.percentiles(POINTS_PER_HALVING)) {
                curve.add(new Point(value.getPercentileLevelIteratedTo(), value.getValueIteratedTo()));
            }
        }
        return new Distribution(
                count,
                count == 0 ? 0 : histogram.getMinValue(),
                histogram.getMean(),
                histogram.getValueAtPercentile(50),
                histogram.getValueAtPercentile(90),
                histogram.getValueAtPercentile(99),
                histogram.getValueAtPercentile(99.9),
                histogram.getValueAtPercentile(99.99),
                histogram.getMaxValue(),
                List.copyOf(curve));
    }
}
