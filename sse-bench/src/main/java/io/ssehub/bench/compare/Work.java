package io.ssehub.bench.compare;

import java.time.Duration;
import java.util.List;

/**
 * What every server is put to. Immutable.
 *
 * @param id its name for files and the command line
 * @param metrics what is told of it, what matters most first
 * @param isAboutMemory whether it is about the memory that a server needs: it then wants one that has done nothing yet, and its garbage collected
 */
record Work(String id, String title, String description, Load full, Load quick, List<Metric> metrics, boolean isAboutMemory) {
    // Long, so that what queues is not taken for lost.
    private static final Duration DRAIN = Duration.ofSeconds(10);
    // Longer than a browser waits before it comes back to a server that has not said how long to.
    private static final Duration DRAIN_OF_RETURNING = Duration.ofSeconds(4);

    static final Work SATURATION = new Work(
            "saturation", "As fast as it can", "64 events of 100 bytes on their way at any time",
            load(1_000, 15_000, 10_000, List.of("--publish-window", "64")),
            load(200, 1_000, 1_000, List.of("--publish-window", "64")),
            List.of(Metric.CPU, Metric.RATE, Metric.P50, Metric.P99, Metric.LOST), false);

    static final Work LOW_RATE = new Work(
            "low-rate", "At a low rate", "20 events of 100 bytes a second",
            load(1_000, 5_000, 15_000, List.of("--publish-rate", "20")),
            load(200, 500, 1_500, List.of("--publish-rate", "20")),
            List.of(Metric.CPU, Metric.P50, Metric.P99, Metric.LAST_P99, Metric.LOST), false);

    static final Work SLOW_READERS = new Work(
            "slow-readers", "With slow readers",
            "20 events of 16 KiB a second; one stream in twenty reads 4 KiB a second, and the latencies are those of the others",
            load(500, 2_000, 20_000, List.of("--publish-rate", "20", "--publish-size", "16KiB"), "--slow", "5%"),
            load(200, 500, 2_500, List.of("--publish-rate", "20", "--publish-size", "16KiB"), "--slow", "5%"),
            List.of(Metric.CPU, Metric.P50, Metric.P99, Metric.GROWTH, Metric.LOST, Metric.DROPPED), false);

    static final Work RECONNECT_STORM = new Work(
            "reconnect-storm", "With streams that come back",
            "20 events of 100 bytes a second; streams are closed one after the other and come back with Last-Event-ID",
            load(1_000, 2_000, 10_000, List.of("--publish-rate", "20"), "--churn", "200/s", "--reconnect").withDrain(DRAIN_OF_RETURNING),
            load(200, 500, 2_000, List.of("--publish-rate", "20"), "--churn", "100/s", "--reconnect").withDrain(DRAIN_OF_RETURNING),
            List.of(Metric.CPU, Metric.P50, Metric.P99, Metric.RECONNECTS, Metric.COMPLETE, Metric.MISSED), false);

    static final Work IDLE = new Work(
            "idle", "Memory of an idle stream", "nothing is published; the growth of the server's resident memory, its garbage collected before and after",
            load(10_000, 0, 10_000, List.of()),
            load(1_000, 0, 3_000, List.of()),
            List.of(Metric.MEMORY, Metric.GROWTH), true);

    /** All work, in the order in which a server does it: first what warms it up best. */
    static final List<Work> ALL = List.of(SATURATION, LOW_RATE, SLOW_READERS, RECONNECT_STORM, IDLE);

    // A heap that begins small and can shrink again: else what it has taken ahead of need would be taken for the streams'.
    private static final List<String> SMALL_HEAP = List.of("-XX:+UseSerialGC", "-Xms16m", "-XX:-ShrinkHeapInSteps");

    private static Load load(int connections, int warmupMillis, int millis, List<String> publishing, String... streams) {
        return new Load(connections, Duration.ofMillis(warmupMillis), Duration.ofMillis(millis), DRAIN, publishing, List.of(streams));
    }

    /**
     * Returns the work that {@code ids} name, in its own order; all if there are no names.
     *
     * @throws IllegalArgumentException if a name is none of any work
     */
    static List<Work> select(List<String> ids) {
        List<String> known = ALL.stream().map(Work::id).toList();
        for (String id : ids) {
            if (!known.contains(id)) {
                throw new IllegalArgumentException("there is no work '" + id + "'; there is " + String.join(", ", known));
            }
        }
        return ids.isEmpty() ? ALL : ALL.stream().filter(work -> ids.contains(work.id())).toList();
    }

    /** Returns options for the JVM of servers that run on one. */
    List<String> jvmOptions() {
        return isAboutMemory ? SMALL_HEAP : List.of();
    }
}
