package io.ssehub.bench;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StandaloneJarIT {
    private static final String PACKAGE = "io.ssehub.bench.jmh.";

    @TempDir
    private Path folder;

    private record Ended(int exitCode, String out, String err) {}

    private Ended run(String... args) throws IOException, InterruptedException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        // JMH lets only one of it run on a machine, for the sake of its numbers; these tests ask for none, and so for no compiler that takes its time.
        List<String> command = new ArrayList<>(List.of(java, "-XX:TieredStopAtLevel=1", "-Djmh.ignoreLock=true", "-jar"));
        command.add(Path.of("target/sse-bench.jar").toAbsolutePath().toString());
        command.addAll(List.of(args));
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        Process process = new ProcessBuilder(command).directory(folder.toFile()).redirectOutput(out.toFile()).redirectError(err.toFile()).start();
        try {
            assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        return new Ended(process.exitValue(), Files.readString(out, UTF_8), Files.readString(err, UTF_8));
    }

    @Test
    void listsEveryBenchmarkEachWithABaseline() throws Exception {
        Ended ended = run("jmh", "-l");

        Set<String> benchmarks = ended.out.lines().filter(line -> line.startsWith(PACKAGE)).collect(Collectors.toSet());
        Set<String> classes = benchmarks.stream().map(name -> name.substring(0, name.lastIndexOf('.'))).collect(Collectors.toSet());
        assertThat(classes).contains(
                PACKAGE + "ChannelAllocatorBenchmark",
                PACKAGE + "EventStreamEncoderBenchmark",
                PACKAGE + "EventStreamParserBenchmark",
                PACKAGE + "FanOutBenchmark",
                PACKAGE + "PublishBenchmark",
                PACKAGE + "ShardWalkBenchmark");
        assertThat(benchmarks).containsAll(classes.stream().map(name -> name + ".baseline").toList());
        assertThat(ended.exitCode).isZero();
        assertThat(ended.err).isEmpty();
    }

    private Ended runBaseline(String... further) throws IOException, InterruptedException {
        List<String> args = new ArrayList<>(List.of("jmh", "ChannelAllocatorBenchmark.baseline", "-p", "channels=8", "-f", "1", "-wi", "0", "-i", "1", "-r", "1ms"));
        args.addAll(List.of(further));
        return run(args.toArray(String[]::new));
    }

    private List<Path> saved() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> !Set.of("out", "err").contains(file.getFileName().toString())).toList();
        }
    }

    @Test
    void runsABenchmarkInAForkOfItsOwnAndSavesItsResults() throws Exception {
        Ended ended = runBaseline("-foe", "true");

        assertThat(ended.out).contains("ChannelAllocatorBenchmark.baseline", "ns/op");
        assertThat(ended.exitCode).isZero();
        Path json = saved().get(0);
        assertThat(saved()).containsExactly(json);
        assertThat(json.getFileName().toString()).matches("jmh-\\d{8}-\\d{6}\\.json");
        assertThat(json).content().contains("\"benchmark\" : \"" + PACKAGE + "ChannelAllocatorBenchmark.baseline\"", "\"score\" : ");
        assertThat(ended.err).isEqualToIgnoringNewLines("The results are in " + json.toRealPath());
    }

    @Test
    void savesResultsAsItsArgumentsSay() throws Exception {
        Ended ended = runBaseline("-rf", "csv", "-rff", "mine.csv");

        assertThat(saved()).containsExactly(folder.resolve("mine.csv"));
        assertThat(ended.err).isEmpty();
    }

    @Test
    void savesNothingWhereNothingRuns() throws Exception {
        for (String nothing : List.of("-h", "-l", "-lp", "-lprof", "-lrf", "NoSuchBenchmark", "--no-such-option")) {
            Ended ended = run("jmh", nothing);

            assertThat(saved()).as(nothing).isEmpty();
            assertThat(ended.err).as(nothing).doesNotContain("The results are in");
        }
    }

    @Test
    void measuresFanOutToSubscribersInAProcessOfTheirOwn() throws Exception {
        Ended ended = run("jmh", "FanOutBenchmark", "-p", "subscribers=3", "-p", "burst=2", "-bm", "thrpt", "-f", "1", "-wi", "0", "-i", "1", "-r", "100ms", "-foe", "true");

        assertThat(ended.out).contains("FanOutBenchmark.publish:deliveries", "FanOutBenchmark.baseline:deliveries");
        assertThat(ended.exitCode).isZero();
    }

    @Test
    void saysHowManyDescriptorsTheSubscribersNeed() throws Exception {
        Ended ended = run("jmh", "FanOutBenchmark.publish", "-p", "subscribers=2000000000", "-p", "burst=1", "-bm", "thrpt", "-f", "1", "-wi", "0", "-i", "1", "-foe", "true");

        assertThat(ended.out).contains("2000000000 subscribers need 2000000300 descriptors", "ulimit -n 2000000300");
        assertThat(ended.exitCode).isNotZero();
    }

    @Test
    void measuresAWalkPastSubscribersWithoutSockets() throws Exception {
        Ended ended = run("jmh", "ShardWalkBenchmark", "-p", "subscribers=1000", "-f", "1", "-wi", "0", "-i", "1", "-r", "10ms", "-foe", "true");

        assertThat(ended.out).contains("ShardWalkBenchmark.walk", "ShardWalkBenchmark.baseline", "ns/op");
        assertThat(ended.exitCode).isZero();
    }

    @Test
    void namesACommandThatThereIsNot() throws Exception {
        Ended ended = run("jhm");

        assertThat(ended.err).contains("There is no command \"jhm\"", "Usage:");
        assertThat(ended.out).isEmpty();
        assertThat(ended.exitCode).isEqualTo(2);
    }
}
