package io.ssehub.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SequenceTest {
    private static Sequence taking(int stride, long... numbers) {
        Sequence sequence = new Sequence(numbers[0], stride);
        for (long number : numbers) {
            sequence.take(number);
        }
        return sequence;
    }

    @Test
    void whatComesInOrderIsSound() {
        assertThat(taking(1, 0, 1, 2, 3).sound()).isTrue();
        assertThat(taking(3, 2, 5, 8).sound()).isTrue();
    }

    @Test
    void whatIsSkippedIsLost() {
        assertThat(taking(1, 0, 5).lost()).isEqualTo(4);
        assertThat(taking(3, 2, 11).lost()).isEqualTo(2);
    }

    @Test
    void whatComesLateIsReorderedAndNotLost() {
        Sequence sequence = taking(1, 0, 5, 3, 1);

        assertThat(sequence.lost()).isEqualTo(2);
        assertThat(sequence.reordered()).isEqualTo(2);
        assertThat(sequence.duplicated()).isZero();
    }

    @Test
    void whatComesAgainIsADuplicateEvenIfItWasLate() {
        assertThat(taking(1, 0, 1, 1, 0).duplicated()).isEqualTo(2);
        assertThat(taking(1, 0, 2, 1, 1).duplicated()).isEqualTo(1);
    }

    @Test
    void aStreamThatBeginsMayGetOlderEventsFirst() {
        Sequence sequence = new Sequence(0, 1);
        sequence.beginAt(10);
        sequence.take(8);
        sequence.take(9);
        sequence.take(10);

        assertThat(sequence.sound()).isTrue();
    }

    @Test
    void aStreamThatBeginsMissesWhatWasPublishedAfterwards() {
        Sequence sequence = new Sequence(1, 3);
        sequence.beginAt(10);
        sequence.take(16);

        assertThat(sequence.lost()).isEqualTo(2); // 10 and 13
    }

    @Test
    void whatIsMissingAtTheEndIsLost() {
        Sequence sequence = taking(3, 1, 4);
        sequence.endAt(11); // 7 and 10 are of this stream

        assertThat(sequence.lost()).isEqualTo(2);
    }

    @Test
    void moreGapsThanAreRememberedAreLostForGood() {
        Sequence sequence = new Sequence(0, 1);
        for (long number = 1; number <= 2L * Sequence.MAX_GAPS + 1; number += 2) {
            sequence.take(number);
        }
        sequence.take(0);
        sequence.take(2);

        assertThat(sequence.lost()).isEqualTo(Sequence.MAX_GAPS);
        assertThat(sequence.reordered()).isEqualTo(1);
        assertThat(sequence.duplicated()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7})
    void anyOrderOfAllNumbersLosesNoneAndDoublesNone(int stride) {
        for (int seed = 0; seed < 200; seed++) {
            List<Long> numbers = new ArrayList<>();
            for (long number = 0; number < 100; number++) {
                numbers.add(number * stride);
            }
            Collections.shuffle(numbers.subList(1, 100), new Random(seed));
            Sequence sequence = new Sequence(0, stride);
            numbers.forEach(sequence::take);

            assertThat(sequence.lost()).as("seed %d", seed).isZero();
            assertThat(sequence.duplicated()).as("seed %d", seed).isZero();
            assertThat(sequence.next()).isEqualTo(100L * stride);
        }
    }
}
