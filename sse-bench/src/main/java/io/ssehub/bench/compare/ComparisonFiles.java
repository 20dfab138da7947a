package io.ssehub.bench.compare;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.ssehub.bench.report.JsonText;
import io.ssehub.bench.report.Page;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The files of a comparison: {@code compare.json}, {@code compare.svg} and the page {@code compare.html}. */
final class ComparisonFiles {
    private static final String PAGE = "compare.html";

    private ComparisonFiles() {}

    /** Writes them into {@code folder} and returns the page. */
    static Path write(Comparison comparison, Path folder) throws IOException {
        Files.writeString(folder.resolve("compare.json"), JsonText.of(comparison), UTF_8);
        Files.writeString(folder.resolve("compare.svg"), BarChart.of(comparison), UTF_8);
        return Files.writeString(folder.resolve(PAGE), Page.of(ComparisonFiles.class, PAGE, comparison), UTF_8);
    }
}
