package io.ssehub.demo.hmac;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ssehub.core.hub.Hub;
import io.ssehub.core.hub.HubOptions;
import io.ssehub.core.store.Sync;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuthenticatorTest {
    private static final Duration DEADLINE = Duration.ofSeconds(60);
    private static final long BOOT = 1L << 32;
    private static final String KEY = "00112233445566778899aabbccddeeff";
    private static final String OTHER_KEY = "ff112233445566778899aabbccddeeff";

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1_000); // it may overflow
    private final Queue<Long> actedOn = new ConcurrentLinkedQueue<>();
    private volatile BoardKeys keys;
    private StateStore store = new StateStore();
    private Hub hub;
    private Authenticator authenticator;

    AuthenticatorTest() throws IOException {
        keys = BoardKeys.parse("b " + KEY + "\nc " + KEY);
        hub = Hub.open(HubOptions.defaults());
        hub.close();
        authenticator = start(store);
    }

    private Authenticator start(StateStore on) throws IOException {
        store = on;
        hub = Hub.open(HubOptions.defaults(), on, new Sync.Within(Duration.ofHours(1)));
        return new Authenticator(() -> keys, hub.state("replay"), nanos::get, hub.counters());
    }

    @AfterEach
    void close() {
        hub.close();
    }

    /** Ends the hub as a crash would: what is on disk at this moment is all that the next one finds. */
    private void crash() throws IOException {
        StateStore left;
        List<Long> before;
        store.lock.lock();
        try {
            left = store.copy();
            before = List.copyOf(actedOn);
        } finally {
            store.lock.unlock();
        }
        hub.close();
        actedOn.clear();
        actedOn.addAll(before);
        authenticator = start(left);
    }

    private void stopAndStart() throws IOException {
        authenticator.close();
        hub.close();
        authenticator = start(store);
    }

    private Verdict verify(String board, String key, long counter) throws IOException {
        byte[] datagram = Objects.requireNonNull(BoardKeys.parse(board + " " + key).of(board)).sign("{\"t\":1}".getBytes(UTF_8), counter);
        return authenticator.verify(ByteBuffer.wrap(datagram), (Trailer.Hmac) Trailer.of(ByteBuffer.wrap(datagram)));
    }

    private boolean send(long counter) throws IOException {
        return verify("b", KEY, counter) instanceof Verdict.Authentic authentic && authenticator.whenRemembered(authentic, Runnable::run, () -> actedOn.add(counter));
    }

    private void sendAndWait(long counter) throws IOException {
        int before = actedOn.size();
        assertThat(send(counter)).as("counter %d", counter).isTrue();
        await().pollInterval(Duration.ofMillis(1)).atMost(DEADLINE).until(() -> actedOn.size() > before);
    }

    @Test
    void onlyWhatTheBoardSentIsAuthentic() throws IOException {
        assertThat(verify("nobody", KEY, 1)).isEqualTo(Verdict.Refused.UNKNOWN_BOARD);
        assertThat(verify("b", OTHER_KEY, 1)).isEqualTo(Verdict.Refused.WRONG_HMAC);
        assertThat(verify("b", KEY, 1)).isInstanceOf(Verdict.Authentic.class);
        assertThat(verify("b", KEY, 1)).isEqualTo(Verdict.Refused.REPLAYED);
        assertThat(verify("c", KEY, 1)).as("each board counts for itself").isInstanceOf(Verdict.Authentic.class);
        assertThat(authenticator.hasKey("b")).isTrue();
        assertThat(authenticator.hasKey("nobody")).isFalse();
    }

    @Test
    void nothingIsActedOnBeforeTheDiskRemembersIt() throws IOException {
        store.lock.lock();
        try {
            for (long counter : new long[] {5, 3, 4, 6, BOOT}) {
                assertThat(send(counter)).isTrue();
            }
            assertThat(send(4)).as("also a duplicate of what waits is refused").isFalse();
            assertThat(hub.counters().counter("store_syncs", "").value()).isLessThanOrEqualTo(1);
            assertThat(actedOn).isEmpty();
        } finally {
            store.lock.unlock();
        }
        await().atMost(DEADLINE).untilAsserted(() -> assertThat(actedOn).containsExactly(5L, 3L, 4L, 6L, BOOT));
        crash();
        for (long counter : new long[] {0, 3, 4, 5, 6, 7, BOOT}) {
            assertThat(send(counter)).isFalse();
        }
        assertThat(send(2 * BOOT)).as("its next boot").isTrue();
    }

    @Test
    void noMoreWaitThanThereIsRoomFor() throws IOException {
        store.lock.lock();
        try {
            for (int counter = 1; counter <= 4_096; counter++) {
                assertThat(send(counter)).isTrue();
            }
            assertThat(send(4_097)).isFalse();
        } finally {
            store.lock.unlock();
        }
        await().atMost(DEADLINE).until(() -> actedOn.size() == 4_096);
        assertThat(List.copyOf(actedOn)).isSorted();
        sendAndWait(4_098);
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 1_000, 20_000, 60_000})
    void aBoardWaitsSeldomAndIsRefusedForHalfAMinuteAtMostAfterACrash(int periodMillis) throws IOException {
        long counter = BOOT;
        long periodNanos = Duration.ofMillis(periodMillis).toNanos();
        int sent = (int) Math.min(2_000, Duration.ofMinutes(10).toMillis() / periodMillis);
        for (int i = 0; i < sent; i++, counter++) {
            nanos.addAndGet(periodNanos);
            sendAndWait(counter);
        }
        assertThat(store.writes()).isLessThanOrEqualTo((int) (5 + Math.min(sent, sent * (long) periodMillis / 10_000)));
        crash();
        long refused = 0;
        for (; !send(counter); counter++) {
            refused++;
        }
        assertThat(refused * periodMillis).isLessThanOrEqualTo(31_000);
        assertThat(actedOn).doesNotHaveDuplicates();
    }

    @Test
    void aMarkNeverReachesIntoTheNextBoot() throws IOException {
        sendAndWait(BOOT - 2);
        nanos.addAndGet(Duration.ofMillis(1).toNanos());
        sendAndWait(BOOT - 1);
        crash();
        assertThat(send(BOOT)).isTrue();
    }

    @Test
    void aStopInOrderLosesNothing() throws IOException {
        for (long counter : new long[] {1, 2, 5, 6}) {
            sendAndWait(counter);
        }
        stopAndStart();
        for (long counter : new long[] {1, 2, 5, 6}) {
            assertThat(send(counter)).isFalse();
        }
        sendAndWait(3);
        crash();
        assertThat(send(3)).as("taken late after a clean start, then a crash").isFalse();
        assertThat(send(100)).isTrue();
    }

    @Test
    void aKeyRemembersForItselfAlsoWhenItIsTakenAwayAndGivenBack() throws IOException {
        sendAndWait(BOOT);
        keys = BoardKeys.parse("b " + OTHER_KEY);
        assertThat(verify("b", KEY, BOOT + 1)).isEqualTo(Verdict.Refused.WRONG_HMAC);
        assertThat(verify("b", OTHER_KEY, 1)).as("a new key counts anew").isInstanceOf(Verdict.Authentic.class);
        stopAndStart();
        stopAndStart();
        keys = BoardKeys.parse("b " + KEY);
        assertThat(verify("b", KEY, BOOT)).isEqualTo(Verdict.Refused.REPLAYED);
        assertThat(verify("b", KEY, BOOT + 1)).isInstanceOf(Verdict.Authentic.class);
    }

    @Test
    void whileTheDiskFailsBoardsAreHeardAndReplaysRefused() throws IOException {
        sendAndWait(1);
        store.fail(true);
        for (long counter = 2; counter < 200; counter++) {
            sendAndWait(counter);
            assertThat(send(counter)).isFalse();
        }
        store.fail(false);
        long counter = 200;
        for (int writes = store.writes(); store.writes() == writes; counter++) {
            sendAndWait(counter);
        }
        hub.close();
        authenticator = start(store);
        for (long old = 0; old < counter; old++) {
            assertThat(send(old)).isFalse();
        }
    }

    @Test
    void noCounterIsActedOnTwiceWhateverCrashes() throws IOException {
        SplittableRandom random = new SplittableRandom(1);
        for (int run = 0; run < 60; run++) {
            long newest = actedOn.stream().mapToLong(Long::longValue).max().orElse(0);
            newest = random.nextBoolean() ? newest : (newest | 0xFFFF_FFFFL) + 1;
            for (int i = random.nextInt(60); i > 0; i--) {
                nanos.addAndGet(random.nextLong(Duration.ofSeconds(20).toNanos()));
                newest += random.nextInt(3);
                send(newest);
                send(newest - random.nextInt(5));
            }
            if (random.nextInt(3) == 0) {
                stopAndStart();
            } else {
                crash();
            }
            Set<Long> before = Set.copyOf(actedOn);
            assertThat(actedOn).hasSize(before.size());
            for (long counter : LongStream.concat(before.stream().mapToLong(Long::longValue), LongStream.of(0)).toArray()) {
                assertThat(!before.contains(counter) || !send(counter)).as("counter %d again", counter).isTrue();
            }
        }
        assertThat(actedOn.size()).isGreaterThan(500);
    }
}
