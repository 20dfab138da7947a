package io.ssehub.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistogramLogTest {
    @TempDir
    private Path folder;

    @Test
    void intervalsReadBackAreTheSame() throws IOException {
        List<Histogram> intervals = new ArrayList<>();
        for (int second = 0; second < 5; second++) {
            for (String tag : List.of("delivery", "last")) {
                Histogram interval = new Histogram(3);
                interval.setStartTimeStamp(Reports.STARTED.plusSeconds(second).toEpochMilli());
                interval.setEndTimeStamp(Reports.STARTED.plusSeconds(second + 1).toEpochMilli());
                interval.setTag(tag);
                for (int value = 0; value < 1_000; value++) {
                    interval.recordValue((long) value * value * (second + 1));
                }
                intervals.add(interval);
            }
        }
        Path file = folder.resolve("latency.hlog");
        HistogramLog.write(file, "0.1", Reports.STARTED, intervals);

        List<Histogram> read = HistogramLog.read(file);
        assertThat(read).isEqualTo(intervals);
        assertThat(read).extracting(Histogram::getTag).startsWith("delivery", "last", "delivery");
        assertThat(read.get(2).getStartTimeStamp()).isEqualTo(intervals.get(2).getStartTimeStamp());
        assertThat(read.get(2).getEndTimeStamp()).isEqualTo(intervals.get(2).getEndTimeStamp());
        Histogram sum = new Histogram(3);
        read.forEach(sum::add);
        assertThat(sum.getTotalCount()).isEqualTo(10_000);
    }

    @Test
    void aLogSaysWhatItHolds() throws IOException {
        Path file = folder.resolve("latency.hlog");
        HistogramLog.write(file, "0.1", Reports.STARTED, List.of());

        assertThat(Files.readString(file)).contains("#[Written by sse-bench 0.1]\n", "#[Values are microseconds;", "#[Histogram log format version 1.", "#[BaseTime: 1795304186.318");
        assertThat(HistogramLog.read(file)).isEmpty();
    }

    @Test
    void whatIsNoLogIsNamed() throws IOException {
        Path file = Files.writeString(folder.resolve("notes.txt"), "Tag=a,1,2,3,xyz\nhello, world\n");

        assertThatThrownBy(() -> HistogramLog.read(file)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("notes.txt is no histogram log");
    }
}
