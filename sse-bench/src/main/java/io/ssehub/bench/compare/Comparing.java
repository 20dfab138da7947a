package io.ssehub.bench.compare;

import io.ssehub.bench.compare.Comparison.Entry;
import io.ssehub.bench.compare.Comparison.WorkResult;
import io.ssehub.bench.report.LoadReport.Machine;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Carries a plan out, once. Not thread-safe. */
final class Comparing {
    private final Plan plan;
    private final PrintStream out;
    private final Processors processors = Processors.divided();
    private final Map<String, String> leftOut = new LinkedHashMap<>();

    /** Carries {@code plan} out; what goes on is told to {@code out}. */
    Comparing(Plan plan, PrintStream out) {
        this.plan = plan;
        this.out = out;
    }

    Comparison run() throws IOException, InterruptedException {
        Instant started = Instant.now();
        Path raw = Files.createDirectories(plan.report().resolve("runs"));
        Thread end = new Thread(() -> ProcessHandle.current().descendants().forEach(ProcessHandle::destroy));
        Runtime.getRuntime().addShutdownHook(end);
        try {
            prepare(raw);
            return comparison(started, measure(raw));
        } finally {
            Runtime.getRuntime().removeShutdownHook(end);
        }
    }

    private void prepare(Path raw) throws InterruptedException {
        leftOut.putAll(new Preparation(plan.folder(), plan.jvm(), raw.resolve("build.log"), out).prepare(plan.peers()));
        for (Peer peer : plan.peers()) {
            if (leftOut.containsKey(peer.name())) {
                out.println("Left out: " + peer.title() + ", which " + leftOut.get(peer.name()));
            }
        }
    }

    private Runs measure(Path raw) throws InterruptedException {
        List<Peer> ready = plan.peers().stream().filter(peer -> !leftOut.containsKey(peer.name())).toList();
        Launcher launcher = new Launcher(plan.folder(), plan.jvm(), processors, raw);
        Runner runner = new Runner(launcher, new LoadTester(plan.loadTester(), raw), plan, out);
        for (int round = 1; round <= plan.rounds(); round++) {
            out.println("Round " + round + " of " + plan.rounds());
            runner.round(round, ready);
        }
        leftOut.putAll(runner.leftOut());
        return runner.runs();
    }

    private Comparison comparison(Instant started, Runs runs) throws InterruptedException {
        List<WorkResult> results = plan.works().stream()
                .map(work -> runs.result(work, plan.load(work), plan.peers()))
                .filter(result -> !result.rows().isEmpty())
                .toList();
        String version = Comparing.class.getPackage().getImplementationVersion();
        return new Comparison(
                Objects.requireNonNullElse(version, "(not from its jar)"),
                started,
                plan.isQuick(),
                plan.rounds(),
                runs.machine().map(Comparing::whole).orElse(null),
                System.getProperty("os.name") + " " + System.getProperty("os.version"),
                plan.jvm().description(),
                processors.description(),
                entries(),
                results);
    }

    /** Returns the machine with all processors that there are, of which the load tester sees only its own. */
    private static Machine whole(Machine machine) {
        int processors = Runtime.getRuntime().availableProcessors();
        return new Machine(machine.os(), machine.cpu(), processors, machine.memoryBytes(), machine.java(), machine.descriptors());
    }

    private List<Entry> entries() throws InterruptedException {
        Versions versions = new Versions(plan.folder(), plan.jvm());
        List<Entry> entries = new ArrayList<>();
        for (Peer peer : plan.peers()) {
            String reason = leftOut.get(peer.name());
            String version = reason == null ? versions.of(peer) : "";
            String runtime = reason == null ? versions.runtime(peer) : "";
            entries.add(new Entry(peer.name(), peer.title(), version, runtime, peer.fansOut(), peer.slowClient(), peer.resume(), peer.link(), reason));
        }
        return entries;
    }
}
