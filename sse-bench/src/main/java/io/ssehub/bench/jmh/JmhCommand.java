package io.ssehub.bench.jmh;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.openjdk.jmh.Main;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;

/** The command line of JMH, which here saves the results of every run. */
public final class JmhCommand {
    private static final DateTimeFormatter SECOND = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");

    private JmhCommand() {}

    /**
     * Runs JMH as its own {@code main} does, which may end the process. Unless {@code args} name a file or a format for the results ({@code -rff}, {@code -rf}),
     * they are saved as JSON under a name of their own in the working directory, and standard error says where.
     */
    public static void run(String... args) throws IOException {
        Main.main(isRunToBeSaved(args) ? saving(args) : args);
    }

    private static boolean isRunToBeSaved(String... args) throws IOException {
        try {
            CommandLineOptions options = new CommandLineOptions(args);
            boolean runsNothing = options.shouldHelp()
                    || options.shouldList()
                    || options.shouldListWithParams()
                    || options.shouldListProfilers()
                    || options.shouldListResultFormats();
            return !runsNothing && !options.getResult().hasValue() && !options.getResultFormat().hasValue();
        } catch (CommandLineOptionException wrong) {
            return false; // JMH finds it as well, and says what it is
        }
    }

    private static String[] saving(String... args) {
        Path file = Path.of("jmh-" + SECOND.format(LocalDateTime.now(ZoneId.systemDefault())) + ".json");
        // JMH ends the process itself where something is wrong.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> sayWhere(file)));
        return Stream.concat(Arrays.stream(args), List.of("-rf", "json", "-rff", file.toString()).stream()).toArray(String[]::new);
    }

    private static void sayWhere(Path file) {
        try {
            if (Files.exists(file) && Files.size(file) > 0) {
                System.err.println("The results are in " + file.toAbsolutePath());
            } else {
                Files.deleteIfExists(file); // JMH makes it before it knows that there is anything to run
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
