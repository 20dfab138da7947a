package io.ssehub.demo.board;

import static io.ssehub.demo.board.SequenceNumbers.Verdict.DUPLICATE;
import static io.ssehub.demo.board.SequenceNumbers.Verdict.LATE;
import static io.ssehub.demo.board.SequenceNumbers.Verdict.NEW;
import static io.ssehub.demo.board.SequenceNumbers.Verdict.REBOOT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.BitSet;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SequenceNumbersTest {
    private static final long MAX = 0xFFFF_FFFFL;

    /** Numbers taken before, the number in question, what it is, and how many are lost then. */
    static Stream<Arguments> verdicts() {
        return Stream.of(
                arguments(before(), 0L, NEW, 0),
                arguments(before(), 500L, NEW, 0),
                arguments(before(), MAX, NEW, 0),
                arguments(before(0), 0L, DUPLICATE, 0),
                arguments(before(0), 1L, NEW, 0),
                arguments(before(1), 1L, DUPLICATE, 0),
                arguments(before(1), 0L, REBOOT, 0),
                arguments(before(0), 2L, NEW, 1),
                arguments(before(5), 6L, NEW, 0),
                arguments(before(5), 8L, NEW, 2),
                arguments(before(5), 5L, DUPLICATE, 0),
                arguments(before(5, 6), 5L, DUPLICATE, 0),
                arguments(before(5, 7), 6L, LATE, 0),
                arguments(before(5, 7, 6), 6L, DUPLICATE, 0),
                arguments(before(5, 7, 6), 8L, NEW, 0),
                arguments(before(5, 8), 6L, LATE, 1),
                arguments(before(5), 4L, LATE, 0),
                arguments(before(5, 7), 4L, LATE, 1),
                arguments(before(5, 7, 4), 4L, DUPLICATE, 1),
                arguments(before(3), 1L, REBOOT, 0),
                arguments(before(3), 0L, REBOOT, 0),
                arguments(before(1, 2), 1L, REBOOT, 0),
                arguments(before(5, 9, 1), 2L, NEW, 3),
                arguments(before(5, 9, 0), 4L, NEW, 6),
                arguments(before(5_000), 5_000L - 1_024, LATE, 0),
                arguments(before(5_000), 5_000L - 1_025, REBOOT, 0),
                arguments(before(5_000), 2L, REBOOT, 0),
                arguments(before(5_000, 2), 3L, NEW, 0),
                arguments(before(3_976, 5_000), 3_976L, DUPLICATE, 1_023),
                arguments(before(5_000, 6_024), 5_000L, DUPLICATE, 1_023),
                arguments(before(5_000, 6_024), 5_001L, LATE, 1_022),
                arguments(before(5_000, 7_048), 6_024L, LATE, 2_046),
                arguments(before(5_000), 15_000L, NEW, 9_999),
                arguments(before(5_000, 15_000), 14_999L, LATE, 9_998),
                arguments(before(MAX), 0L, NEW, 0),
                arguments(before(MAX), 1L, NEW, 1),
                arguments(before(MAX - 2), 3L, NEW, 5),
                arguments(before(MAX - 2, 3), MAX, LATE, 4),
                arguments(before(MAX - 2, 3), MAX - 2, DUPLICATE, 5),
                arguments(before(MAX - 5_000), 1L, REBOOT, 0),
                arguments(before(MAX - 1_023), 0L, NEW, 1_023),
                arguments(before(MAX - 1_024), 0L, REBOOT, 0),
                arguments(before(MAX), MAX, DUPLICATE, 0),
                arguments(before(MAX, 0), MAX, DUPLICATE, 0),
                arguments(before(100), 100 + (1L << 31) - 1, NEW, (1L << 31) - 2),
                arguments(before(100), 100 + (1L << 31), REBOOT, 0));
    }

    private static long[] before(long... numbers) {
        return numbers;
    }

    @ParameterizedTest(name = "after {0}, {1} is {2}, lost {3}")
    @MethodSource
    void verdicts(long[] before, long number, SequenceNumbers.Verdict verdict, long lost) {
        SequenceNumbers sequence = new SequenceNumbers();
        for (long earlier : before) {
            sequence.take(earlier);
        }
        assertThat(sequence.take(number)).isEqualTo(verdict);
        assertThat(sequence.lost()).isEqualTo(lost);
    }

    @Test
    void lostIsWhatWasSkippedAndNeverCame() {
        SplittableRandom random = new SplittableRandom(1);
        for (int round = 0; round < 200; round++) {
            SequenceNumbers sequence = new SequenceNumbers();
            BitSet came = new BitSet();
            // Any start, so that some rounds wrap.
            long start = round % 2 == 0 ? random.nextLong(2_000, MAX) : MAX - random.nextInt(3_000);
            int newest = 0;
            sequence.take(start);
            came.set(0);
            for (int i = 0; i < 2_000; i++) {
                int number = random.nextInt(3) == 0 ? newest + random.nextInt(1, 40) : Math.max(0, newest - random.nextInt(60));
                if (((start + number) & MAX) <= 1) {
                    continue; // 0 and 1 have rules of their own
                }
                SequenceNumbers.Verdict expected = number > newest ? NEW : came.get(number) ? DUPLICATE : LATE;
                assertThat(sequence.take((start + number) & MAX)).isEqualTo(expected);
                came.set(number);
                newest = Math.max(newest, number);
                assertThat(sequence.lost()).isEqualTo(newest + 1L - came.cardinality());
            }
        }
    }
}
