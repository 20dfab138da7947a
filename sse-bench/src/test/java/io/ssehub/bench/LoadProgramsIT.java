package io.ssehub.bench;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.ssehub.core.event.ServerSentEvent;
import io.ssehub.netty.server.SseServer;
import io.ssehub.test.Needs;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Needs("gcc")
class LoadProgramsIT {
    private static final Path SOURCES = Path.of("src/main/c");

    @TempDir
    @SuppressWarnings("NullAway.Init") // before all tests
    private static Path folder;

    private final List<Process> processes = new ArrayList<>();

    private record Ended(int exitCode, String out) {}

    @BeforeAll
    static void compile() throws Exception {
        for (String program : List.of("fanload", "floor", "reader", "udpload")) {
            String[] command = {"gcc", "-O2", "-Wall", "-Wextra", "-Werror", "-o", folder.resolve(program).toString(), SOURCES.resolve(program + ".c").toString()};
            assertThat(ended(new ProcessBuilder(command).redirectErrorStream(true).start()).out).isEmpty();
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
        command.addAll(List.of("--warmup", "0", "--seconds", "1"));
        command.addAll(List.of(options));
        return start(Map.of(), command.toArray(String[]::new));
    }

    private Ended loadFloor(String form, String... options) throws IOException, InterruptedException {
        Process floor = start(Map.of(), folder.resolve("floor").toString(), "0", form);
        return load(port(floor), floor.pid(), options);
    }

    private static int port(Process floor) throws IOException {
        BufferedReader out = floor.inputReader(UTF_8);
        return Integer.parseInt(out.readLine().replaceAll(".*:(\\d+)/", "$1"));
    }

    private Ended read(int port, String... options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(folder.resolve("reader").toString(), "--port", String.valueOf(port)));
        command.addAll(List.of("--streams", "5", "--window", "8", "--warmup", "0", "--seconds", "1"));
        command.addAll(List.of(options));
        return run(command.toArray(String[]::new));
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
        Ended ended = loadHub("--streams", "20", "--hold", "1");

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
    void theReaderReadsTheFloor() throws Exception {
        Ended ended = read(port(start(Map.of(), folder.resolve("floor").toString(), "0", "coalesce")), "--size", "1000");

        assertThat(ended.out).contains("deliveries_per_s=", "own_cpu_us_per_delivery=", "p99_us=", " lost=0 duplicated=0 reordered=0 foreign=0");
        assertThat(ended.exitCode).isZero();
    }

    @Test
    void theReaderReadsTheHub() throws Exception {
        try (SseServer server = SseServer.builder().port(0).build().start()) {
            Ended ended = read(server.port());

            assertThat(ended.out).contains("deliveries_per_s=", " lost=0 duplicated=0 reordered=0 foreign=0");
            assertThat(ended.exitCode).isZero();
        }
    }

    @Test
    void theReaderUnderstandsEveryFormAndSeesWhatIsWrong() throws Exception {
        try (CuttingServer server = new CuttingServer()) {
            Ended ended = read(server.port());

            assertThat(ended.out).contains(" lost=50 duplicated=50 reordered=50 foreign=0");
            assertThat(ended.exitCode).isEqualTo(3);
        }
    }

    @Test
    void readersAreComparedInTurns() throws Exception {
        Path load = folder.resolve("load");
        Files.writeString(load, "echo '{ \"seconds\" : 2.0, \"deliveries\" : { \"perSecond\" : 1000000.5 }, \"tester\" : { \"cpuSeconds\" : 1.5 } }'\n");
        Map<String, String> environment = Map.of("ROUNDS", "1", "CPUS", "", "STREAMS", "5", "WARMUP", "0", "DURATION", "1");
        Ended ended = ended(start(environment, SOURCES.resolve("readers.sh").toString(), "sh " + load));

        assertThat(ended.out)
                .containsPattern("reader +fanload +load1 +fanload/reader +load1/reader\n")
                .containsPattern("deliveries_per_s +[0-9.e+]+ +[0-9.e+]+ +1e\\+06 +[0-9.]+ +[0-9.]+\n")
                .containsPattern("cpu_us_per_delivery +[0-9.]+ +[0-9.]+ +0.75 +[0-9.]+ +[0-9.]+\n");
        assertThat(ended.exitCode).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"fanload", "reader"})
    void anUnknownOptionIsRefused(String program) throws Exception {
        Ended ended = run(folder.resolve(program).toString(), "--pott", "1");

        assertThat(ended.out).contains("--pott is no option");
        assertThat(ended.exitCode).isEqualTo(2);
    }
}
