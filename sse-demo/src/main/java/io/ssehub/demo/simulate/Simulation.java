package io.ssehub.demo.simulate;

import io.netty.util.concurrent.DefaultThreadFactory;
import io.ssehub.demo.board.Boards;
import java.util.SplittableRandom;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Boards inside the hub that report as real ones do: {@code sim}, {@code sim-2}, {@code sim-3} and so on, on one thread of their own. Thread-safe.
 */
public final class Simulation implements AutoCloseable {
    /** What stands for the address of such a board. */
    public static final String ADDRESS = "simulated";

    private static final Logger LOG = LoggerFactory.getLogger(Simulation.class);

    private final ScheduledThreadPoolExecutor thread =
            new ScheduledThreadPoolExecutor(1, new DefaultThreadFactory("simulation", true), new ThreadPoolExecutor.DiscardPolicy());
    private final Boards boards;
    private final LongSupplier nanoClock;

    private Simulation(Boards boards, LongSupplier nanoClock) {
        this.boards = boards;
        this.nanoClock = nanoClock;
        thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /**
     * Starts to report.
     *
     * @param count of simulated boards, 0 or more
     * @param seed equal seeds make equal values
     * @param nanoClock {@code System::nanoTime} but in tests
     */
    public static Simulation start(int count, Boards boards, long seed, LongSupplier nanoClock) {
        Simulation simulation = new Simulation(boards, nanoClock);
        SplittableRandom random = new SplittableRandom(seed);
        long now = nanoClock.getAsLong();
        for (int i = 1; i <= count; i++) {
            simulation.schedule(new SimulatedBoard(i == 1 ? "sim" : "sim-" + i, random.split(), now));
        }
        return simulation;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // report lets nothing escape
    private void schedule(SimulatedBoard board) {
        thread.schedule(() -> report(board), board.nextNanos() - nanoClock.getAsLong(), TimeUnit.NANOSECONDS);
    }

    private void report(SimulatedBoard board) {
        try {
            long now = nanoClock.getAsLong();
            if (now - board.nextNanos() >= 0) {
                boards.take(board.report(now), ADDRESS);
            }
        } catch (RuntimeException fault) {
            LOG.atError().setCause(fault).log("a simulated board could not report");
        }
        schedule(board);
    }

    /** Stops for good; waits for a report that is being made. */
    @Override
    public void close() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(5, TimeUnit.SECONDS)) {
                LOG.warn("the simulation did not stop in 5 s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
