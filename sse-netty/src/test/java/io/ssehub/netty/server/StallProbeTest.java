package io.ssehub.netty.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.ssehub.core.count.Counters;
import io.ssehub.core.count.Histogram;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class StallProbeTest {
    private static final long MILLI = 1_000_000;

    private final Histogram stalls = StallProbe.histogram(new Counters());
    private final long startNanos = Long.MAX_VALUE - 5 * MILLI; // the clock may wrap
    private final StallProbe probe = new StallProbe(stalls, startNanos);

    private void busy(long from, long to) {
        probe.busy(startNanos + from, startNanos + to);
    }

    private long atMost(int millis) {
        long sum = 0;
        for (int i = 0; i < stalls.bounds().size() && stalls.bounds().get(i).toMillis() <= millis; i++) {
            sum += stalls.counts().get(i);
        }
        return sum;
    }

    private long all() {
        return stalls.counts().stream().mapToLong(Long::longValue).sum();
    }

    @Test
    void whatComesWhileTheLoopIsIdleDoesNotWait() {
        busy(10_000 * MILLI, 10_000 * MILLI + 1);
        assertThat(atMost(1)).isEqualTo(all()).isEqualTo(10_001);
        assertThat(stalls.max()).isLessThan(Duration.ofMillis(1));
    }

    @Test
    void whatComesWhileTheLoopIsBusyWaitsForItsEnd() {
        busy(900 * MILLI, 1_000 * MILLI);
        assertThat(all()).isEqualTo(1_001);
        assertThat(atMost(1)).isEqualTo(902); // those before it, and the last two
        assertThat(atMost(50)).isEqualTo(951);
        assertThat(stalls.max()).isEqualTo(Duration.ofMillis(100));
        assertThat(stalls.sum()).isEqualTo(Duration.ofMillis(100 * 101 / 2));
    }

    @Test
    void shortWorkBetweenTwoProbesIsSeenByNone() {
        for (int i = 0; i < 1_000; i++) {
            busy(i * MILLI + 1, i * MILLI + MILLI / 2);
        }
        assertThat(all()).isEqualTo(1_000);
        assertThat(stalls.sum()).isZero();
    }
}
