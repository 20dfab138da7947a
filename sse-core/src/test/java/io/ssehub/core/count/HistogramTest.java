package io.ssehub.core.count;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class HistogramTest {
    private final Histogram times = new Counters().histogram("time", "Times", List.of(Duration.ofMillis(1), Duration.ofMillis(10)));

    @Test
    void countsATimeInTheFirstBucketThatHoldsIt() {
        times.add(0, 5);
        times.add(1_000_000, 1);
        times.add(1_000_001, 2);
        times.add(10_000_001, 1);
        assertThat(times.counts()).containsExactly(6L, 2L, 1L);
        assertThat(times.sum()).isEqualTo(Duration.ofNanos(13_000_003));
        assertThat(times.max()).isEqualTo(Duration.ofNanos(10_000_001));
    }

    @Test
    void isMadeOnceUnderAName() {
        Counters counters = new Counters();
        Histogram first = counters.histogram("time", "Times", List.of(Duration.ofMillis(1)));
        assertThat(counters.histogram("time", "Times", List.of(Duration.ofMillis(1)))).isSameAs(first);
        assertThat(first.max()).isZero();
    }
}
