package io.ssehub.bench.compare;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A server that has been started, until it is closed. Thread-safe. */
final class RunningServer implements AutoCloseable {
    private static final int GRACE_SECONDS = 5;
    private static final int MOST_OF_A_LINE = 200;
    private static final String COLLECT = """
            VM.set_flag MinHeapFreeRatio 5
            VM.set_flag MaxHeapFreeRatio 10
            GC.run
            VM.set_flag MaxHeapFreeRatio 70
            VM.set_flag MinHeapFreeRatio 40
            """;
    private static final Pattern PART_OF_A_TRACE = Pattern.compile("^\\s|^$");

    private final Process process;
    private final long pid;
    private final String url;
    private final Path log;
    private final @Nullable Path jcmd;

    RunningServer(Process process, long pid, String url, Path log, @Nullable Path jcmd) {
        this.process = process;
        this.pid = pid;
        this.url = url;
        this.log = log;
        this.jcmd = jcmd;
    }

    /** Returns the process that does the work. */
    long pid() {
        return pid;
    }

    /** Returns the URL of its stream, to publish at as well. */
    String url() {
        return url;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Returns the last that it has said. */
    String lastWord() {
        return lastLine(log);
    }

    /** Has a JVM collect its garbage and give back what it then has free; does nothing to another program, or without {@code jcmd}. */
    void collectGarbage() throws InterruptedException {
        if (jcmd != null) {
            try {
                Path commands = Files.writeString(log.resolveSibling("collect.txt"), COLLECT, UTF_8);
                Programs.output(jcmd.toString(), String.valueOf(pid), "-f", commands.toString());
            } catch (IOException e) {
                // The memory is then measured with its garbage.
            }
        }
    }

    static String lastLine(Path log) {
        try {
            String line = Files.readString(log, UTF_8).lines().filter(each -> !PART_OF_A_TRACE.matcher(each).find()).reduce("", (before, each) -> each).strip();
            return line.isEmpty() ? "it said nothing" : line.substring(0, Math.min(line.length(), MOST_OF_A_LINE));
        } catch (IOException e) {
            return "nothing can be read of what it said";
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (process.waitFor(GRACE_SECONDS, TimeUnit.SECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
