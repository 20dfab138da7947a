package io.ssehub.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.ssehub.core.event.ServerSentEvent;
import io.ssehub.core.hub.Hub;
import io.ssehub.core.hub.HubOptions;
import io.ssehub.core.store.Sync;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Flips one bit of a store that a hub has left behind, in any of its files, and opens a hub on it. */
class DamageTest {
    private static final int EVENTS = 120_000;
    private static final Pattern EVENT = Pattern.compile("data: (\\d+) x+\nid: (\\S+)\n\n");

    @TempDir
    private Path directory;

    private final TreeMap<String, Integer> published = new TreeMap<>();
    private int lossy;
    private int movedAside;
    private long lost;

    private static Hub open(Path directory) throws IOException {
        return Hub.open(
                HubOptions.defaults().withHistory(2 * EVENTS, 256 << 20, Duration.ofHours(1)), RocksStore.open(directory), new Sync.Within(Duration.ofSeconds(1)));
    }

    private Path store() {
        return directory.resolve("store");
    }

    /** Runs a hub twice, so that there are files as well as a log, and copies them while the hub runs, as kill -9 would leave them. */
    @BeforeEach
    void publish() throws IOException {
        Path running = directory.resolve("running");
        Hub first = open(running);
        publish(first, 0, EVENTS * 3 / 4);
        first.close();
        try (Hub second = open(running)) {
            publish(second, EVENTS * 3 / 4, EVENTS);
            while (Streams.counter(second, "store_events_written") < EVENTS / 4) {
                Thread.onSpinWait();
            }
            copy(running, store());
        }
    }

    private void publish(Hub hub, int from, int to) {
        for (int i = from; i < to; i++) {
            hub.publish("topic/" + i % 10, ServerSentEvent.of(i + " " + "x".repeat(80)));
            published.put(hub.head().toString(), i);
        }
    }

    @Test
    void oneBitFlippedAtTwentyPlacesIsNeverServed() throws IOException {
        flip(20);
    }

    @Test
    @Tag("soak")
    void oneBitFlippedAtTwoHundredPlacesIsNeverServed() throws IOException {
        flip(200);
    }

    private void flip(int places) throws IOException {
        Random random = new Random(20_261);
        List<Path> files = files(store());
        for (int i = 0; i < places; i++) {
            Path damaged = directory.resolve("damaged");
            copy(store(), damaged);
            // Half of the places anywhere, in proportion to the files' sizes; the others in each of the files alike, as the small ones steer all.
            Path file = files.get(random.nextInt(files.size()));
            long at = i % 2 == 0 ? random.nextLong(size(files)) : -1;
            for (int f = 0; at >= 0 && f < files.size(); f++) {
                file = files.get(f);
                at -= Files.size(file);
            }
            long offset = at < 0 && i % 2 == 0 ? at + Files.size(file) : random.nextLong(Files.size(file));
            String place = flipBit(damaged.resolve(store().relativize(file)), offset, random.nextInt(Byte.SIZE));
            check(damaged, place);
            delete(damaged);
        }
        System.out.printf(
                "%d bits flipped: %d lost nothing, %d lost something, %,d events each; %d times the database was moved aside%n",
                places, places - lossy, lossy, lossy == 0 ? 0 : lost / lossy, movedAside);
    }

    private void check(Path damaged, String place) throws IOException {
        int oldest = EVENTS;
        try (Hub hub = open(damaged)) {
            Matcher events = EVENT.matcher(Streams.all(hub));
            int end = 0;
            int before = -1;
            while (events.find()) {
                assertThat(events.start()).as(place).isEqualTo(end);
                end = events.end();
                int number = Integer.parseInt(events.group(1));
                assertThat(published.get(events.group(2))).as(place).isEqualTo(number);
                assertThat(number).as(place).isEqualTo(before < 0 ? number : before + 1);
                before = number;
                oldest = Math.min(oldest, number);
            }
            assertThat(Streams.all(hub).length()).as(place).isEqualTo(end);
            long gone = before < 0 ? EVENTS : EVENTS - 1L - before + oldest;
            if (gone > 0) {
                lossy++;
                lost += gone;

                boolean told = Streams.counter(hub, "store_records_damaged") > 0 || Streams.counter(hub, "store_events_missing") > 0;
                assertThat(told).as("%s: %d lost, to %d, from %d", place, gone, oldest, before).isTrue();
            }
            hub.publish("a", ServerSentEvent.of("more"));
        }
        try (Stream<Path> kept = Files.list(damaged)) {
            movedAside += kept.anyMatch(path -> path.getFileName().toString().startsWith("damaged-")) ? 1 : 0;
        }
        try (Hub hub = open(damaged)) {
            assertThat(Streams.all(hub)).as("once more, %s", place).contains("data: more");
        }
    }

    private static String flipBit(Path file, long offset, int bit) throws IOException {
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            bytes.seek(offset);
            int before = bytes.read();
            bytes.seek(offset);
            bytes.write(before ^ (1 << bit));
        }
        return "bit " + bit + " of byte " + offset + " of " + file.getFileName();
    }

    private static List<Path> files(Path tree) throws IOException {
        List<Path> files = new ArrayList<>();
        try (Stream<Path> found = Files.walk(tree)) {
            for (Path path : found.sorted().toList()) {
                if (Files.isRegularFile(path) && Files.size(path) > 0) {
                    files.add(path);
                }
            }
        }
        return files;
    }

    private static long size(List<Path> files) throws IOException {
        long size = 0;
        for (Path file : files) {
            size += Files.size(file);
        }
        return size;
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> found = Files.walk(from)) {
            for (Path path : found.toList()) {
                Path target = to.resolve(from.relativize(path).toString());
                if (Files.isDirectory(path)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(path, target);
                }
            }
        }
    }

    private static void delete(Path tree) throws IOException {
        try (Stream<Path> found = Files.walk(tree)) {
            for (Path path : found.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.delete(path);
            }
        }
    }
}
