package io.ssehub.core.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RateLimitTest {
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 10); // it may overflow
    private final RateLimit limit = new RateLimit(10, InetAddress::isLoopbackAddress, nanos::get);
    private final InetAddress board = address(1);

    private static InetAddress address(int last) {
        try {
            return InetAddress.getByAddress(new byte[] {10, (byte) (last >> 16), (byte) (last >> 8), (byte) last});
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    private int taken(InetAddress source) {
        int taken = 0;
        while (limit.take(source, 1).isZero()) {
            taken++;
        }
        return taken;
    }

    @Test
    void grantsASecondsWorthAtOnceAndThenTheRate() {
        assertThat(taken(board)).isEqualTo(10);
        assertThat(limit.take(board, 1)).isEqualTo(Duration.ofMillis(100));
        nanos.addAndGet(Duration.ofMillis(300).toNanos());
        assertThat(taken(board)).isEqualTo(3);
        nanos.addAndGet(Duration.ofHours(1).toNanos());
        assertThat(taken(board)).as("no more than a second's is saved up").isEqualTo(10);
    }

    @Test
    void oneSourceTakesNothingFromAnother() {
        taken(board);
        assertThat(taken(address(2))).isEqualTo(10);
    }

    @Test
    void whatIsDoneAtOnceIsWaitedForInFull() {
        assertThat(limit.take(board, 50)).isZero();
        assertThat(limit.take(board, 1)).isEqualTo(Duration.ofMillis(4_100));
    }

    @Test
    @SuppressWarnings("AddressSelection") // literals, of one address each
    void thisMachineIsExemptWhereThatIsWanted() throws UnknownHostException {
        for (int i = 0; i < 100; i++) {
            assertThat(limit.take(InetAddress.getByName("127.0.0.1"), 1)).isZero();
        }
        RateLimit strict = new RateLimit(1, address -> false, nanos::get);
        assertThat(strict.take(InetAddress.getByName("::1"), 1)).isZero();
        assertThat(strict.take(InetAddress.getByName("::1"), 1)).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void forgetsTheSourceHeardLongestAgo() {
        taken(board);
        for (int i = 0; i < RateLimit.MAX_SOURCES; i++) {
            limit.take(address(i + 2), 1);
        }
        assertThat(limit.take(board, 1)).isZero();
    }

    @Test
    void refusesARateThatIsNone() {
        assertThatIllegalArgumentException().isThrownBy(() -> new RateLimit(0, address -> false, nanos::get)).withMessageContaining("perSecond is 0; 1 to");
    }
}
