package io.ssehub.bench.jmh;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.DataInputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The benchmark's side of a {@link SubscriberProcess}. Not thread-safe. */
final class Subscribers implements AutoCloseable {
    /** What stands where nobody has been connected yet. */
    static final Subscribers NONE = new Subscribers(null, null);

    private static final int OTHER_DESCRIPTORS = 300;
    private static final int TIMEOUT_MILLIS = 60_000;

    private final @Nullable Process process;
    private final @Nullable Socket control;
    private final byte[] report = new byte[1];

    private Subscribers(@Nullable Process process, @Nullable Socket control) {
        this.process = process;
        this.control = control;
    }

    /**
     * Starts the process and returns when the stream of each subscriber has begun.
     *
     * @param burst after how many events for each subscriber the process reports
     * @throws IOException if the streams cannot be had
     */
    static Subscribers connect(int port, String target, int count, int burst) throws IOException {
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            listener.setSoTimeout(TIMEOUT_MILLIS);
            Process process = start(listener.getLocalPort(), port, target, count, burst);
            try {
                Socket control = listener.accept();
                control.setSoTimeout(TIMEOUT_MILLIS);
                Subscribers subscribers = new Subscribers(process, control);
                subscribers.await(SubscriberProcess.CONNECTED);
                return subscribers;
            } catch (IOException e) {
                process.destroy();
                throw e;
            }
        }
    }

    /**
     * Checks that this process may open the servers' end of that many connections. The process of the subscribers needs no more and has the same limit.
     *
     * @throws IllegalStateException if it may not, saying what to do
     */
    static void checkDescriptors(int count) {
        long needed = (long) count + OTHER_DESCRIPTORS;
        if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system && system.getMaxFileDescriptorCount() < needed) {
            throw new IllegalStateException(count + " subscribers need " + needed + " descriptors and this process may open " + system.getMaxFileDescriptorCount()
                    + ": raise the limit by ulimit -n " + needed + ", or ask for fewer by -p subscribers=…");
        }
    }

    private static Process start(Object... arguments) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String classPath = System.getProperty("java.class.path");
        List<String> command = new ArrayList<>(List.of(java, "-Xmx256m", "-XX:+UseSerialGC", "-cp", classPath, SubscriberProcess.class.getName()));
        Stream.of(arguments).map(Object::toString).forEach(command::add);
        return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
    }

    /**
     * Waits until every subscriber has every event of a burst.
     *
     * @throws IOException saying which subscriber did not get what it should have
     */
    void awaitBurst() throws IOException {
        await(SubscriberProcess.COMPLETE);
    }

    private void await(int expected) throws IOException {
        Socket socket = control;
        if (socket == null) {
            throw new IllegalStateException("nobody is connected");
        }
        try {
            int length = socket.getInputStream().read(report);
            if (length < 0) {
                throw new IOException("the process of the subscribers has ended; what it said is above");
            }
            if (report[0] != expected) {
                throw new IOException(new DataInputStream(socket.getInputStream()).readUTF());
            }
        } catch (SocketTimeoutException e) {
            throw new IOException("after " + TIMEOUT_MILLIS / 1000 + " s the subscribers still lack events or their streams' beginning", e);
        }
    }

    /** Ends the process. */
    @Override
    public void close() {
        if (process != null) {
            process.destroy();
            process.onExit().join();
        }
    }
}
