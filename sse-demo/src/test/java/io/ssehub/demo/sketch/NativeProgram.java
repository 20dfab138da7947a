package io.ssehub.demo.sketch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A program in C or C++ of the test resources, compiled by this machine's compiler with every warning an error. */
final class NativeProgram {
    private static final Path SKETCHES = Path.of("sketches", "SseDatagram");
    private static final Path SOURCES = Path.of("src", "test", "resources", "io", "ssehub", "demo", "sketch");
    private static final List<String> STRICT = List.of("-Wall", "-Wextra", "-Werror");
    private static final List<String> SANITIZERS = List.of("-fsanitize=address,undefined", "-fno-sanitize-recover=all");

    private final Path program;
    private final Path folder;

    private NativeProgram(Path program, Path folder) {
        this.program = program;
        this.folder = folder;
    }

    /** Compiles {@code source} into {@code folder}, with sanitizers where the compiler has them. */
    static NativeProgram compile(Path folder, String source, String... compiler) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(compiler));
        command.addAll(STRICT);
        if (hasSanitizers(folder, compiler[0])) {
            command.addAll(SANITIZERS);
        }
        Path program = folder.resolve("program");
        command.addAll(List.of("-I" + SOURCES.resolve("arduino"), "-I" + SKETCHES.resolve("src"), SOURCES.resolve(source).toString(), "-o", program.toString()));
        Path messages = folder.resolve("messages");
        assertThat(status(command, Path.of("/dev/null"), messages)).as(() -> read(messages)).isZero();
        assertThat(messages).isEmptyFile();
        return new NativeProgram(program, folder);
    }

    private static boolean hasSanitizers(Path folder, String compiler) throws IOException, InterruptedException {
        Path source = Files.writeString(folder.resolve("nothing.c"), "int main(void) { return 0; }\n");
        Path program = folder.resolve("nothing");
        List<String> command = new ArrayList<>(List.of(compiler));
        command.addAll(SANITIZERS);
        command.addAll(List.of(source.toString(), "-o", program.toString()));
        Path messages = folder.resolve("messages");
        return status(command, Path.of("/dev/null"), messages) == 0 && status(List.of(program.toString()), Path.of("/dev/null"), messages) == 0;
    }

    /** Returns the sketch of that name. */
    static Path sketch(String name) {
        return SKETCHES.resolve(Path.of("examples", name, name + ".ino"));
    }

    /** Returns {@code sketch} as a definition for the compiler. */
    static String definition(Path sketch) {
        return "-DSKETCH=\"" + sketch.toAbsolutePath() + '"';
    }

    /** Runs the program with {@code input} as its standard input and returns the lines that it printed. */
    List<String> run(List<String> input, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(List.of(arguments));
        Path in = Files.write(folder.resolve("in"), input);
        Path out = folder.resolve("out");
        assertThat(status(command, in, out)).as(() -> read(out)).isZero();
        return Files.readAllLines(out);
    }

    private static int status(List<String> command, Path in, Path out) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectInput(in.toFile()).redirectErrorStream(true).redirectOutput(out.toFile()).start();
        try {
            assertThat(process.waitFor(120, TimeUnit.SECONDS)).as("%s ends", command).isTrue();
        } finally {
            process.destroyForcibly();
        }
        return process.exitValue();
    }

    private static String read(Path file) {
        try {
            return new String(Files.readAllBytes(file), UTF_8);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
