package io.ssehub.bench.load;

import java.util.List;
import org.HdrHistogram.Histogram;

/** What a reader has counted since the last time. Histograms are of microseconds. Confined to one thread at a time. */
final class Counts {
    Histogram measured = Times.histogram();
    Histogram earlier = Times.histogram();
    Histogram connect = Times.histogram();
    Histogram firstEvent = Times.histogram();
    Histogram gap = Times.histogram();
    Causes failed = new Causes();
    Causes dropped = new Causes();
    long opened;
    long closed;
    long events;
    long foreign;
    long lossNotices;
    long bytes;
    long returned;
    long complete;
    long missed;
    int open;

    void add(Counts other) {
        measured.add(other.measured);
        earlier.add(other.earlier);
        connect.add(other.connect);
        firstEvent.add(other.firstEvent);
        gap.add(other.gap);
        failed.addAll(other.failed.counts());
        dropped.addAll(other.dropped.counts());
        opened += other.opened;
        closed += other.closed;
        events += other.events;
        foreign += other.foreign;
        lossNotices += other.lossNotices;
        bytes += other.bytes;
        returned += other.returned;
        complete += other.complete;
        missed += other.missed;
        open += other.open;
    }

    /** Returns what all of them counted at the same time. */
    static Counts sum(List<Counts> all) {
        Counts sum = new Counts();
        all.forEach(sum::add);
        return sum;
    }
}
