package io.ssehub.demo.hmac;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReplayWindowTest {
    private static final long BOOT = 1L << 32;

    private final ReplayWindow window = ReplayWindow.empty();

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 63, 64, BOOT, Long.MAX_VALUE, Long.MIN_VALUE, -2, -1})
    void theFirstCounterMayBeAny(long first) {
        assertThat(window.take(first)).isTrue();
        assertThat(window.take(first)).isFalse();
        assertThat(window.newest()).isEqualTo(first);
    }

    @ParameterizedTest
    @ValueSource(longs = {63, 64, BOOT + 63, Long.MAX_VALUE, Long.MIN_VALUE, Long.MIN_VALUE + 63, -1})
    void sixtyFourAreToldApartAndWhatIsOlderIsRefused(long newest) {
        assertThat(window.take(newest)).isTrue();
        for (int behind = 1; behind < ReplayWindow.SIZE; behind++) {
            assertThat(window.take(newest - behind)).as("%d behind", behind).isTrue();
            assertThat(window.take(newest - behind)).as("%d behind, again", behind).isFalse();
        }
        assertThat(newest == 63 || !window.take(newest - ReplayWindow.SIZE)).isTrue();
        assertThat(window.take(0)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 63, 64, 65, BOOT, -1001})
    void aLeapForgetsNothingThatIsLeftInTheWindow(long ahead) {
        assertThat(window.take(1_000)).isTrue();
        assertThat(window.take(1_000 + ahead)).isTrue();
        assertThat(window.take(1_000)).isFalse();
        assertThat(window.take(999 + ahead)).as("one before the newest").isEqualTo(ahead != 1);
    }

    @Test
    void theHighestCounterIsTheLast() {
        assertThat(window.take(-1)).isTrue();
        for (long counter : new long[] {0, 1, BOOT, Long.MAX_VALUE, Long.MIN_VALUE, -1}) {
            assertThat(window.take(counter)).isFalse();
        }
    }

    @Test
    void agreesWithASetOfAllThatWasSeen() {
        SplittableRandom random = new SplittableRandom(64);
        for (int run = 0; run < 200; run++) {
            ReplayWindow tried = ReplayWindow.empty();
            Set<Long> seen = new HashSet<>();
            long newest = 0;
            long counter = random.nextBoolean() ? 0 : random.nextLong();
            for (int i = 0; i < 2_000; i++) {
                counter = step(random, counter, newest);
                boolean expected = !seen.contains(counter)
                        && (Long.compareUnsigned(counter, newest) > 0 || Long.compareUnsigned(newest - counter, ReplayWindow.SIZE) < 0);
                assertThat(tried.take(counter)).as("%s, the newest being %s", Long.toUnsignedString(counter), Long.toUnsignedString(newest)).isEqualTo(expected);
                seen.add(counter);
                newest = Long.compareUnsigned(counter, newest) > 0 ? counter : newest;
                tried = i % 50 == 0 ? Objects.requireNonNull(ReplayWindow.of(tried.record())) : tried;
            }
        }
    }

    private static long step(SplittableRandom random, long counter, long newest) {
        return switch (random.nextInt(10)) {
            case 0 -> newest - random.nextInt(70);
            case 1 -> counter;
            case 2 -> newest + random.nextInt(70);
            case 3 -> random.nextInt(1_000) == 0 ? newest + BOOT : newest - 64;
            default -> newest + random.nextInt(3);
        };
    }

    @Test
    void refusesAllUpToAMark() {
        ReplayWindow marked = ReplayWindow.upTo(BOOT + 5);
        for (long counter : new long[] {0, 1, BOOT - 100, BOOT, BOOT + 4, BOOT + 5}) {
            assertThat(marked.take(counter)).isFalse();
        }
        assertThat(marked.take(BOOT + 6)).isTrue();
    }

    @Test
    void isNotMadeOfWhatIsNoRecord() {
        assertThat(ReplayWindow.of(new byte[0])).isNull();
        assertThat(ReplayWindow.of(new byte[15])).isNull();
        assertThat(ReplayWindow.of(new byte[17])).isNull();
    }
}
