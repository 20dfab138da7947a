package io.ssehub.bench.compare;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Makes servers ready to start: builds those whose programs are not there, or are older than what they are made of. */
final class Preparation {
    private static final String OUTPUT = "target/peer.jar";

    private final Path folder;
    private final Jvm jvm;
    private final Path log;
    private final PrintStream out;

    /** Prepares the servers of {@code folder}; what builds print goes to {@code log}. */
    Preparation(Path folder, Jvm jvm, Path log, PrintStream out) {
        this.folder = folder;
        this.jvm = jvm;
        this.log = log;
        this.out = out;
    }

    /** Prepares what can be, and returns why the others cannot run, by their names. */
    Map<String, String> prepare(List<Peer> peers) throws InterruptedException {
        Map<String, String> missing = new LinkedHashMap<>();
        List<Peer> stale = peers.stream().filter(peer -> isModule(peer) && peer.java() <= jvm.release() && !isFresh(peer)).toList();
        if (!stale.isEmpty()) {
            build(stale);
        }
        for (Peer peer : peers) {
            reason(peer).ifPresent(reason -> missing.put(peer.name(), reason));
            if (peer.kind() == Peer.Kind.NODE && !missing.containsKey(peer.name())) {
                install(peer).ifPresent(reason -> missing.put(peer.name(), reason));
            }
        }
        return missing;
    }

    private Optional<String> reason(Peer peer) {
        return Optional.ofNullable(switch (peer.kind()) {
            case JAVA -> {
                if (peer.java() > jvm.release()) {
                    yield "needs Java " + peer.java() + ", and this is " + jvm.release() + "; --java names another";
                }
                if (isModule(peer) && !isFresh(peer)) {
                    yield "could not be built, see " + log;
                }
                yield Files.exists(peer.program(folder)) ? null : "is not built: there is no " + peer.program(folder);
            }
            case NODE -> Programs.find("node").isEmpty() || Programs.find("npm").isEmpty() ? "needs Node.js and npm, which are not installed" : null;
            case NGINX -> Programs.find("nginx").isEmpty() ? "needs nginx, which is not installed; Debian's packages are nginx and libnginx-mod-nchan" : null;
        });
    }

    private boolean isModule(Peer peer) {
        return peer.kind() == Peer.Kind.JAVA && peer.program().endsWith(OUTPUT);
    }

    private Path module(Peer peer) {
        return peer.program(folder).resolve("../..").normalize();
    }

    private boolean isFresh(Peer peer) {
        Path module = module(peer);
        try (Stream<Path> sources = Files.walk(module.resolve("src"))) {
            FileTime built = Files.getLastModifiedTime(peer.program(folder));
            Stream<Path> all = Stream.concat(sources, Stream.of(module.resolve("pom.xml"), folder.resolve("pom.xml")));
            return all.allMatch(source -> isOlder(source, built));
        } catch (IOException e) {
            return false; // nothing is built
        }
    }

    private static boolean isOlder(Path source, FileTime built) {
        try {
            return Files.getLastModifiedTime(source).compareTo(built) <= 0;
        } catch (IOException e) {
            return false;
        }
    }

    private void build(List<Peer> stale) throws InterruptedException {
        String modules = stale.stream().map(peer -> folder.relativize(module(peer)).toString()).collect(Collectors.joining(","));
        out.println("building " + modules + ", which takes a minute the first time");
        Path wrapper = folder.resolve("../../mvnw").normalize();
        String maven = Files.isExecutable(wrapper) ? wrapper.toString() : "mvn";
        run(new ProcessBuilder(maven, "-B", "-q", "-ntp", "-fae", "-f", folder.resolve("pom.xml").toString(), "-pl", modules, "clean", "package"));
    }

    private Optional<String> install(Peer peer) throws InterruptedException {
        Path home = peer.program(folder).resolve("..").normalize();
        Path lock = home.resolve("package-lock.json");
        Path installed = home.resolve("node_modules/.package-lock.json");
        try {
            if (isOlder(lock, Files.getLastModifiedTime(installed))) {
                return Optional.empty();
            }
        } catch (IOException e) {
            // nothing is installed
        }
        out.println("installing " + peer.name() + " by npm");
        return run(new ProcessBuilder("npm", "ci").directory(home.toFile())) ? Optional.empty() : Optional.of("could not be installed by npm, see " + log);
    }

    private boolean run(ProcessBuilder builder) throws InterruptedException {
        jvm.compilingHome().or(() -> Jvm.own().compilingHome()).ifPresent(home -> builder.environment().put("JAVA_HOME", home.toString()));
        builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        try {
            Process process = builder.start();
            process.getOutputStream().close();
            return process.waitFor() == 0;
        } catch (IOException e) {
            out.println(e.getMessage());
            return false;
        }
    }
}
