package io.ssehub.demo.hub;

import io.ssehub.netty.http.Answer;
import io.ssehub.netty.http.Exchange;
import io.ssehub.netty.http.RequestHandler;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs what takes longer than an event loop may be held: on one thread, in the order of the requests, {@value #MAX_WAITING} of them waiting at most; one
 * more is answered with 503.
 *
 * <p>Thread-safe.
 */
final class OffLoop implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OffLoop.class);
    private static final int MAX_WAITING = 1024;

    private final ThreadPoolExecutor thread =
            new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MAX_WAITING), task -> {
                Thread answers = new Thread(task, "answers");
                answers.setDaemon(true);
                return answers;
            });

    /** Returns a handler for event loops that lets {@code slow} answer. */
    RequestHandler handler(RequestHandler slow) {
        return exchange -> {
            try {
                thread.execute(() -> answer(slow, exchange));
            } catch (RejectedExecutionException e) {
                exchange.answer(Answer.problem(503, "Too many requests of this kind wait already; try again later.").with("Retry-After", "1"));
            }
        };
    }

    /** Runs a task before those that come later. */
    void run(Runnable task) {
        thread.execute(task);
    }

    private static void answer(RequestHandler slow, Exchange exchange) {
        try {
            slow.handle(exchange);
        } catch (RuntimeException e) {
            LOG.atError().setCause(e).addKeyValue("path", exchange.path()).log("a request could not be answered");
            exchange.problem(500, "The hub could not answer; its log says more.");
        }
    }

    /** Answers no more; waits a moment for the answer that is being made. */
    @Override
    public void close() {
        thread.shutdownNow();
        try {
            if (!thread.awaitTermination(1, TimeUnit.SECONDS)) {
                LOG.warn("an answer takes too long to be waited for");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
