package io.ssehub.core.hub;

import static io.ssehub.core.hub.Streams.drain;
import static io.ssehub.core.hub.Streams.publish;
import static io.ssehub.core.hub.Streams.selection;
import static io.ssehub.core.hub.Streams.text;
import static io.ssehub.core.hub.Streams.walk;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ssehub.core.count.Counter;
import io.ssehub.core.count.Counters;
import io.ssehub.core.event.ServerSentEvent;
import io.ssehub.core.log.Frame;
import io.ssehub.core.log.Framing;
import io.ssehub.core.log.Log;
import io.ssehub.core.log.Reader;
import io.ssehub.core.topic.Selection;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HistoryTest {
    private static final int LEAST_BYTES = 1 << 18;

    private final AtomicLong nanos = new AtomicLong();
    private final HubOptions options = HubOptions.defaults().withNanoClock(nanos::get);

    private static Hub small(int events) {
        return Hub.open(HubOptions.defaults().withHistory(events, LEAST_BYTES, Duration.ofHours(1)));
    }

    private static long events(String stream) {
        return stream.lines().filter(line -> line.startsWith("data: ")).count();
    }

    private static boolean expired(Hub hub, long sequence, String... patterns) {
        Feed feed = hub.feeds().join(selection(patterns));
        try {
            return hub.feeds().isEvictedAfter(feed, sequence);
        } finally {
            hub.feeds().leave(feed);
        }
    }

    @Test
    void keepsAsManyEventsAsAllowed() {
        try (Hub hub = small(100)) {
            for (int i = 1; i <= 250; i++) {
                publish(hub, "a", "event " + i);
            }
            assertThat(hub.feeds().oldestSequence()).isEqualTo(151);
            assertThat(expired(hub, 150, "a")).isFalse();
            assertThat(expired(hub, 149, "a")).isTrue();
        }
    }

    @Test
    void keepsWithinItsBytes() {
        try (Hub hub = small(1_000_000)) {
            for (int i = 1; i <= 5_000; i++) {
                publish(hub, "a", "x".repeat(1_000));
                assertThat(hub.feeds().memory().usedBytes()).isLessThanOrEqualTo(LEAST_BYTES);
            }
            assertThat(hub.feeds().oldestSequence()).isBetween(4_700L, 4_900L);
        }
    }

    @Test
    void forgetsWhatIsTooOld() {
        try (Hub hub = Hub.open(options)) {
            publish(hub, "a", "old");
            hub.feeds().tick();
            nanos.addAndGet(Duration.ofMinutes(59).toNanos());
            publish(hub, "a", "young");
            hub.feeds().tick();
            assertThat(hub.feeds().oldestSequence()).isEqualTo(1);
            nanos.addAndGet(Duration.ofMinutes(2).toNanos());
            hub.feeds().tick();
            assertThat(hub.feeds().oldestSequence()).isEqualTo(2);
            nanos.addAndGet(Duration.ofMinutes(60).toNanos());
            hub.feeds().tick();
            assertThat(hub.feeds().oldestSequence()).isEqualTo(3);
            publish(hub, "a", "new");
            assertThat(walk(hub, selection("a"), 2)).contains("data: new").doesNotContain("young");
        }
    }

    @Test
    void aQuietTopicIsNotExpiredByABusyOne() {
        try (Hub hub = small(10)) {
            long quiet = publish(hub, "quiet", "still here");
            for (int i = 0; i < 50; i++) {
                publish(hub, "busy", "x");
            }
            assertThat(expired(hub, quiet, "quiet")).isFalse();
            assertThat(expired(hub, quiet - 1, "quiet")).isTrue();
            assertThat(expired(hub, quiet, "busy")).isTrue();
            assertThat(expired(hub, quiet, "other/*")).isFalse();
        }
    }

    @Test
    void theNewestValueOfATopicOutlivesHistory() {
        try (Hub hub = small(10)) {
            publish(hub, "quiet", "first");
            publish(hub, "quiet", "kept");
            for (int i = 0; i < 20_000; i++) {
                publish(hub, "busy", "x" + i);
            }
            Newest newest = hub.feeds().newest(selection("quiet", "busy"));
            String id = hub.head().toString();
            String plain = new String(Frame.join(newest.after(0).frames(id, Framing.PLAIN)), UTF_8);
            assertThat(plain).isEqualTo("data: kept\n\ndata: x19999\nid: " + id + "\n\n");
            assertThat(newest.sequence()).isEqualTo(hub.head().sequence());
        }
    }

    @Test
    void ofAForgottenTopicOnlyHistoryIsLeft() {
        try (Hub hub = small(10)) {
            publish(hub, "kept", "1");
            publish(hub, "gone", "2");
            hub.forget(List.of("gone", "unknown"));
            assertThat(hub.topics()).extracting(TopicState::name).containsExactly("kept");
            assertThat(walk(hub, selection("gone"), 0)).contains("data: 2");
            assertThat(hub.feeds().newest(selection("gone")).after(0).isEmpty()).isTrue();
            for (int i = 0; i < 11; i++) {
                publish(hub, "busy", "x");
            }
            assertThat(expired(hub, 1, "gone")).as("its event was evicted").isTrue();
            assertThat(expired(hub, 1, "kept")).as("nobody knows whose event it was").isTrue();
            assertThat(expired(hub, 2, "gone")).isFalse();
            publish(hub, "gone", "3");
            assertThat(values(hub.feeds().newest(selection("gone")))).containsExactly("data: 3\n");
        }
    }

    @Test
    void newestValuesOfForgottenTopicsTakeNoMemory() {
        try (Hub hub = small(10)) {
            publish(hub, "a", "x".repeat(1_000));
            for (int i = 0; i < 11; i++) {
                publish(hub, "busy", "x");
            }
            assertThat(gauge(hub, "newest_values_bytes")).isGreaterThan(1_000);
            hub.forget(List.of("a"));
            assertThat(gauge(hub, "newest_values_bytes")).isZero();
        }
    }

    private static long gauge(Hub hub, String wanted) {
        AtomicLong found = new AtomicLong(-1);
        hub.counters().visit(new Counters.Visitor() {
            @Override
            public void counter(String name, String cause, String help, Counter counter) {
                // not asked for
            }

            @Override
            public void gauge(String name, String help, LongSupplier value) {
                if (name.equals(wanted)) {
                    found.set(value.getAsLong());
                }
            }
        });
        return found.get();
    }

    private static Reader reader(Hub hub) {
        Reader reader = new Reader() {
            @Override
            public void wake() {
                // takes its turn when the test says so
            }
        };
        hub.feeds().memory().register(reader);
        return reader;
    }

    @Test
    void aRetiredSegmentIsNotUsedAgainWhileAReaderMayLookAtIt() {
        try (Hub hub = small(1_000_000)) {
            Reader reader = reader(hub);
            long turn = hub.feeds().memory().retirements();
            Publication last = null;
            for (int i = 0; i < 1_000; i++) {
                last = hub.publish("a", ServerSentEvent.of("x".repeat(1_000)));
            }
            assertThat(last).isEqualTo(new Publication.Refused(Publication.Cause.HISTORY_FULL));
            assertThat(hub.feeds().memory().usedBytes()).isLessThanOrEqualTo(2 * LEAST_BYTES);
            reader.announce(turn);
            assertThat(hub.publish("a", ServerSentEvent.of("x"))).isInstanceOf(Publication.Accepted.class);
        }
    }

    @ParameterizedTest(name = "{0} bytes at a time")
    @ValueSource(ints = {1, 7, 64, 100_000})
    void aWalkIsTheSameInStepsOfAnySize(int step) {
        try (Hub hub = small(1_000_000)) {
            for (int i = 0; i < 600; i++) {
                publish(hub, i % 3 == 0 ? "a/" + i % 5 : "b", "event " + i);
            }
            for (Framing framing : Framing.values()) {
                String whole = drain(hub.feeds().walk(selection("a/*"), framing, 0), 1 << 20);
                assertThat(drain(hub.feeds().walk(selection("a/*"), framing, 0), step)).isEqualTo(whole);
                assertThat(events(whole)).isEqualTo(200);
            }
        }
    }

    @ParameterizedTest(name = "{0} bytes at a time")
    @ValueSource(ints = {1, 7, 64, 100_000})
    void aWalkSaysHowManyEventsEndInWhatWasSent(int step) {
        try (Hub hub = small(1_000_000)) {
            for (int i = 0; i < 300; i++) {
                publish(hub, i % 3 == 0 ? "a/" + i % 5 : "b", "event " + i);
            }
            for (Framing framing : Framing.values()) {
                Walk walk = hub.feeds().walk(selection("a/*"), framing, 0);
                ByteBuffer out = ByteBuffer.allocate(1_000);
                int events = 0;
                while (!walk.isAtHead()) {
                    walk.fill(out.clear());
                    events += walk.advance(Math.min(step, out.position()));
                }
                assertThat(events).isEqualTo(100);
            }
        }
    }

    @Test
    void aWalkStandsWhereItWasWhateverIsPublished() {
        try (Hub hub = small(1_000_000)) {
            Walk walk = hub.feeds().walk(Selection.all(), Framing.CHUNKED, 0);
            ByteBuffer out = ByteBuffer.allocate(2_000);
            for (long published = 1; published <= 100; published++) {
                publish(hub, "a", "x".repeat(1_000));
                assertThat(walk.sequence()).isEqualTo(published - 1);
                walk.fill(out.clear());
                walk.advance(out.position());
                assertThat(walk.sequence()).isEqualTo(published);
            }
        }
    }

    @Test
    void aFeedHoldsWhatAWalkFinds() {
        try (Hub hub = small(5_000)) {
            Selection selection = selection("a/**");
            for (int i = 0; i < 3_000; i++) {
                publish(hub, i % 3 == 0 ? "a/" + i % 7 : "b/" + i % 11, "event " + i);
            }
            Feed feed = hub.feeds().join(selection);
            assertThat(feed.log()).isNull();
            assertThat(hub.feeds().join(selection)).isSameAs(feed);
            Thread publisher = new Thread(() -> {
                for (int i = 3_000; i < 4_000; i++) {
                    publish(hub, i % 3 == 0 ? "a/" + i % 13 : "b/" + i % 11, "event " + i);
                }
            });
            publisher.start();
            Log log = await().until(feed::log, found -> found != null);
            await().until(() -> !publisher.isAlive());
            assertThat(text(log)).isEqualTo(drain(hub.feeds().walk(selection, Framing.CHUNKED, 0), 1 << 16));
            long tenBack = hub.feeds().sequenceBack(feed, 10);
            assertThat(events(walk(hub, selection, tenBack))).isEqualTo(10);
            assertThat(hub.feeds().sequenceBack(hub.feeds().join(selection("*/**")), 10)).isEqualTo(3_990);
        }
    }

    @Test
    void manyFeedsTakeNoMoreThanTheirShareAndLeaveRoomForHistory() {
        int feeds = 200;
        try (Hub hub = Hub.open(HubOptions.defaults().withHistory(1_000_000, 4 << 20, Duration.ofHours(1)))) {
            List<Feed> joined = new ArrayList<>();
            for (int i = 0; i < feeds; i++) {
                joined.add(hub.feeds().join(selection("a/" + i)));
                joined.add(hub.feeds().join(selection("a/" + i)));
            }
            await().until(() -> joined.stream().allMatch(feed -> feed.log() != null));
            for (int i = 0; i < 40_000; i++) {
                publish(hub, "a/" + i % feeds, "x".repeat(1_000)); // none is refused
            }
            assertThat(hub.feeds().memory().usedBytes()).isLessThanOrEqualTo(2 * (4 << 20));
            assertThat(hub.head().sequence() - hub.feeds().oldestSequence()).isGreaterThan(200);
        }
    }

    private static Feed openFeed(Hub hub, String... patterns) {
        Feed feed = hub.feeds().join(selection(patterns));
        hub.feeds().join(feed.selection());
        await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(1)).until(() -> feed.log() != null);
        return feed;
    }

    @Test
    void manyFeedsAndTheBaseLogShareOneBudget() {
        try (Hub hub = small(1_000_000)) {
            for (int i = 0; i < 40; i++) {
                openFeed(hub, "a/" + i, "all");
            }
            for (int i = 0; i < 4_000; i++) {
                publish(hub, i % 20 == 0 ? "all" : "a/" + i % 40, "x".repeat(300));
                assertThat(hub.feeds().memory().usedBytes()).isLessThanOrEqualTo(2 * LEAST_BYTES);
            }
            assertThat(hub.feeds().oldestSequence()).isBetween(3_500L, 3_990L);
        }
    }

    @Test
    void aFeedThatHasGoneQuietHoldsNoMemoryOfWhatIsGone() {
        try (Hub hub = Hub.open(HubOptions.defaults().withHistory(1_000_000, 4 << 20, Duration.ofHours(1)))) {
            Feed feed = hub.feeds().join(selection("quiet"));
            hub.feeds().join(selection("quiet"));
            await().until(() -> feed.log() != null);
            for (int i = 0; i < 500; i++) {
                publish(hub, "quiet", "x".repeat(1_000));
            }
            for (int i = 0; i < 6_000; i++) {
                publish(hub, "busy", "x".repeat(1_000));
            }
            Log log = Objects.requireNonNull(feed.log());
            assertThat(text(log)).isEmpty();
            assertThat(log.segments()).isEmpty();
            long sequence = publish(hub, "quiet", "y".repeat(30_000));
            assertThat(log.positionAfter(sequence - 1)).isEqualTo(log.tail());
            assertThat(text(log)).contains("yyy");
            publish(hub, "quiet", "z");
            assertThat(text(log)).contains("data: z");
        }
    }

    @Test
    void aFeedThatIsEmptiedGoesOnWhereItWas() {
        try (Hub hub = small(1_000_000)) {
            Log quiet = requireNonNull(openFeed(hub, "quiet").log());
            publish(hub, "quiet", "gone");
            long end = quiet.head();
            for (int i = 0; i < 1_000; i++) {
                publish(hub, "busy", "x".repeat(1_000));
            }
            assertThat(quiet.segments()).isEmpty();
            assertThat(quiet.tail()).isEqualTo(end);
            long last = publish(hub, "quiet", "new");
            assertThat(text(quiet)).contains("data: new").doesNotContain("gone");
            assertThat(quiet.positionAfter(last - 1)).isEqualTo(end);
        }
    }

    @Test
    void doesNotReachBackToWhatIsTooOld() {
        try (Hub hub = small(10)) {
            for (int i = 1; i <= 100; i++) {
                publish(hub, "a", "event " + i);
            }
            Feed walked = hub.feeds().join(selection("a"));
            assertThat(hub.feeds().sequenceBack(walked, 50)).isEqualTo(90);
            assertThat(hub.feeds().sequenceBack(openFeed(hub, "a"), 50)).isEqualTo(90);
        }
    }

    @Test
    void aWalkThatIsLappedBetweenCopyingAndSendingKnowsWhatWasSent() {
        try (Hub hub = small(10)) {
            publish(hub, "a", "first");
            publish(hub, "a", "other");
            String whole = drain(hub.feeds().walk(Selection.all(), Framing.CHUNKED, 0), 1 << 16);
            Reader reader = reader(hub);
            for (int sent : new int[] {1, whole.length() / 2, whole.length() - 1}) {
                reader.announce(hub.feeds().memory().retirements());
                Walk walk = hub.feeds().walk(Selection.all(), Framing.CHUNKED, hub.head().sequence() - 2);
                walk.fill(ByteBuffer.allocate(1 << 16));
                for (int i = 0; i < 40; i++) {
                    publish(hub, "a", "x".repeat(1_000));
                }
                assertThat(walk.isLapped()).isTrue();
                walk.advance(sent);
                int left = sent < whole.length() / 2 ? whole.length() / 2 - sent : (whole.length() - sent) % (whole.length() / 2);
                assertThat(walk.restOfFrame()).hasSize(left);
                publish(hub, "a", "first");
                publish(hub, "a", "other");
            }
        }
    }

    @Test
    void newestValuesBeyondHistoryTakeNoMoreThanHistoryItself() {
        try (Hub hub = small(1_000_000)) {
            for (int i = 0; i < 1_000; i++) {
                publish(hub, "a/" + i, i + " " + "x".repeat(1_000));
            }
            long values = values(hub.feeds().newest(selection("a/*"))).size();
            assertThat(values).isBetween(2L * 200, 1_000L * 2 * LEAST_BYTES / 1_000_000 + 10);
            assertThat(hub.counters().counter("newest_values_dropped", "").value()).isEqualTo(1_000 - values);
            publish(hub, "a/1", "back");
            assertThat(values(hub.feeds().newest(selection("a/1")))).containsExactly("data: back\n");
        }
    }

    @Test
    void newestValuesAreLookedUpSomeAtATimeOldestFirst() {
        try (Hub hub = Hub.open(HubOptions.defaults())) {
            for (int i = 0; i < 2_000; i++) {
                publish(hub, "small/" + i, "x" + i);
                publish(hub, "large/" + i, "x".repeat(1_000) + i);
            }
            for (String selection : List.of("small/*", "large/*", "*/*")) {
                Newest newest = hub.feeds().newest(selection(selection));
                for (Newest.Some some = newest.after(0); !some.last(); some = newest.after(some.sequences().get(some.sequences().size() - 1))) {
                    assertThat(some.fields()).hasSizeBetween(1, 512);
                    assertThat(some.fields().stream().mapToInt(fields -> fields.length).sum()).isBetween(512, 64 << 10);
                }
            }
            assertThat(values(hub.feeds().newest(selection("small/*")))).isEqualTo(IntStream.range(0, 2_000).mapToObj(i -> "data: x" + i + "\n").toList());
            assertThat(values(hub.feeds().newest(selection("large/*")))).hasSize(2_000);
        }
    }

    @Test
    void aValueLargerThanSomeComesByItself() {
        try (Hub hub = Hub.open(HubOptions.defaults())) {
            for (int i = 0; i < 3; i++) {
                publish(hub, "a/" + i, "x".repeat(100_000));
            }
            Newest newest = hub.feeds().newest(selection("**"));
            assertThat(newest.after(0).fields()).hasSize(1);
            assertThat(newest.after(0).last()).isFalse();
            assertThat(newest.after(2).fields()).hasSize(1);
            assertThat(newest.after(2).last()).isTrue();
        }
    }

    @Test
    void aNewestValueThatIsFollowedByAnotherMeanwhileIsLeftToTheLog() {
        try (Hub hub = Hub.open(HubOptions.defaults())) {
            for (int i = 0; i < 1_000; i++) {
                publish(hub, "a/" + i, "first");
            }
            Newest newest = hub.feeds().newest(selection("a/*"));
            assertThat(newest.after(0).last()).isFalse();
            publish(hub, "a/999", "second");
            assertThat(newest.after(998).isEmpty()).isFalse();
            assertThat(newest.after(999)).isEqualTo(new Newest.Some(List.of(), List.of(), true));
        }
    }

    @Test
    void newestValuesAreCountedFromTheirEnd() {
        try (Hub hub = Hub.open(HubOptions.defaults())) {
            for (String topic : List.of("a", "b", "a", "c")) {
                publish(hub, topic, "x");
            }
            Newest newest = hub.feeds().newest(selection("*"));
            assertThat(IntStream.rangeClosed(0, 4).mapToObj(newest::sequenceBack)).containsExactly(4L, 3L, 2L, 0L, 0L);
        }
    }

    private static List<String> values(Newest newest) {
        List<String> values = new ArrayList<>();
        Newest.Some some = newest.after(0);
        while (true) {
            some.fields().forEach(fields -> values.add(new String(fields, UTF_8)));
            if (some.last()) {
                return values;
            }
            some = newest.after(some.sequences().get(some.sequences().size() - 1));
        }
    }
}
