package io.ssehub.demo.config;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What a simulated fleet is to send. Immutable and thread-safe. Made by {@link CommandReader}. */
@Command(
        name = "simulate",
        customSynopsis = "java -jar sse-hub.jar simulate [options]",
        description = "%nSends datagrams as a fleet of boards would.%n",
        usageHelpAutoWidth = true)
public interface SimulateOptions {
    @Option(
            names = "--boards",
            paramLabel = "COUNT",
            defaultValue = "10",
            converter = CountConverter.class,
            description = "Boards in the fleet. Default: ${DEFAULT-VALUE}.")
    int boards();

    @Option(
            names = "--rate",
            paramLabel = "COUNT",
            defaultValue = "1",
            converter = CountConverter.class,
            description = "Datagrams that each board sends in a second. Default: ${DEFAULT-VALUE}.")
    int ratePerSecond();

    @Option(
            names = "--target",
            paramLabel = "ADDRESS:PORT",
            defaultValue = "127.0.0.1:8266",
            converter = TargetConverter.class,
            description = "The hub that receives them. Default: ${DEFAULT-VALUE}.")
    InetSocketAddress target();

    /** Returns how long to send; null stands for until stopped. */
    @Option(
            names = "--duration",
            paramLabel = "TIME",
            converter = PeriodConverter.class,
            description = "How long to send: a whole number with ms, s, m or h. Default: until stopped.")
    @Nullable Duration duration();

    /** Returns the file with the keys that the boards sign with; null stands for none. */
    @Option(
            names = "--board-keys",
            paramLabel = "FILE",
            description = "File with a key for each of the boards fleet-1, fleet-2 and so on, as the hub's --board-keys; they sign what they send. Default: none.")
    @Nullable Path boardKeys();

    @Option(
            names = "--loss",
            paramLabel = "CHANCE",
            defaultValue = "0",
            converter = ChanceConverter.class,
            description = "Chance at each datagram that a number is used up and nothing sent, 0 to 1. Default: ${DEFAULT-VALUE}.")
    double loss();

    @Option(
            names = "--duplicates",
            paramLabel = "CHANCE",
            defaultValue = "0",
            converter = ChanceConverter.class,
            description = "Chance at each datagram that a datagram is sent twice, 0 to 1. Default: ${DEFAULT-VALUE}.")
    double duplicates();

    @Option(
            names = "--reorder",
            paramLabel = "CHANCE",
            defaultValue = "0",
            converter = ChanceConverter.class,
            description = "Chance at each datagram that a datagram is sent after the next one of its board, 0 to 1. Default: ${DEFAULT-VALUE}.")
    double reorder();

    @Option(
            names = "--reboots",
            paramLabel = "CHANCE",
            defaultValue = "0",
            converter = ChanceConverter.class,
            description = "Chance at each datagram that a board starts to count anew, 0 to 1. Default: ${DEFAULT-VALUE}.")
    double reboots();

    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Print this text and exit.")
    boolean help();

    @Option(names = {"-V", "--version"}, versionHelp = true, description = "Print the version and exit.")
    boolean version();
}
