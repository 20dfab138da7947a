package io.ssehub.bench.compare;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.ssehub.bench.report.JsonText;
import io.ssehub.bench.report.LoadReport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompareIT {
    @TempDir
    private Path folder;

    private final List<String> peers = new ArrayList<>();
    private String out = "";
    private String err = "";

    @BeforeEach
    void packServer() throws IOException {
        Manifest manifest = new Manifest();
        Attributes attributes = manifest.getMainAttributes();
        attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        attributes.put(Attributes.Name.MAIN_CLASS, SmallServer.class.getName());
        attributes.put(Attributes.Name.CLASS_PATH, SmallServer.class.getProtectionDomain().getCodeSource().getLocation().toString());
        attributes.put(Attributes.Name.IMPLEMENTATION_VERSION, "7.1");
        new JarOutputStream(Files.newOutputStream(folder.resolve("server.jar")), manifest).close();
    }

    private void peer(String name, String argument, int java, String path) {
        peers.add("""
                {"name": "%s", "title": "The %1$s", "kind": "JAVA", "program": "server.jar", "arguments": ["%s"], "java": %d, "version": "server.jar", "path": "%s",
                 "fansOut": "not at all", "slowClient": "nothing", "resume": "nothing", "link": "https://example.org/%1$s"}""".formatted(name, argument, java, path));
    }

    private int compare(String... args) throws Exception {
        Files.writeString(folder.resolve("peers.json"), "{\"peers\": [" + String.join(",", peers) + "]}", UTF_8);
        List<String> all = new ArrayList<>(List.of("--peers", folder.toString(), "--report", folder.resolve("report").toString(), "--quick", "--connections", "5"));
        all.addAll(List.of(args));
        List<String> tester = List.of(Jvm.own().program().toString(), "-cp", System.getProperty("java.class.path"), MadeUpLoadTester.class.getName());
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        ByteArrayOutputStream complained = new ByteArrayOutputStream();
        int exitCode = CompareCommand.run(all, tester, new PrintStream(printed, true, UTF_8), new PrintStream(complained, true, UTF_8));
        out = printed.toString(UTF_8);
        err = complained.toString(UTF_8);
        return exitCode;
    }

    private Comparison written() throws IOException {
        return JsonText.parse(Files.readString(folder.resolve("report/compare.json"), UTF_8), Comparison.class);
    }

    @Test
    void putsServersToTheSameWorkAndComparesThem() throws Exception {
        peer("cheap", "{port}", 17, "/2");
        peer("dear", "{port}", 17, "/9");

        int exitCode = compare("--work", "low-rate", "--rounds", "2");

        assertThat(exitCode).isZero();
        assertThat(out).contains("Round 2 of 2", "9 µs", "4.5×", "7.1", "The dear: The tester was tired.");
        Comparison comparison = written();
        assertThat(comparison.servers()).extracting(Comparison.Entry::version).containsExactly("7.1", "7.1");
        assertThat(comparison.works()).singleElement().satisfies(work -> {
            assertThat(work.rows()).extracting(Comparison.Row::server).containsExactly("cheap", "dear");
            assertThat(work.rows().get(1).values()).containsEntry("cpuMicrosPerDelivery", 9.0).containsEntry("p50Micros", 2_000.0);
            assertThat(work.rows().get(1).ratios()).containsEntry("cpuMicrosPerDelivery", 4.5).doesNotContainKey("lost");
        });
        assertThat(Files.readString(folder.resolve("report/compare.svg"), UTF_8)).startsWith("<svg").contains("The dear", "9 µs, 4.5×");
        assertThat(Files.readString(folder.resolve("report/compare.html"), UTF_8)).contains("The dear").doesNotContain("src=");
    }

    @Test
    void endsEveryServerAndKeepsTheReportOfEachRun() throws Exception {
        peer("one", "{port}", 17, "/2");

        compare("--work", "low-rate,idle");

        for (String run : List.of("one-low-rate-1.json", "one-idle-1.json")) {
            LoadReport report = JsonText.parse(Files.readString(folder.resolve("report/runs").resolve(run), UTF_8), LoadReport.class);
            long pid = Objects.requireNonNull(report.server()).pid();
            assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
        }
    }

    @Test
    void namesServersThatDoNotRunWithTheReason() throws Exception {
        peer("broken", "broken", 17, "/2");
        peer("new", "{port}", 999, "/2");
        peer("good", "{port}", 17, "/2");

        int exitCode = compare("--work", "low-rate");

        assertThat(exitCode).isZero();
        assertThat(out).contains("The broken, which ended with exit code 3 before it listened: the disk is full", "The new, which needs Java 999");
        assertThat(written().works().get(0).rows()).extracting(Comparison.Row::server).containsExactly("good");
    }

    @Test
    void failsIfNoServerRuns() throws Exception {
        peer("broken", "broken", 17, "/2");

        assertThat(compare()).isEqualTo(1);
    }

    @Test
    void notesARunThatHasMeasuredNothing() throws Exception {
        peer("silent", "{port}", 17, "/0");

        compare("--work", "low-rate");

        assertThat(written().works().get(0).rows()).singleElement().satisfies(row -> {
            assertThat(row.values()).isEqualTo(Map.of());
            assertThat(row.notes()).containsExactly("the load tester ended with exit code 1: load: no stream came about");
        });
    }

    @Test
    void namesWhatIsWrongWithItsArguments() throws Exception {
        peer("one", "{port}", 17, "/2");

        assertThat(compare("--only", "two")).isEqualTo(2);
        assertThat(err).contains("there is no server 'two'; there is one");
        assertThat(compare("--work", "sleep")).isEqualTo(2);
        assertThat(err).contains("there is no work 'sleep'; there is saturation, low-rate");
        assertThat(compare("--rounds", "0")).isEqualTo(2);
        assertThat(err).contains("--rounds is 0; 1 to 100 is allowed");
        assertThat(compare("--java", folder.toString())).isEqualTo(2);
        assertThat(err).contains("is no java that runs");
        assertThat(out).isEmpty();
    }

    @Test
    void saysWhereItLooksForServers() throws Exception {
        List<String> args = List.of("--peers", folder.toString());
        ByteArrayOutputStream complained = new ByteArrayOutputStream();

        int exitCode = CompareCommand.run(args, List.of(), new PrintStream(complained, true, UTF_8), new PrintStream(complained, true, UTF_8));

        assertThat(exitCode).isEqualTo(2);
        assertThat(complained.toString(UTF_8)).contains("there is no " + folder.resolve("peers.json"));
    }

    @Test
    void listsServersAndWork() throws Exception {
        peer("one", "{port}", 17, "/2");

        assertThat(compare("--list")).isZero();
        assertThat(out).contains("one ", "The one: not at all", "https://example.org/one", "reconnect-storm");
    }
}
