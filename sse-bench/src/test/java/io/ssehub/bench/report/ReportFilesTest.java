package io.ssehub.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportFilesTest {
    @TempDir
    private Path folder;

    @Test
    void aReportGoesIntoAFolderThatIsMade() throws IOException {
        Path made = folder.resolve("a/b");
        ReportFiles.write(made, Reports.busy(), List.of());

        assertThat(made).isDirectoryContaining("glob:**report.html").isDirectoryContaining("glob:**latency.hlog");
        assertThat(ReportFiles.read(made)).isEqualTo(Reports.busy());
    }

    @Test
    void aFolderThatCannotBeMadeIsNamedWithTheReason() throws IOException {
        Path file = Files.createFile(folder.resolve("taken"));

        assertThatThrownBy(() -> ReportFiles.prepare(file)).isInstanceOf(IOException.class)
                .hasMessage("cannot make the folder " + file + ": there is a file of that name");
        assertThatThrownBy(() -> ReportFiles.prepare(file.resolve("below"))).isInstanceOf(IOException.class)
                .hasMessageStartingWith("cannot make the folder " + file.resolve("below") + ": ");
    }

    @Test
    void aFileThatIsNoReportIsNamed() throws IOException {
        Files.writeString(folder.resolve("report.json"), "{}");

        assertThatThrownBy(() -> ReportFiles.read(folder)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("report.json: this is no JSON of a load report: ");
    }
}
