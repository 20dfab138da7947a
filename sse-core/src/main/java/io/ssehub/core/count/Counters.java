package io.ssehub.core.count;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.LongSupplier;

/**
 * The counters, gauges and histograms of one hub, each under a name such as {@code events_published}, counters also by cause: {@code datagrams_refused}, {@code malformed}.
 *
 * <p>Names are lower case with underscores, without a product prefix or unit suffix that an exporter adds by itself. Thread-safe.
 */
public final class Counters {
    /** Receives each number of {@link #visit}. */
    public interface Visitor {
        /** Takes a counter; {@code cause} is empty where there is only one. */
        void counter(String name, String cause, String help, Counter counter);

        /** Takes a value that rises and falls. */
        void gauge(String name, String help, LongSupplier value);

        /** Takes times that were measured; a visitor that has no use for them leaves this out. */
        default void histogram(String name, String help, Histogram histogram) {}
    }

    private record Key(String name, String cause) implements Comparable<Key> {
        @Override
        public int compareTo(Key other) {
            int byName = name.compareTo(other.name);
            return byName != 0 ? byName : cause.compareTo(other.cause);
        }
    }

    private record Counted(String help, Counter counter) {}

    private record Gauge(String help, LongSupplier value) {}

    private record Measured(String help, Histogram histogram) {}

    private final Map<Key, Counted> counters = new ConcurrentSkipListMap<>();
    private final Map<String, Gauge> gauges = new ConcurrentSkipListMap<>();
    private final Map<String, Measured> histograms = new ConcurrentSkipListMap<>();

    /** Makes an empty set. */
    public Counters() {}

    /** Returns the counter of that name, made at the first call. */
    public Counter counter(String name, String help) {
        return counter(name, "", help);
    }

    /** Returns the counter of that name and cause, made at the first call; causes are a fixed few, never what a peer sent. */
    public Counter counter(String name, String cause, String help) {
        return counters.computeIfAbsent(new Key(name, cause), key -> new Counted(help, new Counter())).counter();
    }

    /** Registers a value to be read when asked for, from any thread; a second one of that name takes its place. */
    public void gauge(String name, String help, LongSupplier value) {
        gauges.put(name, new Gauge(help, value));
    }

    /** Returns the histogram of that name, made at the first call; {@code bounds} part its buckets, in ascending order. */
    public Histogram histogram(String name, String help, List<Duration> bounds) {
        return histograms.computeIfAbsent(name, key -> new Measured(help, new Histogram(bounds))).histogram();
    }

    /** Shows every number to {@code visitor}, in order of name and cause. */
    public void visit(Visitor visitor) {
        counters.forEach((key, counted) -> visitor.counter(key.name(), key.cause(), counted.help(), counted.counter()));
        gauges.forEach((name, gauge) -> visitor.gauge(name, gauge.help(), gauge.value()));
        histograms.forEach((name, measured) -> visitor.histogram(name, measured.help(), measured.histogram()));
    }
}
