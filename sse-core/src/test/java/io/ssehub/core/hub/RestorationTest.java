package io.ssehub.core.hub;

import static io.ssehub.core.hub.Streams.publish;
import static io.ssehub.core.hub.Streams.selection;
import static io.ssehub.core.hub.Streams.walk;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ssehub.core.event.ServerSentEvent;
import io.ssehub.core.log.Framing;
import io.ssehub.core.store.Sync;
import io.ssehub.core.topic.Selection;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RestorationTest {
    private static final Sync WITHIN = new Sync.Within(Duration.ofSeconds(1));

    private final FaultyStore store = new FaultyStore();
    private HubOptions options = HubOptions.defaults();
    private Hub hub = Hub.open(options);

    @BeforeEach
    void open() throws IOException {
        hub = Hub.open(options, store, WITHIN);
    }

    @AfterEach
    void close() {
        hub.close();
    }

    private void restart() throws IOException {
        hub.close();
        open();
    }

    private String newest(Selection selection) {
        StringBuilder text = new StringBuilder();
        hub.feeds().newest(selection).after(0).frames("", Framing.PLAIN).forEach(frame -> text.append(new String(frame, UTF_8)));
        return text.toString();
    }

    private boolean isExpired(long sequence) {
        assertThat(hub.resume(hub.id(sequence).toString())).isEqualTo(new Resumption.After(sequence));
        Feed feed = hub.feeds().join(Selection.of(List.of("none/of/those")));
        boolean expired = hub.feeds().isEvictedAfter(feed, sequence);
        hub.feeds().leave(feed);
        return expired;
    }

    @Test
    void eventsKeepTheirIdsOverARestart() throws IOException {
        hub.publish("a", ServerSentEvent.of("1"));
        hub.publish(List.of("a", "b"), ServerSentEvent.of("2"));
        EventId second = hub.head();
        String before = walk(hub, Selection.all(), 0);
        restart();
        assertThat(hub.head()).isEqualTo(second);
        assertThat(walk(hub, Selection.all(), 0)).isEqualTo(before);
        assertThat(walk(hub, selection("b"), 0)).contains("data: 2\nid: " + second);
    }

    @Test
    void topicsStayClosedOrPausedUnlessThereWasAnEvent() throws IOException {
        publish(hub, "closed", "1");
        hub.close("closed");
        hub.pause("paused", Duration.ofMinutes(1));
        hub.close("open again");
        publish(hub, "open again", "2");
        hub.close("forgotten");
        hub.forget(List.of("forgotten"));
        restart();
        assertThat(hub.silence(selection("closed"))).isEqualTo(new Silence.Closed(1));
        assertThat(hub.silence(selection("paused"))).isInstanceOf(Silence.Paused.class);
        assertThat(hub.silence(selection("open again"))).isNull();
        assertThat(hub.silence(selection("forgotten"))).isNull();
        publish(hub, "closed", "3");
        restart();
        assertThat(hub.silence(selection("closed"))).isNull();
    }

    @Test
    void clientsGoOnAfterAnIdOfAnEarlierRun() throws IOException {
        publish(hub, "a", "1");
        EventId first = hub.head();
        publish(hub, "a", "2");
        restart();
        EventId second = hub.head();
        publish(hub, "a", "3");
        EventId third = hub.head();
        assertThat(third).isGreaterThan(second);
        assertThat(third.epoch()).isGreaterThan(second.epoch());
        assertThat(third.sequence()).isEqualTo(3);
        restart();
        assertThat(hub.resume(first.toString())).isEqualTo(new Resumption.After(1));
        assertThat(hub.resume(second.toString())).isEqualTo(new Resumption.After(2));
        assertThat(hub.resume(third.toString())).isEqualTo(new Resumption.After(3));
        assertThat(walk(hub, Selection.all(), 1)).contains("id: " + second, "id: " + third).doesNotContain("id: " + first);
    }

    @Test
    void anIdThatNeverReachedTheDiskIsLost() throws IOException {
        publish(hub, "a", "1");
        publish(hub, "a", "2");
        EventId second = hub.head();
        hub.close();
        store.lose(2, 2);
        open();
        assertThat(hub.resume(second.toString())).isEqualTo(new Resumption.Lost(Loss.RESTARTED));
        publish(hub, "a", "other");
        assertThat(hub.head().sequence()).isEqualTo(2);
        assertThat(hub.head()).isNotEqualTo(second);
        assertThat(hub.resume(second.toString())).isEqualTo(new Resumption.Lost(Loss.RESTARTED));
    }

    @Test
    void anIdFromTheFutureIsUnknown() throws IOException {
        publish(hub, "a", "1");
        restart();
        publish(hub, "a", "2");
        assertThat(hub.resume(hub.id(3).toString())).isEqualTo(new Resumption.Lost(Loss.UNKNOWN));
        assertThat(hub.resume(new EventId(hub.head().epoch() + 1, 1).toString())).isEqualTo(new Resumption.Lost(Loss.RESTARTED));
    }

    @Test
    void nobodyResumesAcrossAGap() throws IOException {
        for (int i = 1; i <= 10; i++) {
            publish(hub, "a" + i % 2, "" + i);
        }
        EventId tenth = hub.head();
        hub.close();
        store.lose(4, 6);
        open();
        assertThat(hub.head()).isEqualTo(tenth);
        assertThat(isExpired(3)).isTrue();
        assertThat(isExpired(5)).isTrue();
        assertThat(isExpired(6)).isFalse();
        assertThat(hub.feeds().oldestSequence()).isEqualTo(7);
        assertThat(walk(hub, Selection.all(), 0)).contains("data: 7").doesNotContain("data: 3");
        assertThat(hub.counters().counter("store_events_missing", "").value()).isEqualTo(3);
    }

    @Test
    void aTopicFromBeforeAGapKeepsItsNewestValue() throws IOException {
        publish(hub, "quiet", "q");
        publish(hub, "a", "2");
        publish(hub, "a", "3");
        hub.close();
        store.lose(2, 2);
        open();
        assertThat(newest(Selection.all())).contains("data: q", "data: 3");
    }

    @Test
    void aQuietTopicKeepsItsNewestValueBeyondHistory() throws IOException {
        hub.close();
        options = HubOptions.defaults().withHistory(16, 1 << 20, Duration.ofHours(1));
        open();
        publish(hub, "quiet", "q");
        for (int i = 0; i < 100; i++) {
            publish(hub, "busy", "" + i);
        }
        EventId last = hub.head();
        await().until(() -> store.count() < 40);
        restart();
        assertThat(store.count()).isLessThan(40);
        assertThat(hub.head()).isEqualTo(last);
        assertThat(newest(Selection.all())).contains("data: q", "data: 99");
        assertThat(isExpired(1)).isTrue();
        assertThat(isExpired(99)).isFalse();
    }

    @Test
    void aSmallerHubRestoresWhatItMayHold() throws IOException {
        for (int i = 0; i < 50; i++) {
            publish(hub, "t" + i, "" + i);
        }
        hub.close();
        options = HubOptions.defaults().withTopics(20).withHistory(10, 1 << 20, Duration.ofHours(1));
        open();
        assertThat(hub.head().sequence()).isEqualTo(50);
        assertThat(isExpired(49)).isTrue();
        assertThat(isExpired(50)).isFalse();
        assertThat(newest(selection("t3"))).contains("data: 3");
    }

    @Test
    void stateOutlivesTheHub() throws IOException {
        StateTable table = hub.state("leases");
        table.put("1", new byte[] {1});
        table.put("2", new byte[] {2});
        table.remove("1");
        hub.state("other").put("3", new byte[0]);
        restart();
        assertThat(hub.state("leases").restored()).containsOnlyKeys("2");
        assertThat(hub.state("leases").restored().get("2")).containsExactly(2);
    }

    @Test
    void eachStartOpensAGreaterEpoch() throws IOException {
        publish(hub, "a", "1");
        long before = hub.head().epoch();
        for (int i = 0; i < 5; i++) {
            restart();
            publish(hub, "a", "x");
            assertThat(hub.head().epoch()).isGreaterThan(before);
            before = hub.head().epoch();
        }
    }
}
