package io.ssehub.bench.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogReader;
import org.HdrHistogram.HistogramLogWriter;

/**
 * The raw histograms of a run in the text format of HdrHistogram's logs, which its tools read: a line for each interval, with the interval's tag, start and
 * length.
 */
public final class HistogramLog {
    private static final double MICROS_PER_MILLI = 1_000;
    private static final double MILLIS_PER_SECOND = 1_000;

    private HistogramLog() {}

    /**
     * Writes {@code intervals}, of microseconds, each with start and end time stamps in milliseconds since 1970 and, where there are several kinds, a tag without
     * commas, spaces and line breaks.
     *
     * @throws IOException if the file cannot be written; what was written of it is left
     */
    public static void write(Path file, String version, Instant started, Iterable<Histogram> intervals) throws IOException {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file)); PrintStream lines = new PrintStream(out, false, UTF_8)) {
            HistogramLogWriter log = new HistogramLogWriter(lines);
            log.outputComment("[Written by sse-bench " + version.replaceAll("\\R", " ") + "]");
            log.outputComment("[Values are microseconds; the column Interval_Max is milliseconds]");
            log.outputLogFormatVersion();
            long base = started.toEpochMilli();
            log.outputStartTime(base);
            log.outputBaseTime(base);
            log.outputLegend();
            for (Histogram interval : intervals) {
                log.outputIntervalHistogram((interval.getStartTimeStamp() - base) / MILLIS_PER_SECOND, (interval.getEndTimeStamp() - base) / MILLIS_PER_SECOND,
                        interval, MICROS_PER_MILLI);
            }
            if (lines.checkError()) {
                throw new IOException("cannot write " + file);
            }
        }
    }

    /**
     * Returns the intervals of a log, with their tags and time stamps.
     *
     * @throws IOException if it cannot be read
     * @throws IllegalArgumentException if it is no such log; the message names the file
     */
    public static List<Histogram> read(Path file) throws IOException {
        List<Histogram> intervals = new ArrayList<>();
        try (InputStream in = Files.newInputStream(file); HistogramLogReader log = new HistogramLogReader(in)) {
            while (log.hasNext()) {
                if (log.nextIntervalHistogram() instanceof Histogram histogram) {
                    intervals.add(histogram);
                }
            }
        } catch (RuntimeException e) {
            // The reader's own exceptions for what it cannot parse are of many kinds.
            throw new IllegalArgumentException(file + " is no histogram log: " + e.getMessage(), e);
        }
        return intervals;
    }
}
