package io.ssehub.bench.compare;

import io.ssehub.bench.compare.LoadTester.RunException;
import io.ssehub.bench.report.LoadReport;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Puts servers to work, one after the other, and all of them again in each round. Not thread-safe. */
final class Runner {
    private final Launcher launcher;
    private final LoadTester tester;
    private final Plan plan;
    private final PrintStream out;
    private final Runs runs = new Runs();
    private final Map<String, String> leftOut = new LinkedHashMap<>();

    Runner(Launcher launcher, LoadTester tester, Plan plan, PrintStream out) {
        this.launcher = launcher;
        this.tester = tester;
        this.plan = plan;
        this.out = out;
    }

    Runs runs() {
        return runs;
    }

    /** Returns why servers did not start, by their names. */
    Map<String, String> leftOut() {
        return leftOut;
    }

    void round(int round, List<Peer> peers) throws InterruptedException {
        for (Peer peer : peers) {
            if (!leftOut.containsKey(peer.name())) {
                out.println(peer.title());
                try (Place place = new Place(peer)) {
                    for (Work work : plan.works()) {
                        run(round, place, work);
                    }
                } catch (StartException e) {
                    if (!runs.has(peer)) {
                        leftOut.put(peer.name(), String.valueOf(e.getMessage()));
                    }
                    out.println("  " + e.getMessage());
                }
            }
        }
    }

    private void run(int round, Place place, Work work) throws StartException, InterruptedException {
        Peer peer = place.peer;
        RunningServer server = place.server(work);
        String name = peer.name() + "-" + work.id() + "-" + round;
        try {
            LoadReport report = tester.run(name, plan.load(work), server, work.isAboutMemory());
            runs.add(work, peer, report);
            Runs alone = new Runs();
            alone.add(work, peer, report);
            Comparison.WorkResult result = alone.result(work, plan.load(work), List.of(peer));
            out.printf("  %-16s %s%n", work.id(), TextTables.line(result, result.rows().get(0)));
        } catch (RunException e) {
            runs.note(work, peer, String.valueOf(e.getMessage()));
            out.printf("  %-16s %s%n", work.id(), e.getMessage());
        }
        if (!server.isAlive()) {
            runs.note(work, peer, "the server ended: " + server.lastWord());
            out.println("  the server ended: " + server.lastWord());
        }
    }

    /** Where a server runs: it is started when it is wanted, and anew when it has to be. */
    private final class Place implements AutoCloseable {
        private final Peer peer;
        private @Nullable RunningServer server;
        private boolean isForMemory;

        Place(Peer peer) {
            this.peer = peer;
        }

        RunningServer server(Work work) throws StartException, InterruptedException {
            RunningServer running = server;
            if (running != null && running.isAlive() && !work.isAboutMemory() && !isForMemory) {
                return running;
            }
            close();
            running = launcher.start(peer, work.jvmOptions());
            isForMemory = work.isAboutMemory();
            server = running;
            return running;
        }

        @Override
        public void close() {
            RunningServer running = server;
            server = null;
            if (running != null) {
                running.close();
            }
        }
    }
}
