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
import io.ssehub.core.count.Counter;
import io.ssehub.core.count.Counters;
import io.ssehub.netty.http.Answer;
import java.nio.charset.StandardCharsets;
import java.util.function.LongSupplier;

/**
 * Writes a hub's counters and gauges, their names after {@value #PREFIX}, and those of the process in the text format of Prometheus.
 *
 * <p>Thread-safe.
 */
public final class PrometheusPage implements AutoCloseable {
    private static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";
    private static final String PREFIX = "ssehub_";

    private final Counters counters;
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics collections = new JvmGcMetrics();

    /** Begins to watch the process. */
    public PrometheusPage(Counters counters) {
        this.counters = counters;
        new JvmMemoryMetrics().bindTo(registry);
        collections.bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
    }

    /** Returns the page as it is now. Takes some milliseconds: not for an event loop. */
    public Answer answer() {
        return Answer.of(200, CONTENT_TYPE, text().getBytes(StandardCharsets.UTF_8)).with("Cache-Control", "no-store");
    }

    String text() {
        counters.visit(new Registration());
        return registry.scrape(CONTENT_TYPE);
    }

    @Override
    public void close() {
        collections.close();
        registry.close();
    }

    /** Makes a meter of each number; the registry knows which it has. */
    private final class Registration implements Counters.Visitor {
        @Override
        public void counter(String name, String cause, String help, Counter counter) {
            FunctionCounter.builder(PREFIX + name, counter, Counter::value)
                    .tags(cause.isEmpty() ? Tags.empty() : Tags.of("cause", cause))
                    .description(help)
                    .register(registry);
        }

        @Override
        public void gauge(String name, String help, LongSupplier value) {
            Gauge.builder(PREFIX + name, value, LongSupplier::getAsLong).description(help).strongReference(true).register(registry);
        }
    }
}
