package io.ssehub.core.log;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class LogTest {
    private static final int FIRST_BYTES = 16;
    private static final int FULL_BYTES = 64;

    private final SegmentMemory memory = new SegmentMemory();
    private final Log log = new Log(memory, FIRST_BYTES, () -> FULL_BYTES);

    private static final class CountingReader extends Reader {
        int wakes;

        @Override
        public void wake() {
            wakes++;
        }
    }

    private void append(long sequence, int length) {
        log.append("x".repeat(length).getBytes(US_ASCII), 0, length, sequence, "tag " + sequence);
    }

    private List<Integer> capacities() {
        return log.segments().stream().map(segment -> segment.memory().capacity()).toList();
    }

    @Test
    void growsBySegmentsThatDoubleUpToAFullOne() {
        for (long sequence = 1; sequence <= 50; sequence++) {
            append(sequence, 8);
        }
        assertThat(capacities()).startsWith(16, 32, 64, 64).endsWith(64);
        assertThat(log.head()).isEqualTo(400);
        assertThat(log.tail()).isZero();
    }

    @Test
    void keepsAFrameWholeInOneSegment() {
        append(1, 10);
        append(2, 10);
        assertThat(log.segments()).hasSize(2);
        assertThat(Objects.requireNonNull(log.at(9)).end()).isEqualTo(10);
        assertThat(Objects.requireNonNull(log.at(10)).base()).isEqualTo(10);
        assertThat(log.at(20)).isNull();
    }

    @Test
    void givesAFrameThatIsLargerThanASegmentOneOfItsOwn() {
        append(1, 1_000);
        append(2, 8);
        assertThat(capacities()).containsExactly(1_000, 32);
        assertThat(log.head()).isEqualTo(1_008);
    }

    @Test
    void findsFramesByPositionAndBySequence() {
        for (long sequence = 10; sequence <= 100; sequence += 10) {
            append(sequence, 7);
        }
        for (long sequence = 0; sequence <= 110; sequence++) {
            assertThat(log.positionAfter(sequence)).as("after %d", sequence).isEqualTo(7 * Math.min(sequence / 10, 10));
            Segment holder = log.withSequence(sequence);
            assertThat(holder != null).as("%d", sequence).isEqualTo(sequence > 0 && sequence <= 100 && sequence % 10 == 0);
        }
        for (long position = 0; position < log.head(); position++) {
            Segment segment = Objects.requireNonNull(log.at(position));
            int record = segment.recordAt(position);
            assertThat(segment.sequence(record)).isEqualTo((position / 7 + 1) * 10);
            assertThat(segment.tag(record)).isEqualTo("tag " + segment.sequence(record));
            assertThat(segment.restOfFrame(position, Framing.CHUNKED)).hasSize(position % 7 == 0 ? 0 : (int) (7 - position % 7));
        }
    }

    @Test
    void goesOnAtTheSamePositionWhenEverythingHasBeenRetired() {
        append(1, 16);
        append(2, 32);
        assertThat(log.retireOldest()).isTrue();
        assertThat(log.tail()).isEqualTo(16);
        assertThat(log.retireOldest()).isTrue();
        assertThat(log.retireOldest()).isFalse();
        assertThat(log.tail()).isEqualTo(48);
        assertThat(log.head()).isEqualTo(48);
        assertThat(log.positionAfter(0)).isEqualTo(48);
        append(3, 4);
        assertThat(capacities()).containsExactly(FIRST_BYTES);
        assertThat(log.positionAfter(2)).isEqualTo(48);
        assertThat(log.head()).isEqualTo(52);
    }

    @Test
    void usesMemoryAgainOnlyWhenEveryReaderHasAnnouncedATurnThatBeganAfterItsRetirement() {
        CountingReader quick = new CountingReader();
        CountingReader slow = new CountingReader();
        memory.register(quick);
        memory.register(slow);
        append(1, 16);
        append(2, 32);
        long before = memory.retirements();
        log.retireOldest();
        assertThat(quick.wakes).isEqualTo(1);
        assertThat(slow.wakes).isEqualTo(1);
        assertThat(memory.liveBytes()).isEqualTo(32);
        quick.announce(memory.retirements());
        slow.announce(before); // this turn began before
        memory.reclaim();
        assertThat(memory.usedBytes()).isEqualTo(48);
        slow.announce(memory.retirements());
        memory.reclaim();
        assertThat(memory.usedBytes()).isEqualTo(32);
    }

    @Test
    void aReaderThatIsGoneHoldsNothingBack() {
        CountingReader reader = new CountingReader();
        memory.register(reader);
        append(1, 16);
        append(2, 32);
        log.retireOldest();
        memory.reclaim();
        assertThat(memory.usedBytes()).isEqualTo(48);
        memory.unregister(reader);
        memory.reclaim();
        assertThat(memory.usedBytes()).isEqualTo(32);
    }

    @Test
    void givesEverythingBackWhenItIsClosed() {
        append(1, 16);
        append(2, 32);
        log.close();
        memory.reclaim();
        assertThat(memory.usedBytes()).isZero();
    }
}
