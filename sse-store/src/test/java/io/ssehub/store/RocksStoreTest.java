package io.ssehub.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ssehub.core.event.ServerSentEvent;
import io.ssehub.core.hub.Hub;
import io.ssehub.core.hub.HubOptions;
import io.ssehub.core.hub.Publication.Accepted;
import io.ssehub.core.store.Sync;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RocksStoreTest {
    private static final Sync WITHIN = new Sync.Within(Duration.ofSeconds(1));

    @TempDir
    private Path directory;

    private Hub open(HubOptions options) throws IOException {
        return Hub.open(options, RocksStore.open(directory), WITHIN);
    }

    private Hub open() throws IOException {
        return open(HubOptions.defaults());
    }

    @Test
    void whatWasPublishedIsThereAfterARestart() throws IOException {
        String text;
        try (Hub hub = open()) {
            hub.publish("sensors/a", ServerSentEvent.of("new_readings", "21.4 \u20AC"));
            hub.publish(List.of("sensors/a", "sensors/b"), ServerSentEvent.of("y"));
            hub.state("leases").put("7", "192.0.2.1".getBytes(UTF_8));
            text = Streams.all(hub);
        }
        try (Hub hub = open()) {
            assertThat(Streams.all(hub)).isEqualTo(text).contains("data: 21.4 \u20AC");
            assertThat(hub.state("leases").restored().get("7")).asString(UTF_8).isEqualTo("192.0.2.1");
            hub.publish("sensors/a", ServerSentEvent.of("z"));
        }
        try (Hub hub = open()) {
            assertThat(Streams.all(hub)).startsWith(text).contains("data: z");
        }
    }

    @Test
    void whatIsPublishedDurablyIsAnsweredOnceItIsStored() throws Exception {
        try (Hub hub = open()) {
            var publication = hub.publishDurably(List.of("a"), ServerSentEvent.of("x")).toCompletableFuture().get(60, TimeUnit.SECONDS);
            assertThat(publication).isEqualTo(new Accepted(hub.id(1)));
        }
    }

    @Test
    void aDirectoryServesOneHubAtATime() throws IOException {
        try (Hub hub = open()) {
            assertThatThrownBy(this::open)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(directory.toString())
                    .hasMessageContaining("in use by another hub");
            hub.publish("a", ServerSentEvent.of("x"));
        }
        open().close();
    }

    @Test
    void aFileInThePlaceOfTheDirectoryIsAnError() throws IOException {
        Path file = Files.createFile(directory.resolve("file"));
        assertThatThrownBy(() -> RocksStore.open(file)).isInstanceOf(IOException.class).hasMessageContaining(file.toString());
    }

    @Test
    void theDiskHoldsLittleMoreThanHistory() throws IOException {
        HubOptions small = HubOptions.defaults().withHistory(10_000, 16 << 20, Duration.ofHours(1));
        int events = 1_000_000;
        try (Hub hub = open(small)) {
            ServerSentEvent event = ServerSentEvent.of("x".repeat(100));
            for (int i = 1; i <= events; i++) {
                hub.publish("a", event);
                if (i % 1_000 == 0) {
                    awaitWritten(hub);
                }
            }
        }
        assertThat(bytes()).isLessThan(100 << 20);
        try (Hub hub = open(small)) {
            assertThat(hub.head().sequence()).isEqualTo(events);
            assertThat(hub.feeds().oldestSequence()).isEqualTo(events - 10_000 + 1);
        }
    }

    private static void awaitWritten(Hub hub) {
        while (Streams.counter(hub, "store_events_written") < hub.head().sequence()) {
            Thread.onSpinWait();
        }
    }

    private long bytes() throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
        }
    }
}
