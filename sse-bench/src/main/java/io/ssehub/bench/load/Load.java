package io.ssehub.bench.load;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.handler.ssl.SslContext;
import io.ssehub.bench.report.LoadReport;
import io.ssehub.bench.report.LoadReport.Second;
import io.ssehub.bench.report.LoadReport.Server;
import io.ssehub.bench.report.LoadReport.Tester;
import io.ssehub.bench.report.LoadReport.Verdict;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * One run: opens the streams, publishes beside them, and reports. What the loops measure is collected once a second.
 *
 * <p>{@link #run} belongs to one thread and is called once; {@link #stop} may be called from any.
 */
final class Load {
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final double LEAST_SECONDS = 0.001; // so that rates of a run that was stopped before it measured are none
    private static final long OTHERS_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final LoadOptions options;
    private final Request request;
    private final Readers readers;
    private final int testers;
    private final @Nullable EventLoopGroup publisherLoops;
    private final Publications publications;
    private final @Nullable Publisher publisher;
    private final @Nullable ServerProcess server;
    private final Outcome outcome = new Outcome();
    private final Instant started = Instant.now();
    private final long startNanos = System.nanoTime();

    private volatile boolean stopped;
    private @Nullable Followers followers;
    private String phase = "ramp";
    private long collectedNanos = startNanos;
    private long collectedMillis = System.currentTimeMillis();
    private long collectedPublished;
    private long settledPublished;
    private long measuredFromMicros = Long.MAX_VALUE;

    /**
     * What a run is to do and to tell.
     *
     * @param shared the command line that other testers of this run are to have
     * @param settings what the report is to say was asked for
     * @param version the tester's
     * @param news takes what the user should know as the run begins
     * @param progress takes each second as it ends, on the thread that runs
     */
    record Request(
            LoadOptions options, List<String> shared, Map<String, String> settings, String version, Consumer<String> news, Consumer<Second> progress) {}

    /**
     * Prepares a run; nothing is opened yet.
     *
     * @throws IOException if the certificates to trust cannot be read, or there is no such server process
     */
    Load(Request request) throws IOException {
        this.request = request;
        this.options = request.options();
        this.testers = testers(options);
        Targets targets = new Targets(options);
        SslContext tls = targets.tls();
        Long pid = options.serverPid();
        this.server = pid == null ? null : ServerProcess.of(pid);
        this.publications = new Publications(ThreadLocalRandom.current().nextInt(Mark.RUNS), options.topics(), Publications.window(options));
        this.readers = new Readers(options, targets, tls, publications, 0, testers, this::progressed);
        // With a window it is the readers who say when to publish, so that it is best done by one of their threads.
        this.publisherLoops = options.publishWindow() != null ? null : Dialer.newLoops(1, "load-publisher");
        Endpoint url = targets.publishing();
        EventLoop loop = publisherLoops == null ? readers.aLoop() : publisherLoops.next();
        this.publisher = url == null ? null : publisher(url, new Dialer(loop, tls, (int) options.timeout().toMillis()));
    }

    /** Returns how many testers the run is to have. */
    static int testers(LoadOptions options) {
        Integer testers = options.testers();
        return options.share() == null ? 1 : testers == null ? 2 : testers;
    }

    private void progressed() {
        if (publisher != null && options.publishWindow() != null) {
            publisher.progressed();
        }
    }

    private Publisher publisher(Endpoint url, Dialer dialer) {
        Integer window = options.publishWindow();
        return new Publisher(dialer, publications, options.publishRate(), window == null ? 0 : window, readers.all(), listener -> {
            if (url.isUdp()) {
                return new DatagramSink(dialer, url, publications.run(), publications.topics(), listener);
            }
            List<String> headers = options.publishHeaders();
            String fields = Requests.lines(headers == null ? List.of("Content-Type: text/plain") : headers, options.token());
            return new PostSink(
                    dialer, url, publications.run(), publications.topics(), fields, options.publishBody(), options.publishSize(), listener);
        });
    }

    /** Makes {@link #run} come to its end soon, with what has been measured so far. */
    void stop() {
        stopped = true;
    }

    /**
     * Runs and returns the report.
     *
     * @throws IOException if a tester that shares the run was lost
     */
    @SuppressWarnings("FutureReturnValueIgnored") // nobody waits for the threads
    LoadReport run() throws IOException {
        try {
            return measure();
        } finally {
            readers.close();
            if (followers != null) {
                followers.close();
            }
            if (publisherLoops != null) {
                publisherLoops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
            }
        }
    }

    private LoadReport measure() throws IOException {
        long residentBefore = server == null ? 0 : server.residentBytes();
        gather();
        readers.ramp();
        pass(Long.MAX_VALUE, () -> readers.allTried() && (followers == null || followers.areReady()));

        begin(options.warmup().isZero() ? "measured" : "warm-up");
        measuredFromMicros = WallClock.micros() + options.warmup().toNanos() / 1000;
        readers.begin(measuredFromMicros, testers);
        if (followers != null) {
            followers.begin(measuredFromMicros);
            pass(Long.MAX_VALUE, followers::areReady);
        }
        onPublisher(Publisher::open);
        onPublisher(Publisher::begin);
        if (!options.warmup().isZero()) {
            pass(options.warmup().toNanos(), () -> false);
            begin("measured");
        }
        long nanos = System.nanoTime();
        long events = outcome.events();
        double cpu = ThisMachine.cpuSeconds();
        double serverCpu = server == null ? 0 : server.cpuSeconds();
        pass(options.duration().toNanos(), () -> false);

        begin("drain");
        double seconds = Math.max(LEAST_SECONDS, (System.nanoTime() - nanos) / 1e9);
        cpu = ThisMachine.cpuSeconds() - cpu;
        events = outcome.events() - events;
        Server used = server == null ? null : used(server, server.cpuSeconds() - serverCpu, events, residentBefore);
        readers.endChurn();
        onPublisher(Publisher::end);
        drain();
        return report(seconds, events / seconds, cpu, used);
    }

    private void gather() throws IOException {
        Address address = options.share();
        if (address != null) {
            Runnable listening = () -> request.news().accept("waiting for " + (testers - 1) + " more: load --join " + address);
            followers = Followers.gather(address, testers, request.shared(), publications.run(), listening, () -> stopped);
        }
    }

    private void drain() throws IOException {
        if (publisher != null) {
            pass(options.drain().toNanos(), this::allPublished);
        }
        onPublisher(Publisher::close);
        Followers others = followers;
        if (others != null) {
            others.end(publications.count(), stopped ? 0 : options.drain().toMillis());
        }
        pass(options.drain().toNanos(), () -> !readers.isBehind());
        List<Message.Result> results = List.of();
        if (others != null) {
            pass(options.drain().toNanos() + OTHERS_NANOS, others::areDone);
            results = others.results();
            if (results.size() < testers - 1) {
                throw new IOException("a tester that shares the run has not told what its streams came to");
            }
        }
        collect();
        settle(publications.count(), results);
        onPublisher(publishing -> outcome.end(publishing, publications.count()));
        Totals totals = readers.end();
        results.forEach(result -> totals.add(result.totals()));
        outcome.end(totals, readers.cut());
    }

    private boolean allPublished() {
        boolean[] done = {true};
        onPublisher(publishing -> done[0] = publishing.isDone());
        return done[0];
    }

    private static Server used(ServerProcess process, double cpuSeconds, long events, long residentBefore) {
        return new Server(process.pid(), cpuSeconds, events == 0 ? 0 : cpuSeconds * 1e6 / events, residentBefore, process.residentBytes());
    }

    private void begin(String next) throws IOException {
        collect();
        phase = next;
    }

    /** Lets so much time pass, or less if {@code over} or the run is stopped; the drain goes on then for a second. */
    private void pass(long nanos, BooleanSupplier over) throws IOException {
        long from = System.nanoTime();
        long graceNanos = phase.equals("drain") ? SECOND_NANOS : 0;
        long passed = 0;
        while (passed < nanos && !over.getAsBoolean() && !(stopped && passed >= graceNanos)) {
            LockSupport.parkNanos(Math.min(POLL_NANOS, nanos - passed));
            if (System.nanoTime() - collectedNanos >= SECOND_NANOS) {
                collect();
            }
            passed = System.nanoTime() - from;
        }
    }

    private void collect() throws IOException {
        List<Counts> cuts = new ArrayList<>(readers.cut());
        if (followers != null) {
            followers.check();
            cuts.addAll(followers.takeCounts());
        }
        onPublisher(publishing -> outcome.addLag(publishing.cutLag()));
        long millis = System.currentTimeMillis();
        long published = publications.count();
        collectedNanos = System.nanoTime();
        Second second = outcome.add(cuts, phase, (collectedNanos - startNanos) / 1e9, collectedMillis, millis, published - collectedPublished);
        collectedMillis = millis;
        collectedPublished = published;
        if (followers == null) { // what others have got is known at the end only
            settle(published - publications.window() / 2, List.of());
        }
        request.progress().accept(second);
    }

    /** Takes the last arrivals of the events before {@code number} as final. */
    private void settle(long number, List<Message.Result> results) {
        long from = Math.max(settledPublished, publications.count() - publications.window());
        for (long event = from; event < number; event++) {
            int slot = publications.slot(event);
            long arrival = readers.arrivalMicros(slot);
            for (Message.Result result : results) {
                arrival = Math.max(arrival, result.arrivals().get(slot));
            }
            long due = publications.dueMicros(event);
            if (arrival >= due && due >= measuredFromMicros) {
                outcome.addLast(arrival - due);
            }
        }
        settledPublished = Math.max(settledPublished, number);
    }

    private LoadReport report(double seconds, double perSecond, double cpu, @Nullable Server used) {
        List<String> warnings = Warnings.of(cpu / seconds, readers.all().size(), outcome.lag(), outcome.publishing());
        LoadReport report = new LoadReport(
                request.version(), started, seconds, stopped, request.settings(), ThisMachine.describe(), outcome.connections(options.connections()),
                outcome.publishing(), outcome.deliveries(perSecond), outcome.reconnects(), outcome.latencies(), outcome.timeline(),
                new Tester(cpu, cpu / seconds, warnings), used, List.of());
        List<Limit> limits = options.limits();
        List<Verdict> verdicts = limits == null ? List.of() : limits.stream().map(limit -> limit.judge(report)).toList();
        return report.withVerdicts(verdicts);
    }

    /** Returns the deliveries' histograms of each second, with the times at which they begin and end, in order. */
    Iterable<Histogram> intervals() {
        return outcome.intervals();
    }

    private void onPublisher(Consumer<Publisher> action) {
        Publisher publishing = publisher;
        if (publishing != null) {
            publishing.loop().submit(() -> action.accept(publishing)).syncUninterruptibly();
        }
    }
}
