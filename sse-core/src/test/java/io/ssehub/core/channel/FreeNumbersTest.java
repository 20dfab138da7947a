package io.ssehub.core.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FreeNumbersTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 63, 64, 65, 4_095, 4_096, 4_097, 65_536, 262_145})
    void takesEveryNumberOnceFromZero(int count) {
        FreeNumbers free = new FreeNumbers(count);
        for (int number = 0; number < count; number++) {
            if (free.takeLowest() != number) {
                assertThat(number).as("not taken in its turn").isNegative();
            }
        }
        assertThat(free.takeLowest()).isEqualTo(-1);
        free.give(count - 1);
        free.give(0);
        assertThat(free.takeLowest()).isZero();
        assertThat(free.takeLowest()).isEqualTo(count == 1 ? -1 : count - 1);
        assertThat(free.takeLowest()).isEqualTo(-1);
    }

    @Test
    void alwaysTakesTheLowest() {
        int count = 5_000;
        Random random = new Random(1);
        FreeNumbers free = new FreeNumbers(count);
        BitSet model = new BitSet();
        model.set(0, count);
        for (int i = 0; i < 50_000; i++) {
            int given = random.nextInt(count);
            if (random.nextInt(5) < 2 && !model.get(given)) {
                free.give(given);
                model.set(given);
            } else {
                int lowest = model.nextSetBit(0);
                assertThat(free.takeLowest()).isEqualTo(lowest);
                if (lowest >= 0) {
                    model.clear(lowest);
                }
            }
        }
    }
}
