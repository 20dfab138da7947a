package io.ssehub.bench.compare;

import java.io.IOException;
import java.io.PrintStream;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command {@code compare}: reads what is asked for, has it done, and shows what came out. */
public final class CompareCommand {
    private static final int FAILURE = 1;
    private static final int MOST_ROUNDS = 100;
    private static final int MOST_CONNECTIONS = 1_000_000;
    private static final int ROUNDS = 3;

    private CompareCommand() {}

    /**
     * Does what {@code args} ask for.
     *
     * @return the process's exit code: 0 all is well, 1 no server could be measured, 2 wrong usage
     */
    public static int run(List<String> args, PrintStream out, PrintStream err) throws InterruptedException {
        return run(args, loadTester(), out, err);
    }

    /** Does what {@code args} ask for with a load tester, the beginning of whose command is {@code loadTester}. */
    static int run(List<String> args, List<String> loadTester, PrintStream out, PrintStream err) throws InterruptedException {
        CommandLine commandLine = new CommandLine(CompareOptions.class);
        try {
            ParseResult given = commandLine.parseArgs(args.toArray(String[]::new));
            if (given.isUsageHelpRequested()) {
                commandLine.usage(out, CommandLine.Help.Ansi.OFF);
                return 0;
            }
            return run(commandLine, commandLine.getCommand(), loadTester, out);
        } catch (ParameterException e) {
            err.println("compare: " + e.getMessage());
            if (!UnmatchedArgumentException.printSuggestions(e, err)) {
                err.println("compare --help lists the options");
            }
            return CommandLine.ExitCode.USAGE;
        } catch (IOException e) {
            err.println("compare: " + e.getMessage());
            return FAILURE;
        }
    }

    private static int run(CommandLine commandLine, CompareOptions options, List<String> loadTester, PrintStream out) throws IOException, InterruptedException {
        Plan plan;
        Path folder = folder(options.peers(), target().resolveSibling("peers"));
        try {
            Peers peers = Peers.read(folder);
            if (options.list()) {
                list(peers, out);
                return 0;
            }
            Path java = options.java();
            plan = new Plan(
                    folder,
                    peers.select(options.only() == null ? List.of() : options.only()),
                    Work.select(options.work() == null ? List.of() : options.work()),
                    options.quick(),
                    within("--rounds", options.rounds(), MOST_ROUNDS, options.quick() ? 1 : ROUNDS),
                    within("--connections", options.connections(), MOST_CONNECTIONS, 0),
                    java == null ? Jvm.own() : Jvm.of(java),
                    loadTester,
                    folder(options.report(), target().resolve("compare")));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(commandLine, String.valueOf(e.getMessage()));
        }
        Comparison comparison = new Comparing(plan, out).run();
        out.print(TextTables.of(comparison));
        out.println("The whole of it: " + ComparisonFiles.write(comparison, plan.report()));
        return comparison.servers().stream().allMatch(server -> server.leftOut() != null) ? FAILURE : 0;
    }

    private static Path folder(@Nullable Path given, Path otherwise) {
        return (given == null ? otherwise : given).toAbsolutePath().normalize();
    }

    private static int within(String option, @Nullable Integer value, int most, int otherwise) {
        if (value != null && (value < 1 || value > most)) {
            throw new IllegalArgumentException(option + " is " + value + "; 1 to " + most + " is allowed");
        }
        return value == null ? otherwise : value;
    }

    private static void list(Peers peers, PrintStream out) {
        out.println("Servers:");
        for (Peer peer : peers.peers()) {
            out.printf("  %-16s %s: %s%n  %-16s %s%n", peer.name(), peer.title(), peer.fansOut(), "", peer.link());
        }
        out.println("Work:");
        for (Work work : Work.ALL) {
            out.printf("  %-16s %s; %s%n", work.id(), work.title(), work.description());
        }
    }

    /** Returns the folder that the build writes to, which this runs from. */
    private static Path target() {
        return code().resolve("..").normalize();
    }

    private static Path code() {
        try {
            return Path.of(CompareCommand.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException("a place that a class was loaded from is always a URI", e);
        }
    }

    private static List<String> loadTester() {
        List<String> command = new ArrayList<>(Processors.divided().load());
        command.add(Jvm.own().program().toString());
        command.addAll(code().toString().endsWith(".jar") ? List.of("-jar", code().toString()) : List.of("-cp", System.getProperty("java.class.path"), "io.ssehub.bench.Main"));
        command.add("load");
        return command;
    }
}
