package io.ssehub.bench.load;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads what a process on this machine has used, from Linux's {@code /proc}. Thread-safe. */
final class ServerProcess {
    private static final String RESIDENT = "VmRSS:";

    private final long pid;
    private final Path folder;

    private ServerProcess(long pid) {
        this.pid = pid;
        this.folder = Path.of("/proc", String.valueOf(pid));
    }

    /**
     * Returns the process with that number.
     *
     * @throws IOException if there is none, or this is not Linux
     */
    static ServerProcess of(long pid) throws IOException {
        ServerProcess process = new ServerProcess(pid);
        process.cpuSeconds();
        return process;
    }

    long pid() {
        return pid;
    }

    /** Returns the time that its threads have spent on a processor, as the scheduler accounts it; threads that have ended are not in it. */
    double cpuSeconds() throws IOException {
        long nanos = 0;
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(folder.resolve("task"))) {
            for (Path thread : threads) {
                nanos += nanos(thread);
            }
        }
        return nanos / 1e9;
    }

    private static long nanos(Path thread) {
        try {
            return Long.parseLong(Files.readString(thread.resolve("schedstat")).split(" ", 2)[0]);
        } catch (IOException e) {
            return 0; // it has just ended
        }
    }

    long residentBytes() throws IOException {
        return Files.readAllLines(folder.resolve("status")).stream()
                .filter(line -> line.startsWith(RESIDENT))
                .mapToLong(line -> Long.parseLong(line.substring(RESIDENT.length()).replace("kB", "").strip()) * 1024)
                .findFirst().orElse(0);
    }
}
