package io.ssehub.bench.load;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads what a process on this machine has used, from Linux's {@code /proc}; once the process has ended, what was read last. Confined to one thread. */
final class ServerProcess {
    private static final String RESIDENT = "VmRSS:";

    private final long pid;
    private final Path folder;
    private double cpuSeconds;
    private long residentBytes;

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
        if (!Files.isReadable(process.folder.resolve("schedstat"))) {
            throw new IOException("there is no process " + pid + " to read CPU time and memory from; /proc/" + pid + "/schedstat is where Linux has them");
        }
        return process;
    }

    long pid() {
        return pid;
    }

    /** Returns the time that its threads have spent on a processor, as the scheduler accounts it; threads that have ended are not in it. */
    double cpuSeconds() {
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(folder.resolve("task"))) {
            long nanos = 0;
            for (Path thread : threads) {
                nanos += nanos(thread);
            }
            cpuSeconds = nanos / 1e9;
        } catch (IOException e) {
            // The process has ended: what was read last has to do.
        }
        return cpuSeconds;
    }

    private static long nanos(Path thread) {
        try {
            return Long.parseLong(Files.readString(thread.resolve("schedstat")).split(" ", 2)[0]);
        } catch (IOException e) {
            return 0; // it has just ended
        }
    }

    /** Returns how much of its memory is in the machine's. */
    long residentBytes() {
        try {
            residentBytes = Files.readAllLines(folder.resolve("status")).stream()
                    .filter(line -> line.startsWith(RESIDENT))
                    .mapToLong(line -> Long.parseLong(line.substring(RESIDENT.length()).replace("kB", "").strip()) * 1024)
                    .findFirst().orElse(0);
        } catch (IOException e) {
            // as above
        }
        return residentBytes;
    }
}
