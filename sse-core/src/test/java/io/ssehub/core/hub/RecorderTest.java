package io.ssehub.core.hub;

import static io.ssehub.core.hub.Streams.publish;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ssehub.core.event.ServerSentEvent;
import io.ssehub.core.hub.Publication.Accepted;
import io.ssehub.core.hub.Publication.Cause;
import io.ssehub.core.hub.Publication.Refused;
import io.ssehub.core.hub.Publication.Unstored;
import io.ssehub.core.store.Sync;
import io.ssehub.core.topic.Selection;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RecorderTest {
    private final FaultyStore store = new FaultyStore();
    private Hub hub = Hub.open(HubOptions.defaults());

    @BeforeEach
    void open() throws IOException {
        hub = Hub.open(HubOptions.defaults(), store, new Sync.Within(Duration.ofHours(1)));
    }

    @AfterEach
    void close() {
        hub.close();
    }

    private CompletableFuture<Publication> durably(String data) {
        return hub.publishDurably(List.of("a"), ServerSentEvent.of(data)).toCompletableFuture();
    }

    private static Publication answer(CompletableFuture<Publication> publication) throws Exception {
        return publication.get(60, TimeUnit.SECONDS);
    }

    private boolean isExpired(long sequence) {
        assertThat(hub.resume(hub.id(sequence).toString())).isEqualTo(new Resumption.After(sequence));
        Feed feed = hub.feeds().join(Selection.of(List.of("none/of/those")));
        boolean expired = hub.feeds().isEvictedAfter(feed, sequence);
        hub.feeds().leave(feed);
        return expired;
    }

    @Test
    void aDurableEventIsOnDiskWhenItsPublisherIsTold() throws Exception {
        for (int i = 1; i <= 100; i++) {
            assertThat(answer(durably("x"))).isEqualTo(new Accepted(hub.id(i)));
            assertThat(store.last()).isGreaterThanOrEqualTo(i);
        }
        assertThat(store.syncs()).isLessThanOrEqualTo(101); // and one for the epoch
    }

    @Test
    void durableEventsOfManyPublishersShareASync() throws Exception {
        List<CompletableFuture<Publication>> all = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            all.add(durably("x"));
        }
        for (CompletableFuture<Publication> each : all) {
            assertThat(answer(each)).isInstanceOf(Accepted.class);
        }
        assertThat(store.count()).isEqualTo(10_000);
        assertThat(store.syncs()).isLessThan(5_000);
    }

    @Test
    void whatIsPublishedOtherwiseIsWrittenSoonAndSyncedLater() {
        publish(hub, "a", "x");
        await().until(() -> store.last() == 1);
        assertThat(store.syncs()).isEqualTo(1);
        hub.close();
        assertThat(store.syncs()).isEqualTo(2);
    }

    @Test
    void withoutAStoreNothingIsDurable() throws Exception {
        try (Hub forgetful = Hub.open(HubOptions.defaults())) {
            assertThat(answer(forgetful.publishDurably(List.of("a"), ServerSentEvent.of("x")).toCompletableFuture()))
                    .isEqualTo(new Refused(Cause.NO_STORE));
            assertThat(forgetful.head().sequence()).isZero();
        }
    }

    @Test
    void whileTheDiskFailsStreamsGoOnAndDurablePublishersAreTold() throws Exception {
        store.fail(true);
        assertThat(answer(durably("1"))).isEqualTo(new Unstored(hub.id(1)));
        assertThat(answer(durably("2"))).isEqualTo(new Refused(Cause.STORE_FAILING));
        assertThat(publish(hub, "a", "3")).isEqualTo(2);
        assertThat(Streams.walk(hub, Selection.all(), 0)).contains("data: 1", "data: 3").doesNotContain("data: 2");
        assertThat(hub.counters().counter("events_refused", "store_failing", "").value()).isEqualTo(1);
        assertThat(hub.counters().counter("store_write_failures", "").value()).isPositive();
    }

    @Test
    void aRecordIsOnDiskWhenWhoSetItIsTold() throws Exception {
        for (int i = 1; i <= 100; i++) {
            CompletableFuture<Boolean> stored = new CompletableFuture<>();
            hub.state("marks").put("b", new byte[] {(byte) i}, stored::complete);
            assertThat(stored.get(60, TimeUnit.SECONDS)).isTrue();
            assertThat(store.state("marks/b")).containsExactly(i);
            assertThat(store.syncs()).isEqualTo(1 + i); // one for the epoch
        }
    }

    @Test
    void whoSetsARecordIsToldThatItIsNotOnDisk() throws Exception {
        store.fail(true);
        for (int i = 0; i < 3; i++) {
            assertThat(isStored()).as("while the disk fails").isFalse();
        }
        store.fail(false);
        await().atMost(Duration.ofSeconds(60)).until(this::isStored);
        hub.close();
        assertThat(isStored()).as("after the hub").isFalse();
        try (Hub forgetful = Hub.open(HubOptions.defaults())) {
            hub = forgetful;
            assertThat(isStored()).as("without a store").isFalse();
        }
    }

    private boolean isStored() throws Exception {
        CompletableFuture<Boolean> stored = new CompletableFuture<>();
        hub.state("marks").put("b", new byte[1], stored::complete);
        return stored.get(60, TimeUnit.SECONDS);
    }

    @Test
    void itRecoversByItselfWithNothingMissing() throws Exception {
        publish(hub, "a", "1");
        await().until(() -> store.last() == 1);
        store.fail(true);
        assertThat(answer(durably("2"))).isInstanceOf(Unstored.class);
        publish(hub, "a", "3");
        store.fail(false);
        await().atMost(Duration.ofSeconds(60)).until(() -> store.last() == 3);
        assertThat(store.count()).isEqualTo(3);
        assertThat(answer(durably("4"))).isEqualTo(new Accepted(hub.id(4)));
    }

    /** While the recorder copies, which may take as long as others have the processor, it holds on to memory. */
    private void publishOnceThereIsRoom(ServerSentEvent event) {
        if (!(hub.publish("a", event) instanceof Accepted)) {
            await().until(() -> hub.publish("a", event) instanceof Accepted);
        }
    }

    @Test
    void whatHistoryLosesWhileTheDiskFailsIsAGap() throws Exception {
        hub.close();
        HubOptions small = HubOptions.defaults().withHistory(1_000, 1 << 18, Duration.ofHours(1));
        hub = Hub.open(small, store, new Sync.Within(Duration.ZERO));
        publish(hub, "a", "1");
        await().until(() -> store.last() == 1);
        store.fail(true);
        for (int i = 0; i < 5_000; i++) {
            publishOnceThereIsRoom(ServerSentEvent.of("y".repeat(200)));
        }
        store.fail(false);
        await().until(() -> store.last() == 5_001 && hub.counters().counter("store_events_passed_over", "").value() > 0);
        EventId last = hub.head();
        hub.close();
        hub = Hub.open(small, store, new Sync.Never());
        assertThat(hub.head()).isEqualTo(last);
        assertThat(isExpired(1)).isTrue();
        assertThat(isExpired(5_000)).isFalse();
    }
}
