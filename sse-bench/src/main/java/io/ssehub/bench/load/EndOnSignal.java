package io.ssehub.bench.load;

import java.io.IOException;
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

    /** What runs, and then makes the exit code. */
    interface Run {
        int exitCode() throws IOException, InterruptedException;
    }

    private EndOnSignal(Runnable stop) {
        hook = new Thread(() -> end(stop), "end-on-signal");
    }

    /** Returns the exit code that {@code run} makes; a signal that comes meanwhile is answered by {@code stop}. */
    static int during(Run run, Runnable stop) throws IOException, InterruptedException {
        EndOnSignal waiting = new EndOnSignal(stop);
        Runtime.getRuntime().addShutdownHook(waiting.hook);
        try {
            waiting.exitCode = run.exitCode();
            return waiting.exitCode;
        } finally {
            waiting.done();
        }
    }

    private void done() {
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
