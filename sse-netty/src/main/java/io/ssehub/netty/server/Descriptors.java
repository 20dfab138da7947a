package io.ssehub.netty.server;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.OptionalInt;

/** How many files and sockets the process may have open. */
final class Descriptors {
    /** What is kept back for everything that is not a connection. */
    static final int RESERVE = 256;

    private Descriptors() {}

    /** Returns the limit, where there is one: at least {@link #RESERVE} and a few. */
    static OptionalInt limit() {
        if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system) {
            return OptionalInt.of((int) Math.max(2 * RESERVE, Math.min(system.getMaxFileDescriptorCount(), Integer.MAX_VALUE)));
        }
        return OptionalInt.empty();
    }
}
