package io.ssehub.demo.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.ssehub.core.count.Counter;
import io.ssehub.core.count.Counters;
import io.ssehub.core.count.Histogram;
import io.ssehub.netty.http.Answer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Writes a hub's counters, gauges and histograms, their names after {@value #PREFIX}, and those of the process in the text format of Prometheus.
 *
 * <p>Thread-safe.
 */
public final class PrometheusPage implements AutoCloseable {
    private static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";
    private static final String PREFIX = "ssehub_";
    private static final String SECONDS = "_seconds";

    private final Counters counters;
    private final JvmGcMetrics collections = new JvmGcMetrics();

    // Guarded by this.
    private @Nullable PrometheusMeterRegistry registry;
    private final Set<String> registered = new HashSet<>();

    /** Takes the numbers of the hub. */
    public PrometheusPage(Counters counters) {
        this.counters = counters;
    }

    /** Returns the page as it is now, of the process since it was first asked for. Takes some milliseconds, much longer the first time: not for an event loop. */
    public Answer answer() {
        return Answer.of(200, CONTENT_TYPE, text().getBytes(StandardCharsets.UTF_8)).with("Cache-Control", "no-store");
    }

    synchronized String text() {
        PrometheusMeterRegistry meters = registry;
        if (meters == null) {
            meters = watchProcess();
            registry = meters;
        }
        counters.visit(new Registration(meters, registered));
        return meters.scrape(CONTENT_TYPE);
    }

    private PrometheusMeterRegistry watchProcess() {
        PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        new JvmMemoryMetrics().bindTo(meters);
        collections.bindTo(meters);
        new JvmThreadMetrics().bindTo(meters);
        new ProcessorMetrics().bindTo(meters);
        new FileDescriptorMetrics().bindTo(meters);
        new UptimeMetrics().bindTo(meters);
        return meters;
    }

    @Override
    public synchronized void close() {
        collections.close();
        if (registry != null) {
            registry.close();
        }
    }

    /**
     * Makes a meter of each number that has none, and two of a histogram: its longest time is one by itself, as Micrometer has it.
     *
     * @param registry where to
     * @param registered the names and causes of those that have one
     */
    private record Registration(PrometheusMeterRegistry registry, Set<String> registered) implements Counters.Visitor {
        @Override
        public void counter(String name, String cause, String help, Counter counter) {
            if (registered.add(name + " " + cause)) {
                FunctionCounter.builder(PREFIX + name, counter, Counter::value)
                        .tags(cause.isEmpty() ? Tags.empty() : Tags.of("cause", cause))
                        .description(help)
                        .register(registry);
            }
        }

        @Override
        public void gauge(String name, String help, LongSupplier value) {
            if (registered.add(name)) {
                Gauge.builder(PREFIX + name, value, LongSupplier::getAsLong).description(help).strongReference(true).register(registry);
            }
        }

        @Override
        public void histogram(String name, String help, Histogram histogram) {
            if (registered.add(name)) {
                registry.getPrometheusRegistry().register(() -> snapshot(PREFIX + name + SECONDS, help, histogram));
                Gauge.builder(PREFIX + name + SECONDS + "_max", histogram, times -> seconds(times.max()))
                        .description(help + ": the longest")
                        .strongReference(true)
                        .register(registry);
            }
        }

        private static HistogramSnapshot snapshot(String name, String help, Histogram histogram) {
            List<Double> bounds = Stream.concat(histogram.bounds().stream().map(Registration::seconds), Stream.of(Double.POSITIVE_INFINITY)).toList();
            return HistogramSnapshot.builder()
                    .name(name)
                    .help(help)
                    .dataPoint(HistogramDataPointSnapshot.builder()
                            .classicHistogramBuckets(ClassicHistogramBuckets.of(bounds, histogram.counts()))
                            .sum(seconds(histogram.sum()))
                            .build())
                    .build();
        }

        private static double seconds(Duration time) {
            return time.toNanos() / 1e9;
        }
    }
}
