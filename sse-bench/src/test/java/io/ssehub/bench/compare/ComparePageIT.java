package io.ssehub.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;

import io.ssehub.bench.compare.Comparison.Column;
import io.ssehub.bench.compare.Comparison.Entry;
import io.ssehub.bench.compare.Comparison.Row;
import io.ssehub.bench.compare.Comparison.WorkResult;
import io.ssehub.test.Browser;
import io.ssehub.test.Needs;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The page of a comparison in a real browser, opened from a file. */
@Needs({"chromium", "chromedriver"})
class ComparePageIT {
    private static final String ALERTING = "</script><img src=x onerror=alert(1)>";

    @RegisterExtension
    private static final Browser BROWSER = new Browser();

    @TempDir
    private Path folder;

    private void open() throws IOException {
        List<Column> columns = Work.LOW_RATE.metrics().stream().map(metric -> new Column(metric.id(), metric.title(), metric.unit())).toList();
        WorkResult work = new WorkResult("low-rate", "At a low rate", "20 events a second", 1_000, List.of("--publish-rate", "20"), columns, List.of(
                new Row("hub", values(8, 2_000, 4_000, 5_000), Map.of("cpuMicrosPerDelivery", 1.0), List.of()),
                new Row("peer", values(20, 3_000, 90_000, 95_000), Map.of("cpuMicrosPerDelivery", 2.5), List.of(ALERTING))));
        ComparisonFiles.write(new Comparison("1", Instant.EPOCH, true, 1, null, "Linux", "OpenJDK", "not pinned", List.of(
                new Entry("hub", "SSE Hub", "1", "Java 17", "", "", "", "https://example.org/hub", null),
                new Entry("peer", "A Peer", "2", "Java 17", "", "", "", "javascript:alert(1)", null),
                new Entry("gone", "Another", "", "", "", "", "", "", "needs Java 99")), List.of(work)), folder);
        BROWSER.open(folder.resolve("compare.html").toUri().toString());
    }

    private static Map<String, Double> values(double cpu, double p50, double p99, double lastP99) {
        return Map.of("cpuMicrosPerDelivery", cpu, "p50Micros", p50, "p99Micros", p99, "lastP99Micros", lastP99);
    }

    @Test
    void plotsAndTablesShowEveryServer() throws IOException {
        open();

        assertThat(BROWSER.run("""
                return [...document.querySelectorAll('canvas')].map(canvas => canvas.id + ': ' + Chart.getChart(canvas).data.datasets.map(bars => bars.data.join(' ')).join(', '))"""))
                .isEqualTo(List.of("low-rate-cpu: 8 20", "low-rate-latency: 2000 3000, 4000 90000, 5000 95000"));
        assertThat(BROWSER.text("#works")).contains("8 µs", "20 µs 2.5×", "90.0 ms", "A Peer: " + ALERTING);
        assertThat(BROWSER.text("#notes")).contains("small numbers", "Left out: Another, which needs Java 99.");
    }

    @Test
    void nothingIsFetchedFromElsewhereAndTextStaysText() throws IOException {
        open();

        assertThat(BROWSER.hasAlert()).isFalse();
        assertThat(BROWSER.run("return performance.getEntriesByType('resource').map(entry => entry.name)")).isEqualTo(List.of());
        assertThat(BROWSER.run("return [...document.querySelectorAll('#servers a')].map(link => link.href)")).isEqualTo(List.of("https://example.org/hub", ""));
        assertThat(BROWSER.complaints()).isEmpty();
    }
}
