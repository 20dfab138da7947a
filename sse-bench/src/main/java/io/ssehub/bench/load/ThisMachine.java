package io.ssehub.bench.load;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.UnixOperatingSystemMXBean;
import io.ssehub.bench.report.LoadReport.Machine;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/** What is known of the machine and of this process. Thread-safe. */
final class ThisMachine {
    private static final OperatingSystemMXBean SYSTEM = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    private static final String MODEL = "model name";

    private ThisMachine() {}

    static Machine describe() {
        String os = System.getProperty("os.name") + " " + System.getProperty("os.version") + " " + System.getProperty("os.arch");
        String java = System.getProperty("java.vendor") + " " + System.getProperty("java.runtime.version");
        return new Machine(os, cpu(), Runtime.getRuntime().availableProcessors(), SYSTEM.getTotalMemorySize(), java, descriptors());
    }

    private static String cpu() {
        try (java.util.stream.Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.filter(line -> line.startsWith(MODEL)).map(line -> line.substring(line.indexOf(':') + 1).strip()).findFirst().orElse("unknown");
        } catch (IOException e) {
            return "unknown";
        }
    }

    /** Returns how many descriptors this process may open; {@link Long#MAX_VALUE} if that is not known. */
    static long descriptors() {
        return SYSTEM instanceof UnixOperatingSystemMXBean unix ? unix.getMaxFileDescriptorCount() : Long.MAX_VALUE;
    }

    /** Returns the processor time that this process has used. */
    static double cpuSeconds() {
        return SYSTEM.getProcessCpuTime() / 1e9;
    }
}
