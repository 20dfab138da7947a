package io.ssehub.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.ssehub.test.Browser;
import io.ssehub.test.Needs;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The page of a report in a real browser, opened from a file. */
@Needs({"chromium", "chromedriver"})
class ReportPageIT {
    private static final String ALERTING = "</title></script><!--<script>alert(1)</script><img src=x onerror=alert(2)>";

    @RegisterExtension
    private static final Browser BROWSER = new Browser();

    @TempDir
    private Path folder;

    private void open(LoadReport report) throws IOException {
        ReportFiles.write(folder, report, List.of());
        BROWSER.open(folder.resolve("report.html").toUri().toString());
    }

    @Test
    void everyPlotShowsItsLines() throws IOException {
        open(Reports.busy());

        assertThat(BROWSER.run("""
                return [...document.querySelectorAll('canvas')].map(canvas => canvas.id + ': ' + Chart.getChart(canvas).data.datasets.map(line => line.label).join(', '))"""))
                .isEqualTo(List.of(
                        "percentiles: each delivery, last stream of an event",
                        "latency-over-time: longest, p99, p50",
                        "connections: streams open, failed or dropped per second",
                        "events: received per second, all streams, published per second"));
        assertThat(BROWSER.run("""
                const rgb = colour => [1, 3, 5].map(at => parseInt(colour.slice(at, at + 2), 16));
                const isDrawn = (chart, line) => {
                    const {left, top, width, height} = chart.chartArea;
                    const ratio = chart.currentDevicePixelRatio;
                    const {data} = chart.ctx.getImageData(left * ratio, top * ratio, width * ratio, height * ratio);
                    const colour = rgb(line.borderColor);
                    let pixels = 0;
                    for (let at = 0; at < data.length; at += 4) {
                        pixels += data[at + 3] > 200 && colour.every((part, i) => Math.abs(part - data[at + i]) < 24);
                    }
                    return pixels > 50;
                };
                return [...document.querySelectorAll('canvas')].map(canvas => Chart.getChart(canvas))
                    .flatMap(chart => chart.data.datasets.filter(line => !isDrawn(chart, line)).map(line => line.label))""")).as("lines that cannot be seen").isEqualTo(List.of());
    }

    @Test
    void thePercentileCurveIsTheReports() throws IOException {
        LoadReport report = Reports.busy();
        open(report);

        List<Distribution.Point> curve = report.latencies().delivery().curve();
        String line = "Chart.getChart('percentiles').data.datasets[0].data";
        assertThat(BROWSER.number("return " + line + ".length")).isEqualTo(curve.size());
        assertThat(BROWSER.number("return " + line + ".at(-1).y")).isEqualTo(curve.get(curve.size() - 1).micros());
        assertThat(BROWSER.number("return " + line + ".at(-1).x")).isEqualTo(report.latencies().delivery().count());
        assertThat(BROWSER.run("return Chart.getChart('percentiles').scales.x.ticks.map(tick => tick.label)"))
                .isEqualTo(List.of("0 %", "90 %", "99 %", "99.9 %", "99.99 %", "99.999 %", "99.9999 %"));
    }

    @Test
    void theNumbersOnTopHaveUnits() throws IOException {
        open(Reports.busy());

        assertThat(BROWSER.text("h1")).isEqualTo("Load test of http://127.0.0.1:8080/events");
        assertThat(BROWSER.text("#when")).isEqualTo("2026-11-21 23:36:26 UTC · measured for 60 s · sse-bench 0.1.0-SNAPSHOT");
        assertThat(BROWSER.run("return [...document.querySelectorAll('#headline dt')].map(name => name.textContent + ' = ' + name.nextSibling.textContent)")).isEqualTo(List.of(
                "Streams open = 9,998", "Deliveries = 999,387/s", "Lost = 1,204", "Duplicated / reordered = 3 / 0", "CPU of the server = 0.827 µs",
                "Latency p50 = 1.90 ms", "Latency p99 = 15.4 ms", "Latency p99.9 = 30.1 ms", "Latency, longest = 125 ms", "CPU of the tester = 87.3 %"));
        assertThat(BROWSER.text("#warnings")).contains("The tester used 87 % of a processor");
        assertThat(BROWSER.text("#verdicts")).containsSubsequence("p99<50ms", "12.2 ms", "✓ held", "lost==0", "1,204", "✗ missed");
    }

