package io.ssehub.demo.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.ssehub.core.count.Counters;
import io.ssehub.core.count.Histogram;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PrometheusPageTest {
    private final Counters counters = new Counters();

    @Test
    void showsCountersAndGaugesUnderThePrefix() {
        AtomicLong topics = new AtomicLong(7);
        counters.counter("events_published", "Events placed").add(3);
        counters.gauge("topics", "Topics known", topics::get);
        try (PrometheusPage page = new PrometheusPage(counters)) {
            assertThat(page.text().lines()).contains("# HELP ssehub_events_published_total Events placed", "# TYPE ssehub_events_published_total counter",
                    "ssehub_events_published_total 3.0", "ssehub_topics 7.0");
            topics.set(8);
            assertThat(page.text().lines()).contains("ssehub_topics 8.0");
        }
    }

    @Test
    void showsEachCauseAndThoseThatCameLater() {
        counters.counter("datagrams_refused", "malformed", "Refused").increment();
        try (PrometheusPage page = new PrometheusPage(counters)) {
            assertThat(page.text().lines()).contains("ssehub_datagrams_refused_total{cause=\"malformed\"} 1.0");
            counters.counter("datagrams_refused", "too_large", "Refused").add(2);
            assertThat(page.text().lines())
                    .contains("ssehub_datagrams_refused_total{cause=\"malformed\"} 1.0", "ssehub_datagrams_refused_total{cause=\"too_large\"} 2.0");
        }
    }

    @Test
    void showsHistogramsWithTheirBucketsInSecondsAndTheLongestTime() {
        Histogram stalls = counters.histogram("stall", "Waits", List.of(Duration.ofMillis(1), Duration.ofMillis(50)));
        stalls.add(0, 98);
        stalls.add(Duration.ofMillis(50).toNanos(), 1);
        stalls.add(Duration.ofMillis(1_500).toNanos(), 1);
        try (PrometheusPage page = new PrometheusPage(counters)) {
            assertThat(page.text().lines()).contains("# TYPE ssehub_stall_seconds histogram", "ssehub_stall_seconds_bucket{le=\"0.001\"} 98",
                    "ssehub_stall_seconds_bucket{le=\"0.05\"} 99", "ssehub_stall_seconds_bucket{le=\"+Inf\"} 100", "ssehub_stall_seconds_count 100",
                    "ssehub_stall_seconds_sum 1.55", "ssehub_stall_seconds_max 1.5");
        }
    }

    @Test
    void showsTheProcess() {
        try (PrometheusPage page = new PrometheusPage(counters)) {
            assertThat(page.text()).contains("jvm_memory_used_bytes", "process_cpu_usage", "process_files_open_files", "jvm_threads_live_threads");
        }
    }
}
