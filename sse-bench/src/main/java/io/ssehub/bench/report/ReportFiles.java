package io.ssehub.bench.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * The files of a report: {@code report.html}, a page that opens offline; {@code report.json}, the same numbers; {@code latency.hlog}, the raw histograms of
 * each interval. Files that are there are overwritten.
 */
public final class ReportFiles {
    private static final String JSON = "report.json";

    private ReportFiles() {}

    /**
     * Makes the folder if it is missing, so that a run need not be measured in vain.
     *
     * @throws IOException if it cannot be made or written to; the message says why
     */
    public static void prepare(Path folder) throws IOException {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new IOException("cannot make the folder " + folder + ": " + reason(e), e);
        }
        if (!Files.isWritable(folder)) {
            throw new IOException("cannot write to the folder " + folder);
        }
    }

    private static String reason(IOException e) {
        if (e instanceof FileAlreadyExistsException) {
            return "there is a file of that name";
        }
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        return e instanceof FileSystemException system && system.getReason() != null ? system.getReason() : String.valueOf(e.getMessage());
    }

    /**
     * Writes a report and its intervals, which are as {@link HistogramLog#write} wants them, and makes the folder if it is missing.
     *
     * @throws IOException if that fails; the message says why
     */
    public static void write(Path folder, LoadReport report, Iterable<Histogram> intervals) throws IOException {
        prepare(folder);
        Files.writeString(folder.resolve(JSON), JsonText.of(report), UTF_8);
        HistogramLog.write(folder.resolve("latency.hlog"), report.version(), report.started(), intervals);
        Files.writeString(folder.resolve("report.html"), Page.of(ReportFiles.class, "report.html", report), UTF_8);
    }

    /**
     * Returns the report in a folder's {@code report.json}.
     *
     * @throws IOException if it cannot be read
     * @throws IllegalArgumentException if it is no report; the message names the file and what is wrong
     */
    public static LoadReport read(Path folder) throws IOException {
        Path file = folder.resolve(JSON);
        try {
            return JsonText.parse(Files.readString(file, UTF_8), LoadReport.class);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
        }
    }
}