    @Test
    void nothingIsFetchedFromElsewhere() throws IOException {
        open(Reports.busy());

        assertThat(BROWSER.run("return performance.getEntriesByType('resource').map(entry => entry.name)")).isEqualTo(List.of());
        assertThat(BROWSER.complaints()).isEmpty();
    }

    @Test
    void textFromElsewhereStaysText() throws IOException {
        open(Reports.withText(ALERTING));

        assertThat(BROWSER.hasAlert()).isFalse();
        assertThat(BROWSER.run("return document.title")).isEqualTo("Load test of " + ALERTING);
        assertThat(BROWSER.text("#run")).contains(ALERTING);
        assertThat(BROWSER.text("#numbers")).contains(ALERTING);
        assertThat(BROWSER.text("#warnings")).contains(ALERTING);
        assertThat(BROWSER.number("return document.querySelectorAll('img').length")).isZero();
        assertThat(BROWSER.number("return document.scripts.length")).isEqualTo(5);
        assertThat(BROWSER.complaints()).isEmpty();
    }

    @Test
    void aScriptThatGotInAllTheSameDoesNotRun() throws IOException {
        open(Reports.empty());
        BROWSER.run("document.querySelector('main').insertAdjacentHTML('beforeend', arguments[0])", "<img src='data:,' onerror='document.title = 1'>");

        BROWSER.await("document.querySelector('img').complete");
        assertThat(BROWSER.run("return document.title")).isEqualTo("Load test of http://127.0.0.1:9/events");
        assertThat(BROWSER.complaints()).singleElement().asString().contains("Content Security Policy");
    }

    @Test
    void aRunWithoutAnythingMeasuredHasAPageToo() throws IOException {
        open(Reports.empty());

        assertThat(BROWSER.text("#warnings")).isEqualTo("""
                The run was ended before its time: this is what it had measured until then.
                No stream ever began: 100 attempts failed: 100 refused.""");
        assertThat(BROWSER.number("return document.querySelectorAll('canvas').length")).isZero();
        assertThat(BROWSER.text("#latency")).contains("Nothing to draw");
        assertThat(BROWSER.text("#numbers")).contains("This run published nothing.");
        assertThat(BROWSER.text("main")).doesNotContain("NaN", "undefined", "null", "Infinity");
        assertThat(BROWSER.complaints()).isEmpty();
    }

    @Test
    void itSaysWhetherAServerCouldSetThePace() throws IOException {
        open(Reports.busy());
        assertThat(BROWSER.text("#about")).contains("open loop", "no coordinated omission");
        open(Reports.withSetting("--publish-window", "64"));
        assertThat(BROWSER.text("#about")).contains("closed loop", "fewer than 64").doesNotContain("omission");
    }

    @Test
    void plotsFollowTheColoursOfTheScreenAndOfPaper() throws IOException {
        String drawn = "return Chart.getChart('percentiles').data.datasets[0].borderColor";
        open(Reports.busy());
        BROWSER.prefer("light");
        assertThat(BROWSER.run(drawn)).isEqualTo("#0072b2");
        BROWSER.prefer("dark");
        BROWSER.await("Chart.getChart('percentiles').data.datasets[0].borderColor === arguments[0]", "#56b4e9");
        BROWSER.run("dispatchEvent(new Event('beforeprint'))");
        assertThat(BROWSER.run(drawn)).isEqualTo("#0072b2");
        BROWSER.run("dispatchEvent(new Event('afterprint'))");
        assertThat(BROWSER.run(drawn)).isEqualTo("#56b4e9");
    }

    @Test
    void fitsAPhone() throws IOException {
        BROWSER.resize(360, 740);
        for (LoadReport report : List.of(Reports.busy(), Reports.withText("long".repeat(100)))) {
            open(report);
            assertThat(BROWSER.number("return document.documentElement.scrollWidth")).isLessThanOrEqualTo(360);
        }
    }
}
