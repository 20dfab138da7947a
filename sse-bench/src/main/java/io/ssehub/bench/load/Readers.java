package io.ssehub.bench.load;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.handler.ssl.SslContext;
import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * All readers of this process, with the streams that are its part of a run. Its methods wait until every loop has done what they say; they are called by the
 * thread that runs the load.
 */
final class Readers implements AutoCloseable {
    private static final int CONNECTIONS_PER_RAMP_SECOND = 2_000;

    private final LoadOptions options;
    private final EventLoopGroup loops;
    private final List<Reader> all = new ArrayList<>();
    private final CountDownLatch tried;

    /** Makes the readers and their streams: every {@code testers}th one, from {@code tester} on. Nothing is opened yet. */
    Readers(LoadOptions options, Targets targets, @Nullable SslContext tls, Publications publications, int tester, int testers, Runnable progressed) {
        this.options = options;
        Integer threads = options.threads();
        this.loops = Dialer.newLoops(threads == null ? Math.max(1, Runtime.getRuntime().availableProcessors() - 1) : threads, "load-reader");
        List<Stream.Plan> plans = new ArrayList<>();
        for (int number = tester; number < options.connections(); number += testers) {
            plans.add(targets.plan(number));
        }
        this.tried = new CountDownLatch(plans.size());
        for (EventExecutor loop : loops) {
            all.add(new Reader(new Dialer((EventLoop) loop, tls, (int) options.timeout().toMillis()), publications, tried::countDown, progressed));
        }
        Requests requests = Requests.of(options.headers(), options.token());
        for (int i = 0; i < plans.size(); i++) {
            Reader reader = all.get(i % all.size());
            reader.add(new Stream(reader, plans.get(i), requests));
        }
    }

    List<Reader> all() {
        return all;
    }

    /** Returns a loop that reads, for what is best done there. */
    EventLoop aLoop() {
        return loops.next();
    }

    /** Begins to open the streams. */
    void ramp() {
        Duration ramp = options.ramp();
        long micros = ramp == null ? TimeUnit.SECONDS.toMicros(options.connections()) / CONNECTIONS_PER_RAMP_SECOND : ramp.toNanos() / 1000;
        each(reader -> reader.ramp(micros));
    }

    /** Returns whether each stream has begun once, or failed to. */
    boolean allTried() {
        return tried.getCount() == 0;
    }

    /** Begins the part of the run in which something is published; events that are due from {@code micros} on are measured. */
    void begin(long micros, int testers) {
        each(reader -> reader.measureFrom(micros));
        Double churn = options.churn();
        if (churn != null) {
            each(reader -> reader.churn(churn / all.size() / testers));
        }
    }

    void endChurn() {
        each(Reader::endChurn);
    }

    /** Returns what each has counted since the last time. */
    List<Counts> cut() {
        List<Counts> cuts = new ArrayList<>();
        each(reader -> cuts.add(reader.cut()));
        return cuts;
    }

    /** Returns whether a stream lacks something that was published. */
    boolean isBehind() {
        boolean[] behind = {false};
        each(reader -> behind[0] |= reader.isBehind());
        return behind[0];
    }

    /** Ends the streams and returns what they came to; what is left to count is in the next cut. */
    Totals end() {
        Totals totals = new Totals();
        each(reader -> reader.streams().forEach(totals::add));
        return totals;
    }

    /** Returns when the newest event whose number is {@code slot} modulo the publications' window came to the last of the streams, 0 if to none. */
    long arrivalMicros(int slot) {
        long arrival = 0;
        for (Reader reader : all) {
            arrival = Math.max(arrival, reader.arrivalMicros(slot));
        }
        return arrival;
    }

    private void each(Consumer<Reader> action) {
        all.forEach(reader -> reader.dialer().loop().submit(() -> action.accept(reader)).syncUninterruptibly());
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // nobody waits for the threads
    public void close() {
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
}
