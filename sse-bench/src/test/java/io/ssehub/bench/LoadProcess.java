package io.ssehub.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.ssehub.bench.report.JsonText;
import io.ssehub.bench.report.LoadReport;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** The load tester as a process of its own. Closing cuts it off. */
final class LoadProcess implements AutoCloseable {
    private static final long DEADLINE_SECONDS = 120;

    private final Process process;

    private LoadProcess(Process process) {
        this.process = process;
    }

    static LoadProcess start(String... args) throws IOException {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx128m", "-jar"));
        command.addAll(List.of("target/sse-bench.jar", "load"));
        command.addAll(List.of(args));
        return new LoadProcess(new ProcessBuilder(command).start());
    }

    /** Reads what it says of its progress until it measures. */
    LoadProcess awaitMeasuring() throws IOException {
        BufferedReader progress = process.errorReader(UTF_8);
        String line;
        do {
            line = Objects.requireNonNull(progress.readLine(), "it ended");
        } while (!line.contains("measured"));
        return this;
    }

    /** Asks it to end. */
    void terminate() {
        process.toHandle().destroy(); // which leaves its streams open
    }

    /** Returns what it has printed when it has ended. */
    String out() throws IOException {
        return new String(process.getInputStream().readAllBytes(), UTF_8);
    }

    /** Returns the result that it has printed as JSON when it has ended. */
    LoadReport report() throws IOException {
        return JsonText.parse(out(), LoadReport.class);
    }

    int exitCode() throws InterruptedException {
        if (!process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("it does not end");
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
