package io.ssehub.bench.load;

import io.ssehub.bench.report.Distribution;
import io.ssehub.bench.report.LoadReport.Connections;
import io.ssehub.bench.report.LoadReport.Deliveries;
import io.ssehub.bench.report.LoadReport.Latencies;
import io.ssehub.bench.report.LoadReport.Publishing;
import io.ssehub.bench.report.LoadReport.Reconnects;
import io.ssehub.bench.report.LoadReport.Second;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.DataFormatException;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** Adds up what the readers and the publisher have measured. Confined to the thread that runs the load, or to one loop while that thread waits for it. */
final class Outcome {
    private static final String TAG = "delivery";

    private final Counts sum = new Counts();
    private final Histogram last = Times.histogram();
    private final Histogram lag = Times.histogram();
    private final List<Second> timeline = new ArrayList<>();
    private final List<byte[]> intervals = new ArrayList<>();
    private final Totals totals = new Totals();
    private @Nullable Publishing publishing;

    /**
     * Takes what the readers have counted since the last time and returns the second that it makes.
     *
     * @param at when it ends, in seconds since the run began
     * @param published events sent in it
     */
    Second add(List<Counts> cuts, String phase, double at, long startMillis, long endMillis, long published) {
        Counts counts = Counts.sum(cuts);
        sum.add(counts);
        Histogram interval = Times.histogram();
        interval.add(counts.measured);
        interval.add(counts.earlier);
        interval.setStartTimeStamp(startMillis);
        interval.setEndTimeStamp(endMillis);
        intervals.add(Times.compress(interval));
        Second second = new Second(
                at, phase, counts.open, published, counts.events, counts.bytes, counts.failed.total() + counts.dropped.total(),
                interval.getValueAtPercentile(50), interval.getValueAtPercentile(99), interval.getMaxValue());
        timeline.add(second);
        return second;
    }

    /** Returns the deliveries' histograms of each second, with the times at which they begin and end, in order. */
    Iterable<Histogram> intervals() {
        return () -> intervals.stream().map(Outcome::decode).iterator();
    }

    private static Histogram decode(byte[] bytes) {
        try {
            Histogram histogram = Times.decompress(bytes);
            histogram.setTag(TAG);
            return histogram;
        } catch (DataFormatException e) {
            throw new IllegalStateException("a histogram is not what it was encoded as", e);
        }
    }

    /** Takes when an event came to the last stream that got it. */
    void addLast(long micros) {
        last.recordValue(Times.recordable(micros));
    }

    void addLag(Histogram histogram) {
        lag.add(histogram);
    }

    /** Takes what has become of what was published. */
    void end(Publisher publisher, long sent) {
        publishing = new Publishing(publisher.due(), sent, publisher.acceptedSoFar(), publisher.refusals());
    }

    /** Takes what the streams have come to, and what was counted as they ended. */
    void end(Totals ended, List<Counts> cuts) {
        totals.add(ended);
        cuts.forEach(sum::add);
    }

    long events() {
        return sum.events;
    }

    Histogram lag() {
        return lag;
    }

    List<Second> timeline() {
        return List.copyOf(timeline);
    }

    Connections connections(long asked) {
        return new Connections(asked, sum.opened, totals.open, sum.failed.counts(), sum.dropped.counts(), sum.closed);
    }

    @Nullable Publishing publishing() {
        return publishing;
    }

    Deliveries deliveries(double perSecond) {
        return new Deliveries(
                sum.events, totals.steady, totals.churned, totals.slow, sum.foreign, sum.lossNotices, perSecond, totals.lost, totals.duplicated, totals.reordered,
                totals.unsoundStreams, sum.bytes);
    }

    Reconnects reconnects() {
        return new Reconnects(sum.returned, sum.complete, sum.missed, Distribution.of(sum.gap));
    }

    Latencies latencies() {
        return new Latencies(
                Distribution.of(sum.connect), Distribution.of(sum.firstEvent), Distribution.of(sum.measured), Distribution.of(last), Distribution.of(lag));
    }
}
