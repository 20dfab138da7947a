package io.ssehub.bench;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.ssehub.core.event.ServerSentEvent;
import io.ssehub.netty.server.SseServer;
import io.ssehub.test.Needs;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Needs("gcc")
class LoadProgramsIT {
    private static final Path SOURCES = Path.of("src/main/c");

    @TempDir
    private Path folder;

    private final List<Process> processes = new ArrayList<>();

    private record Ended(int exitCode, String out) {}

    @BeforeEach
    void compile() throws Exception {
        for (String program : List.of("fanload", "floor", "udpload")) {
            Ended ended = run("gcc", "-O2", "-Wall", "-Wextra", "-Werror", "-o", folder.resolve(program).toString(), SOURCES.resolve(program + ".c").toString());
            assertThat(ended.out).isEmpty();
        }
    }

    @AfterEach
    void end() {
        processes.forEach(Process::destroyForcibly);
    }

    private Process start(Map<String, String> environment, String... command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        Process process = builder.start();
        processes.add(process);
        return process;
    }

    private Ended run(String... command) throws IOException, InterruptedException {
        return ended(start(Map.of(), command));
    }

    private static Ended ended(Process process) throws IOException, InterruptedException {
        String out = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        return new Ended(process.exitValue(), out);
    }

    private Ended load(int port, long pid, String... options) throws IOException, InterruptedException {
        return ended(startLoad(port, pid, options));
    }

    private Process startLoad(int port, long pid, String... options) throws IOException {
        List<String> command = new ArrayList<>(List.of(folder.resolve("fanload").toString(), "--port", String.valueOf(port), "--pid", String.valueOf(pid)));
        command.addAll(List.of("--warmup", "0", "--seconds", "2"));
        command.addAll(List.of(options));
        return start(Map.of(), command.toArray(String[]::new));
    }

    private Ended loadFloor(String form, String... options) throws IOException, InterruptedException {
        Process floor = start(Map.of(), folder.resolve("floor").toString(), "0", form);
        BufferedReader out = floor.inputReader(UTF_8);
        String port = out.readLine().replaceAll(".*:(\\d+)/", "$1");
        return load(Integer.parseInt(port), floor.pid(), options);
    }

    private Ended loadHub(String... options) throws IOException, InterruptedException {
        try (SseServer server = SseServer.builder().port(0).build().start()) {
            return load(server.port(), ProcessHandle.current().pid(), options);
        }
    }

    @Test
    void theFloorDeliversEventByEvent() throws Exception {
        Ended ended = loadFloor("send", "--streams", "20", "--window", "8");

        assertThat(ended.out).contains("deliveries_per_s=", "cpu_us_per_delivery=", "last_p99_us=");
        assertThat(ended.exitCode).isZero();
    }

    @Test
    void theFloorDeliversAllThatIsPendingAtOnce() throws Exception {
        Ended ended = loadFloor("coalesce", "--streams", "20", "--rate", "100");

        assertThat(ended.out).contains("deliveries_per_s=", " p50_us=", " p99_us=");
        assertThat(ended.exitCode).isZero();
    }

    @Test
    void theFloorBringsClientsUpToDate() throws Exception {
        Ended ended = loadFloor("coalesce", "--streams", "3", "--catchup", "20", "--back", "500");

        assertThat(ended.out).contains("mib_per_s=", "cpu_ms_per_mib=", "during_p99_us=");
        assertThat(ended.exitCode).isZero();
    }

    @Test
    void theHubDeliversMixedSelectionsWhileStreamsComeAndGo() throws Exception {
        Ended ended = loadHub("--streams", "40", "--topics", "5", "--churn", "20", "--window", "8");

        assertThat(ended.out).contains("deliveries_per_s=", "last_p99_us=");
        assertThat(ended.exitCode).isZero();
    }

    @Test
    void theHubBringsClientsUpToDate() throws Exception {
        Ended ended = loadHub("--streams", "3", "--catchup", "20", "--back", "500");

        assertThat(ended.out).contains("mib_per_s=", "during_p99_us=");
        assertThat(ended.exitCode).isZero();
    }

    @Test
    void streamsAreHeldWithNothingPublished() throws Exception {
        Ended ended = loadHub("--streams", "20", "--hold", "2");

        assertThat(ended.out).contains("resident_bytes_per_stream=");
        assertThat(ended.exitCode).isZero();
    }

    @Test
    void anEventTooManyIsNoticed() throws Exception {
        try (SseServer server = SseServer.builder().port(0).build().start()) {
            Process load = startLoad(server.port(), ProcessHandle.current().pid(), "--streams", "2", "--window", "1", "--seconds", "60");
            while (server.hub().head().sequence() == 0) {
                Thread.onSpinWait();
            }
            server.hub().publish("bench/0", ServerSentEvent.of("0000000000 doubled"));

            Ended ended = ended(load);
            assertThat(ended.out).contains("WRONG: stream ", " got event 0 where ");
            assertThat(ended.exitCode).isEqualTo(3);
        }
    }

    @Test
    void twoServersAreComparedInTurns() throws Exception {
        String server = folder.resolve("floor") + " 0 send";
        Process script = start(Map.of("ROUNDS", "2", "CPUS", ""), SOURCES.resolve("fanload.sh").toString(), server, "--", "--streams", "5", "--warmup", "0", "--seconds", "1");
        Ended ended = ended(script);

        assertThat(ended.out).containsPattern("coalesce +server1 +server1/coalesce\n").containsPattern("cpu_us_per_delivery +[0-9.]+ +[0-9.]+ +[0-9.]+\n");
        assertThat(ended.exitCode).isZero();
    }

    @Test
    void anUnknownOptionIsRefused() throws Exception {
        Ended ended = run(folder.resolve("fanload").toString(), "--pott", "1");

        assertThat(ended.out).contains("--pott is no option");
        assertThat(ended.exitCode).isEqualTo(2);
    }
}
