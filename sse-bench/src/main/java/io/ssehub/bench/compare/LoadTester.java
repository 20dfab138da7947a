package io.ssehub.bench.compare;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.ssehub.bench.report.JsonText;
import io.ssehub.bench.report.LoadReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs the load tester as a process of its own. Not thread-safe. */
final class LoadTester {
    private static final Duration GRACE = Duration.ofSeconds(60);
    private static final String MEASURED = " measured ";
    private static final int MOMENT_MILLIS = 50;

    private final List<String> command;
    private final Path folder;

    /** Runs {@code command}, followed by options; what it says goes to files in {@code folder}. */
    LoadTester(List<String> command, Path folder) {
        this.command = command;
        this.folder = folder;
    }

    /**
     * Returns what it has measured.
     *
     * @param name of the run's files
     * @param collects whether the server collects its garbage, before the streams come and while they are open
     * @throws RunException if it has measured nothing
     */
    LoadReport run(String name, Load load, RunningServer server, boolean collects) throws RunException, InterruptedException {
        Path json = folder.resolve(name + ".json");
        Path log = folder.resolve(name + ".log");
        List<String> line = new ArrayList<>(command);
        line.addAll(load.options(server.url(), server.pid()));
        try {
            if (collects) {
                server.collectGarbage();
            }
            Process process = new ProcessBuilder(line).redirectOutput(json.toFile()).redirectError(log.toFile()).start();
            process.getOutputStream().close();
            if (collects && awaitMeasuring(process, log)) {
                server.collectGarbage();
            }
            if (!process.waitFor(load.length().plus(GRACE).toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly().waitFor();
                throw new RunException("the load tester did not end: " + RunningServer.lastLine(log));
            }
            String text = Files.readString(json, UTF_8);
            if (text.isBlank()) {
                throw new RunException("the load tester ended with exit code " + process.exitValue() + ": " + RunningServer.lastLine(log));
            }
            return JsonText.parse(text, LoadReport.class);
        } catch (IOException | IllegalArgumentException e) {
            throw new RunException("the load tester's result cannot be read: " + e.getMessage());
        }
    }

    /** Waits until the tester says that it measures, and returns whether it does. */
    private static boolean awaitMeasuring(Process process, Path log) throws IOException, InterruptedException {
        while (!Files.readString(log, UTF_8).contains(MEASURED)) {
            if (process.waitFor(MOMENT_MILLIS, TimeUnit.MILLISECONDS)) {
                return false;
            }
        }
        return true;
    }

    /** A run that has measured nothing; the message says why. */
    static final class RunException extends Exception {
        private static final long serialVersionUID = 1;

        RunException(String reason) {
            super(reason);
        }
    }
}
