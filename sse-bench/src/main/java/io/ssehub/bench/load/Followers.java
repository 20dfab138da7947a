package io.ssehub.bench.load;

import java.io.Closeable;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The testers that share a run with the one that leads it. Its methods belong to the thread that leads, but for what the threads do that receive.
 */
final class Followers implements Closeable {
    private static final int POLL_MILLIS = 100;

    private final List<Follower> all = new ArrayList<>();

    /** One of them, and what has come from it. */
    private static final class Follower {
        private final Peer peer;
        private final List<Counts> counts = new ArrayList<>();
        private boolean ready;
        private Message.@Nullable Result result;
        private @Nullable IOException failure;

        Follower(Peer peer) {
            this.peer = peer;
        }

        void receive() {
            try {
                while (true) {
                    take(peer.receive());
                }
            } catch (IOException e) {
                fail(e);
            }
        }

        private synchronized void take(Message message) throws IOException {
            if (message instanceof Message.Ready) {
                ready = true;
            } else if (message instanceof Message.Counted counted) {
                counts.add(counted.counts());
            } else if (message instanceof Message.Result last) {
                counts.add(last.counts());
                result = last;
            } else {
                throw new IOException("a tester that has joined says " + message.getClass().getSimpleName());
            }
        }

        private synchronized void fail(IOException e) {
            if (result == null) {
                failure = e;
            }
        }

        synchronized void check() throws IOException {
            if (failure != null) {
                throw new IOException("a tester that shares the run was lost: " + failure.getMessage(), failure);
            }
        }

        synchronized void begin(long measuredFromMicros) throws IOException {
            ready = false;
            peer.send(new Message.Begin(measuredFromMicros));
        }

        synchronized boolean isReady() {
            return ready;
        }

        synchronized boolean isDone() {
            return result != null;
        }

        synchronized List<Counts> takeCounts() {
            List<Counts> taken = List.copyOf(counts);
            counts.clear();
            return taken;
        }

        synchronized Message.@Nullable Result result() {
            return result;
        }
    }

    /**
     * Waits until all have joined, and tells each what to do.
     *
     * @param testers how many share the run, the leader included
     * @param listening runs once they can join
     * @param stopped says that the run is over before it has begun
     * @throws IOException if the address cannot be listened on
     */
    static Followers gather(Address address, int testers, List<String> args, int run, Runnable listening, BooleanSupplier stopped) throws IOException {
        Followers followers = new Followers();
        try (ServerSocket listener = new ServerSocket()) {
            listener.bind(address.resolve());
            listener.setSoTimeout(POLL_MILLIS);
            listening.run();
            while (followers.all.size() < testers - 1 && !stopped.getAsBoolean()) {
                followers.accept(listener, testers, args, run);
            }
            return followers;
        } catch (IOException e) {
            followers.close();
            throw new IOException("cannot share the run at " + address + ": " + e.getMessage(), e);
        }
    }

    private void accept(ServerSocket listener, int testers, List<String> args, int run) throws IOException {
        try {
            Socket socket = listener.accept();
            Peer peer = new Peer(socket);
            Follower follower = new Follower(peer);
            all.add(follower);
            peer.send(new Message.Task(args, all.size(), testers, run));
            Thread thread = new Thread(follower::receive, "load-follower-" + all.size());
            thread.setDaemon(true);
            thread.start();
        } catch (SocketTimeoutException e) {
            // nobody has come; the caller looks whether to wait on
        }
    }

    /** Returns whether all have done what they were told last. */
    boolean areReady() {
        return all.stream().allMatch(Follower::isReady);
    }

    void begin(long measuredFromMicros) throws IOException {
        for (Follower follower : all) {
            follower.begin(measuredFromMicros);
        }
    }

    void end(long published, long drainMillis) throws IOException {
        for (Follower follower : all) {
            follower.peer.send(new Message.End(published, drainMillis));
        }
    }

    /** Returns what has been counted since the last time. */
    List<Counts> takeCounts() {
        return all.stream().flatMap(follower -> follower.takeCounts().stream()).toList();
    }

    boolean areDone() {
        return all.stream().allMatch(Follower::isDone);
    }

    /**
     * Looks whether all are there.
     *
     * @throws IOException if one was lost
     */
    void check() throws IOException {
        for (Follower follower : all) {
            follower.check();
        }
    }

    /** Returns what each has come to in the end, as far as it has said so. */
    List<Message.Result> results() {
        List<Message.Result> results = new ArrayList<>();
        for (Follower follower : all) {
            Message.Result result = follower.result();
            if (result != null) {
                results.add(result);
            }
        }
        return results;
    }

    @Override
    public void close() throws IOException {
        for (Follower follower : all) {
            follower.peer.close();
        }
    }
}
