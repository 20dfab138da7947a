package io.ssehub.bench.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The JVM that runs all servers that need one.
 *
 * @param program its {@code java}
 * @param release such as 17
 * @param description its version in words
 */
record Jvm(Path program, int release, String description) {
    private static final Pattern VERSION = Pattern.compile("version \"(?<release>\\d+)");

    /** Returns the JVM that runs this. */
    static Jvm own() {
        Path program = Path.of(System.getProperty("java.home"), "bin", "java");
        return new Jvm(program, Runtime.version().feature(), System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"));
    }

    /**
     * Returns the JVM of {@code program}.
     *
     * @throws IllegalArgumentException if it is none
     */
    static Jvm of(Path program) throws InterruptedException {
        try {
            String text = Programs.output(program.toString(), "-version");
            Matcher version = VERSION.matcher(text);
            if (version.find()) {
                return new Jvm(program, Integer.parseInt(version.group("release")), text.lines().reduce("", (before, line) -> line));
            }
        } catch (IOException e) {
            // is said below
        }
        throw new IllegalArgumentException("'" + program + "' is no java that runs");
    }

    /** Returns the home of its JDK, if it is one that compiles. */
    Optional<Path> compilingHome() {
        try {
            Path home = program.toRealPath().resolve("../..").normalize();
            return Files.isExecutable(home.resolve("bin/javac")) ? Optional.of(home) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Returns the program beside its {@code java} that talks to a running JVM, if it has one. */
    Optional<Path> jcmd() {
        return compilingHome().map(home -> home.resolve("bin/jcmd")).filter(Files::isExecutable);
    }
}
