package io.ssehub.netty.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ReconnectionTest {
    @Test
    void waitsForExactlyTheReconnectionTimeAfterAStream() {
        Reconnection reconnection = new Reconnection(3_000, 30_000, () -> 0.5);
        assertThat(reconnection.afterStream()).isEqualTo(3_000);
        reconnection.time(70);
        assertThat(reconnection.afterStream()).isEqualTo(70);
        reconnection.time(0);
        assertThat(reconnection.afterStream()).isZero();
    }

    @Test
    void doublesWithEachFailureInARowUpToItsLimit() {
        Reconnection least = new Reconnection(3_000, 30_000, () -> 0);
        Reconnection most = new Reconnection(3_000, 30_000, () -> Math.nextDown(1.0));
        assertThat(LongStream.range(0, 7).map(i -> least.afterFailure())).containsExactly(3_000L, 6_000L, 12_000L, 24_000L, 30_000L, 30_000L, 30_000L);
        assertThat(LongStream.range(0, 7).map(i -> most.afterFailure())).containsExactly(5_999L, 11_999L, 23_999L, 29_999L, 30_000L, 30_000L, 30_000L);
    }

    @Test
    void beginsAnewAfterAStream() {
        Reconnection reconnection = new Reconnection(1_000, 30_000, () -> 0);
        reconnection.afterFailure();
        reconnection.afterFailure();
        assertThat(reconnection.failures()).isEqualTo(2);
        reconnection.afterStream();
        assertThat(reconnection.failures()).isZero();
        assertThat(reconnection.afterFailure()).isEqualTo(1_000);
    }

    @Test
    void neverAsksAServerThatIsDownWithoutAPause() {
        Reconnection reconnection = new Reconnection(0, 30_000, () -> 0);
        assertThat(reconnection.afterFailure()).isEqualTo(100);
        assertThat(reconnection.afterFailure()).isEqualTo(200);
    }

    @Test
    void keepsAReconnectionTimeThatIsLongerThanTheLimitOfFailures() {
        Reconnection reconnection = new Reconnection(600_000, 30_000, () -> 0.9);
        assertThat(reconnection.afterFailure()).isEqualTo(600_000);
        assertThat(reconnection.afterFailure()).isEqualTo(600_000);
    }

    @Test
    void takesATimeBeyondADayAsADay() {
        Reconnection reconnection = new Reconnection(3_000, 30_000, () -> 0.9);
        reconnection.time(Long.MAX_VALUE);
        assertThat(reconnection.afterStream()).isEqualTo(86_400_000);
        for (int i = 0; i < 100; i++) {
            assertThat(reconnection.afterFailure()).isEqualTo(86_400_000);
        }
    }
}
