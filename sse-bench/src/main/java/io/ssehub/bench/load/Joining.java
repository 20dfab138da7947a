package io.ssehub.bench.load;

import java.io.IOException;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** This tester's part of a run that another one leads. {@link #run} belongs to one thread; {@link #stop} may be called from any. */
final class Joining {
    private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long POLL_MILLIS = 20;
    private static final int CONNECT_MILLIS = 10_000;

    private final Peer peer;
    private final Message.Task task;
    private final AtomicReference<Message.@Nullable End> end = new AtomicReference<>();
    private final AtomicReference<@Nullable IOException> failure = new AtomicReference<>();

    private Joining(Peer peer, Message.Task task) {
        this.peer = peer;
        this.task = task;
    }

    /**
     * Joins the run that is shared at {@code leader}.
     *
     * @throws IOException if nobody shares one there
     */
    static Joining at(Address leader) throws IOException {
        Socket socket = new Socket();
        try {
            socket.connect(leader.resolve(), CONNECT_MILLIS);
            Peer peer = new Peer(socket);
            return new Joining(peer, peer.receive(Message.Task.class));
        } catch (IOException e) {
            socket.close();
            throw new IOException("cannot join the run at " + leader + ": " + e.getMessage(), e);
        }
    }

    /** Returns the options that the run has. */
    List<String> args() {
        return task.args();
    }

    /** Leaves the run, which the leader then ends with a failure. */
    void stop() {
        failure.compareAndSet(null, new IOException("stopped before the run's end"));
    }

    /**
     * Opens this tester's streams, counts what they receive, and returns when the leader has had it all.
     *
     * @throws IOException if the leader goes before
     */
    void run(LoadOptions options) throws IOException, InterruptedException {
        Targets targets = new Targets(options);
        Publications publications = new Publications(task.run(), options.topics(), Publications.window(options));
        try (Readers readers = new Readers(options, targets, targets.tls(), publications, task.tester(), task.testers(), () -> {})) {
            readers.ramp();
            count(readers, readers::allTried);
            peer.send(new Message.Ready());
            Message.Begin begin = peer.receive(Message.Begin.class);
            publications.beginElsewhere();
            readers.begin(begin.measuredFromMicros(), task.testers());
            peer.send(new Message.Ready());
            awaitEnd();
            count(readers, () -> end.get() != null);
            Message.End ended = end.get();
            if (ended != null) {
                readers.endChurn();
                publications.endElsewhere(ended.published());
                long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(ended.drainMillis());
                count(readers, () -> System.nanoTime() > deadline || !readers.isBehind());
                Totals totals = readers.end();
                peer.send(new Message.Result(Counts.sum(readers.cut()), totals, arrivals(readers, publications.window())));
            }
        } finally {
            peer.close();
        }
    }

    private void awaitEnd() {
        Thread thread = new Thread(() -> {
            try {
                end.set(peer.receive(Message.End.class));
            } catch (IOException e) {
                failure.compareAndSet(null, new IOException("the tester that leads the run was lost: " + e.getMessage(), e));
            }
        }, "load-leader");
        thread.setDaemon(true);
        thread.start();
    }

    /** Sends what is counted each second, until {@code over}. */
    private void count(Readers readers, BooleanSupplier over) throws IOException, InterruptedException {
        long next = System.nanoTime() + SECOND_NANOS;
        while (!over.getAsBoolean()) {
            IOException failed = failure.get();
            if (failed != null) {
                throw failed;
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
            if (System.nanoTime() - next >= 0) {
                next += SECOND_NANOS;
                peer.send(new Message.Counted(Counts.sum(readers.cut())));
            }
        }
    }

    private static List<Long> arrivals(Readers readers, int window) {
        return IntStream.range(0, window).mapToObj(readers::arrivalMicros).toList();
    }
}
