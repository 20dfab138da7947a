package io.ssehub.bench.load;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Makes a signal, such as that of Ctrl-C, end a run with its report: the run is told to stop, and the process ends once the report is out, with the exit code
 * that it makes. Left to itself a JVM would end at once, with 130.
 */
final class EndOnSignal {
    private static final long PATIENCE_SECONDS = 60;

    private final CountDownLatch done = new CountDownLatch(1);
    private final Thread hook;
    private volatile int exitCode = 1;

    private EndOnSignal(Runnable stop) {
        hook = new Thread(() -> end(stop), "end-on-signal");
    }

    /** Begins to wait for a signal, at which {@code stop} runs. */
    static EndOnSignal install(Runnable stop) {
        EndOnSignal installed = new EndOnSignal(stop);
        Runtime.getRuntime().addShutdownHook(installed.hook);
        return installed;
    }

    /** Takes the end of the run: from here on the process ends by itself. */
    void done(int code) {
        exitCode = code;
        done.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // A signal came first, and what waits for the end now ends the process.
        }
    }

    private void end(Runnable stop) {
        stop.run();
        try {
            if (!done.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                System.err.println("load: the run does not come to an end; there is no report");
            }
        } catch (InterruptedException e) {
            System.err.println("load: interrupted; there is no report");
        }
        System.out.flush();
        Runtime.getRuntime().halt(exitCode);
    }
}
