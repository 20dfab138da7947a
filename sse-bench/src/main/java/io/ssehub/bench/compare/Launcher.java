package io.ssehub.bench.compare;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Starts servers, each as a process of its own that listens on a free port of the loopback address. Not thread-safe. */
final class Launcher {
    private static final Pattern LISTENING = Pattern.compile("^(?:SSE Hub )?listening on (http://127\\.0\\.0\\.1:\\d+)/", Pattern.MULTILINE);
    private static final Pattern MODULES_PATH = Pattern.compile("--modules-path=(\\S+)");
    private static final Duration MOST = Duration.ofSeconds(30);
    private static final int MOMENT_MILLIS = 20;

    private final Path folder;
    private final Jvm jvm;
    private final Processors processors;
    private final Path logs;
    private int starts;

    /** Starts servers of {@code folder}; what they print goes to a file each in {@code logs}. */
    Launcher(Path folder, Jvm jvm, Processors processors, Path logs) {
        this.folder = folder;
        this.jvm = jvm;
        this.processors = processors;
        this.logs = logs;
    }

    /**
     * Returns {@code peer}, started and ready for connections.
     *
     * @param jvmOptions for those that run on a JVM
     * @throws StartException if it does not get ready within 30 s
     */
    RunningServer start(Peer peer, List<String> jvmOptions) throws StartException, InterruptedException {
        starts++;
        Path log = logs.resolve(peer.name() + "-" + starts + ".log");
        try {
            return switch (peer.kind()) {
                case JAVA -> {
                    List<String> command = new ArrayList<>(List.of(jvm.program().toString()));
                    command.addAll(jvmOptions);
                    command.addAll(List.of("-jar", peer.program(folder).toString()));
                    yield listening(peer, command, log, jvm.jcmd().orElse(null));
                }
                case NODE -> listening(peer, List.of("node", peer.program(folder).toString()), log, null);
                case NGINX -> nginx(peer, log);
            };
        } catch (IOException e) {
            throw new StartException("could not be started: " + e.getMessage());
        }
    }

    private RunningServer listening(Peer peer, List<String> program, Path log, @Nullable Path jcmd) throws IOException, StartException, InterruptedException {
        List<String> command = new ArrayList<>(program);
        command.addAll(peer.arguments(0));
        Process process = run(command, log);
        long deadline = System.nanoTime() + MOST.toNanos();
        while (true) {
            Matcher matcher = LISTENING.matcher(Files.readString(log, UTF_8));
            if (matcher.find()) {
                return new RunningServer(process, process.pid(), matcher.group(1) + peer.path(), log, jcmd);
            }
            awaitMoment(process, deadline, log);
        }
    }

    private RunningServer nginx(Peer peer, Path log) throws IOException, StartException, InterruptedException {
        String nginx = Programs.find("nginx").map(Path::toString).orElse("nginx");
        int port = freePort();
        Path home = Files.createDirectories(logs.resolve(peer.name())).toAbsolutePath();
        String configuration = Files.readString(peer.program(folder), UTF_8)
                .replace("@MODULE@", module(nginx).toString())
                .replace("@FOLDER@", home.toString())
                .replace("@PORT@", String.valueOf(port));
        Path file = Files.writeString(home.resolve("nginx.conf"), configuration, UTF_8);
        Process process = run(List.of(nginx, "-e", "stderr", "-p", home.toString(), "-c", file.toString()), log);
        long deadline = System.nanoTime() + MOST.toNanos();
        while (true) {
            // The worker, which does all the work, is the child of the process that was started.
            Optional<ProcessHandle> worker = process.children().findFirst();
            if (worker.isPresent() && accepts(port)) {
                return new RunningServer(process, worker.get().pid(), "http://127.0.0.1:" + port + peer.path(), log, null);
            }
            awaitMoment(process, deadline, log);
        }
    }

    private static Path module(String nginx) throws IOException, StartException, InterruptedException {
        Matcher path = MODULES_PATH.matcher(Programs.output(nginx, "-V"));
        Path module = Path.of(path.find() ? path.group(1) : "/usr/lib/nginx/modules", "ngx_nchan_module.so");
        if (!Files.exists(module)) {
            throw new StartException("needs nginx's module nchan, and there is no " + module + "; Debian's package is libnginx-mod-nchan");
        }
        return module;
    }

    private Process run(List<String> program, Path log) throws IOException {
        List<String> command = new ArrayList<>(processors.server());
        command.addAll(program);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
        process.getOutputStream().close();
        return process;
    }

    private static void awaitMoment(Process process, long deadline, Path log) throws StartException, InterruptedException {
        if (process.waitFor(MOMENT_MILLIS, TimeUnit.MILLISECONDS)) {
            throw new StartException("ended with exit code " + process.exitValue() + " before it listened: " + RunningServer.lastLine(log));
        }
        if (System.nanoTime() > deadline) {
            process.destroyForcibly();
            throw new StartException("did not listen within " + MOST.toSeconds() + " s: " + RunningServer.lastLine(log));
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static boolean accepts(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
