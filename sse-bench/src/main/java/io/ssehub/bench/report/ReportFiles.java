package io.ssehub.bench.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The files of a report: {@code report.json}. */
public final class ReportFiles {
    private ReportFiles() {}

    /**
     * Returns the report in a folder's {@code report.json}.
     *
     * @throws IOException if it cannot be read
     * @throws IllegalArgumentException if it is no report; the message names the file and what is wrong
     */
    public static LoadReport read(Path folder) throws IOException {
        Path file = folder.resolve("report.json");
        try {
            return JsonText.parse(Files.readString(file, UTF_8), LoadReport.class);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
        }
    }
}
