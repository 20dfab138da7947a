package io.ssehub.demo.config;

import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What an API key is to be good for. Immutable and thread-safe. Made by {@link CommandReader}. */
@Command(
        name = "key",
        customSynopsis = "java -jar sse-hub.jar key --name NAME [options]",
        description = {
            "%nMakes an API key: prints it, which the hub never does again, and what goes into the file of --auth, which does not hold it.%n",
            "A pattern is a topic, in which * stands for one level and ** for any number of them, such as 'sensors/**'.%n"
        },
        usageHelpAutoWidth = true)
interface KeyOptions {
    @Option(names = "--name", paramLabel = "NAME", required = true, description = "Whose key it is, for the log.")
    String name();

    /** Returns what may be read; null stands for nothing. */
    @Option(names = "--read", paramLabel = "PATTERN", split = ",", description = "Topics that may be read; may be given several times. Default: none.")
    @Nullable List<String> read();

    /** Returns what may be published on; null stands for nothing. */
    @Option(names = "--publish", paramLabel = "PATTERN", split = ",", description = "Topics that may be published on; may be given several times. Default: none.")
    @Nullable List<String> publish();

    @Option(
            names = "--operator",
            arity = "0..1",
            paramLabel = "true|false",
            defaultValue = "false",
            fallbackValue = "true",
            converter = FlagConverter.class,
            description = "Allow what is for operators: /api and /metrics. Default: ${DEFAULT-VALUE}.")
    boolean operator();

    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Print this text and exit.")
    boolean help();

    @Option(names = {"-V", "--version"}, versionHelp = true, description = "Print the version and exit.")
    boolean version();
}
