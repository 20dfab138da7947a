package io.ssehub.core.hub;

import static io.ssehub.core.hub.Streams.publish;
import static io.ssehub.core.hub.Streams.selection;
import static io.ssehub.core.hub.Streams.sequence;
import static io.ssehub.core.hub.Streams.text;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.ssehub.core.event.EventStreamParser;
import io.ssehub.core.event.ServerSentEvent;
import io.ssehub.core.log.Framing;
import io.ssehub.core.log.Log;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConflationTest {
    private final Hub hub = Hub.open(HubOptions.defaults().withConflations(2));

    @AfterEach
    void close() {
        hub.close();
    }

    private static Feed join(Hub hub, Pace pace, String... patterns) {
        return requireNonNull(hub.feeds().join(selection(patterns), pace));
    }

    /** Has every feed with the topic make a tick now. */
    private static void tick(Hub hub, String topic) {
        CompletableFuture<Boolean> done = new CompletableFuture<>();
        hub.feeds().settle(topic, () -> done.complete(true));
        assertThat(done.orTimeout(60, TimeUnit.SECONDS).join()).isTrue();
    }

    private static Log log(Feed feed) {
        return requireNonNull(feed.log());
    }

    /** Returns the data of the events in a log, each behind the sequence of its id. */
    private static List<String> events(Log log) {
        List<String> events = new ArrayList<>();
        byte[] stream = text(log).replaceAll("(?m)^[0-9a-f]+\r\n", "").replace("\r\n", "").getBytes(StandardCharsets.UTF_8);
        new EventStreamParser((type, data, lastEventId) -> events.add(requireNonNull(EventId.parse(lastEventId)).sequence() + " " + data)).parse(stream, 0, stream.length);
        return events;
    }

    @Test
    void aTickHasTheNewestEventOfEachTopicInTheirOrder() {
        Feed feed = join(hub, Pace.EVERY_MINUTE, "a", "b/*");
        publish(hub, "b/1", "old");
        publish(hub, "a", "new a");
        publish(hub, "b/2", "old");
        publish(hub, "other", "no");
        publish(hub, "b/2", "new b/2");
        publish(hub, "b/1", "new b/1");
        tick(hub, "a");
        assertThat(events(log(feed))).containsExactly("2 new a", "5 new b/2", "6 new b/1");
        assertThat(hub.feeds().position(feed)).isEqualTo(6);
    }

    @Test
    void aTickHasOnlyWhatHasChangedSinceTheOneBefore() {
        publish(hub, "a", "before the first subscriber");
        Feed feed = join(hub, Pace.EVERY_MINUTE, "*");
        publish(hub, "a", "1");
        tick(hub, "a");
        publish(hub, "b", "2");
        publish(hub, "b", "3");
        tick(hub, "a");
        tick(hub, "a");
        assertThat(events(log(feed))).containsExactly("2 1", "4 3");
    }

    @Test
    void anEventOfSeveralTopicsComesIfItIsTheNewestOfOne() {
        Feed feed = join(hub, Pace.EVERY_MINUTE, "*");
        hub.publish(List.of("a", "b"), ServerSentEvent.of("newest of a"));
        hub.publish(List.of("b", "c"), ServerSentEvent.of("of none"));
        hub.publish(List.of("b", "c"), ServerSentEvent.of("newest of b and c"));
        tick(hub, "a");
        assertThat(events(log(feed))).containsExactly("1 newest of a", "3 newest of b and c");
    }

    @Test
    void aTickFindsWhatHasLeftHistoryMeanwhile() {
        try (Hub small = Hub.open(HubOptions.defaults().withHistory(10, 1 << 18, Duration.ofHours(1)))) {
            Feed feed = join(small, Pace.EVERY_MINUTE, "*");
            publish(small, "quiet", "0");
            long quiet = sequence(small.publish(List.of("quiet", "silent"), ServerSentEvent.of("still the newest")));
            for (int i = 0; i < 20_000; i++) {
                publish(small, "busy", "" + i);
            }
            tick(small, "quiet");
            assertThat(events(log(feed))).containsExactly(quiet + " still the newest", small.head().sequence() + " 19999");
        }
    }

    @Test
    void ticksComeByThemselvesAndEndInTheNewestEvents() throws InterruptedException {
        Feed feed = join(hub, Pace.EVERY_50_MS, "*");
        List<Thread> publishers = IntStream.range(0, 3).mapToObj(publisher -> new Thread(() -> {
            for (int i = 0; i < 5_000; i++) {
                publish(hub, "topic-" + (i * 7 + publisher) % 50, "topic-" + (i * 7 + publisher) % 50);
            }
        })).toList();
        publishers.forEach(Thread::start);
        for (Thread publisher : publishers) {
            publisher.join();
        }
        await().until(() -> hub.feeds().position(feed) == hub.head().sequence());
        Map<String, Long> newest = new HashMap<>();
        long last = 0;
        for (String event : events(log(feed))) {
            long sequence = Long.parseLong(event.substring(0, event.indexOf(' ')));
            assertThat(sequence).isGreaterThan(last);
            last = sequence;
            newest.put(event.substring(event.indexOf(' ') + 1), sequence);
        }
        assertThat(hub.topics()).hasSize(50).allSatisfy(topic -> assertThat(newest.get(topic.name())).isEqualTo(topic.newest().sequence()));
    }

    @Test
    void equalChoicesShareAFeedAsLongAsSomebodyHasIt() {
        Feed feed = join(hub, Pace.EVERY_SECOND, "a", "b");
        assertThat(join(hub, Pace.EVERY_SECOND, "b", "a")).isSameAs(feed);
        assertThat(join(hub, Pace.EVERY_2_S, "a", "b")).isNotSameAs(feed);
        hub.feeds().leave(feed);
        assertThat(join(hub, Pace.EVERY_SECOND, "a", "b")).isSameAs(feed);
        hub.feeds().leave(feed);
        hub.feeds().leave(feed);
        assertThat(join(hub, Pace.EVERY_SECOND, "a", "b")).isNotSameAs(feed);
    }

    @Test
    void thereAreNoMoreChoicesThanAllowed() {
        Feed feed = join(hub, Pace.EVERY_SECOND, "a");
        join(hub, Pace.EVERY_2_S, "a");
        assertThat(hub.feeds().hasRoom(selection("b"), Pace.EVERY_SECOND)).isFalse();
        assertThat(hub.feeds().join(selection("b"), Pace.EVERY_SECOND)).isNull();
        assertThat(hub.feeds().hasRoom(selection("a"), Pace.EVERY_SECOND)).isTrue();
        assertThat(hub.feeds().hasRoom(selection("b"), Pace.EACH_EVENT)).isTrue();
        hub.feeds().leave(feed);
        join(hub, Pace.EVERY_SECOND, "b");
    }

    @Test
    void memoryOfAFeedThatIsGivenUpComesBack() {
        long before = hub.feeds().memory().liveBytes();
        Feed feed = join(hub, Pace.EVERY_MINUTE, "none", "b");
        publish(hub, "b", "1");
        tick(hub, "b");
        hub.feeds().leave(feed);
        publish(hub, "other", "1");
        await().until(() -> feed.log() == null);
        assertThat(hub.feeds().memory().liveBytes()).isEqualTo(before + HubOptions.defaults().segmentBytes());
    }

    @Test
    void closingMakesALastTick() {
        Feed feed = join(hub, Pace.EVERY_MINUTE, "a");
        publish(hub, "a", "last");
        hub.close();
        assertThat(events(log(feed))).containsExactly("1 last");
    }

    @Test
    void newestValuesLeadOverIntoTheLog() {
        publish(hub, "a", "1");
        Feed feed = join(hub, Pace.EVERY_MINUTE, "*");
        publish(hub, "b", "2");
        Newest newest = hub.feeds().newest(feed);
        assertThat(newest.sequence()).isEqualTo(1);
        assertThat(newest.after(0).frames(sequence -> hub.id(sequence).toString(), Framing.PLAIN)).singleElement().satisfies(frame ->
                assertThat(new String(frame, StandardCharsets.UTF_8)).isEqualTo("data: 1\nid: " + hub.id(1) + "\n\n"));
        assertThat(newest.after(1).isEmpty()).isTrue();
        assertThat(hub.feeds().isOutrun(feed, 1)).isFalse();
        tick(hub, "b");
        assertThat(hub.feeds().isOutrun(feed, 1)).isTrue();
        assertThat(events(log(feed))).containsExactly("2 2");
    }

    @ParameterizedTest
    @CsvSource({"1, 50", "50, 50", "51, 100", "333, 500", "1000, 1000", "1001, 2000", "59999, 60000", "60000, 60000"})
    void intervalsAreRoundedUp(long wantedMillis, long millis) {
        assertThat(Pace.ofMinInterval(Duration.ofMillis(wantedMillis)).interval()).isEqualTo(Duration.ofMillis(millis));
    }

    @Test
    void intervalsHaveARange() {
        assertThatThrownBy(() -> Pace.ofMinInterval(Duration.ZERO)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("PT0S");
        assertThatThrownBy(() -> Pace.ofMinInterval(Duration.ofSeconds(61))).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("PT1M");
    }
}
