package io.ssehub.bench.load;

import io.ssehub.bench.report.JsonText;
import io.ssehub.bench.report.LoadReport;
import io.ssehub.bench.report.LoadReport.Verdict;
import io.ssehub.bench.report.ReportFiles;
import io.ssehub.bench.report.Summary;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command {@code load}: reads what is asked for, runs it, and shows what came out. */
public final class LoadCommand {
    private static final int FAILURE = 1;
    private static final int MOST_TOPICS = 100_000;
    private static final int DESCRIPTORS_BESIDE = 100;
    // What each tester of a run has for itself, and what only the one that leads it has.
    private static final Set<String> OWN = Set.of("--threads", "--source");
    private static final Set<String> LEADING = Set.of("--share", "--testers", "--report", "--json", "--assert", "--server-pid");
    // They may be what lets one in.
    private static final Set<String> SECRET = Set.of("--token", "--header", "--publish-header");
    private static final Pattern FIELD = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+:[^\\p{Cntrl}]*");

    private LoadCommand() {}

    /**
     * Does what {@code args} ask for.
     *
     * @return the process's exit code: 0 all is well, 1 a limit was missed or no stream came about, 2 wrong usage
     */
    public static int run(List<String> args, PrintStream out, PrintStream err) throws InterruptedException {
        CommandLine commandLine = new CommandLine(LoadOptions.class);
        try {
            ParseResult given = commandLine.parseArgs(args.toArray(String[]::new));
            if (given.isUsageHelpRequested()) {
                commandLine.usage(out, CommandLine.Help.Ansi.OFF);
                return 0;
            }
            LoadOptions options = commandLine.getCommand();
            Address leader = options.join();
            if (leader != null) {
                return join(leader, given, err);
            }
            check(commandLine, given, options);
            return run(options, given, out, err);
        } catch (ParameterException e) {
            err.println("load: " + e.getMessage());
            if (!UnmatchedArgumentException.printSuggestions(e, err)) {
                err.println("load --help lists the options");
            }
            return CommandLine.ExitCode.USAGE;
        }
    }

    private static int join(Address leader, ParseResult given, PrintStream err) throws InterruptedException {
        try {
            Joining joining = Joining.at(leader);
            List<String> args = new ArrayList<>(joining.args());
            args.addAll(arguments(given, OWN::contains));
            CommandLine commandLine = new CommandLine(LoadOptions.class);
            commandLine.parseArgs(args.toArray(String[]::new));
            return EndOnSignal.during(() -> {
                joining.run(commandLine.getCommand());
                return 0;
            }, joining::stop);
        } catch (IOException e) {
            err.println("load: " + e.getMessage());
            return FAILURE;
        }
    }

    /** Returns arguments that say again what was given, as far as the option is {@code wanted}. */
    private static List<String> arguments(ParseResult given, Predicate<String> wanted) {
        List<String> arguments = new ArrayList<>();
        for (OptionSpec option : given.matchedOptionsSet()) {
            String name = option.longestName();
            if (wanted.test(name)) {
                option.originalStringValues().forEach(value -> arguments.add(option.arity().max() == 0 ? name : name + "=" + value));
            }
        }
        return arguments;
    }

    private static int run(LoadOptions options, ParseResult given, PrintStream out, PrintStream err) throws InterruptedException {
        Progress progress = new Progress(err, CommandLine.Help.Ansi.AUTO.enabled(), options.connections());
        try {
            Path folder = options.report();
            if (folder != null) {
                ReportFiles.prepare(folder);
            }
            String version = LoadCommand.class.getPackage().getImplementationVersion();
            List<String> shared = arguments(given, name -> !OWN.contains(name) && !LEADING.contains(name));
            Load load = new Load(new Load.Request(
                    options, shared, settings(given), version == null ? "(not from its jar)" : version, err::println, progress::show));
            return EndOnSignal.during(() -> {
                LoadReport report = load.run();
                progress.end();
                out.print(options.json() ? JsonText.of(report) : Summary.of(report));
                out.flush();
                if (folder != null) {
                    ReportFiles.write(folder, report, load.intervals());
                }
                return report.connections().opened() > 0 && report.verdicts().stream().allMatch(Verdict::held) ? 0 : FAILURE;
            }, load::stop);
        } catch (IOException e) {
            err.println("load: " + e.getMessage());
            return FAILURE;
        }
    }

    private static void check(CommandLine commandLine, ParseResult given, LoadOptions options) {
        List<Endpoint> urls = options.urls();
        require(commandLine, urls != null != (options.subscribeUrl() != null), "either --url or --subscribe-url is needed");
        require(commandLine, options.connections() >= 1, "--connections is " + options.connections() + "; 1 or more is allowed");
        require(commandLine, options.topics() >= 1 && options.topics() <= MOST_TOPICS, "--topics is " + options.topics() + "; 1 to " + MOST_TOPICS + " is allowed");
        require(commandLine, options.publishSize() >= Mark.LENGTH, "--publish-size is " + options.publishSize() + "; an event needs " + Mark.LENGTH + " bytes or more");
        require(commandLine, options.publishBody().contains(LoadOptions.EVENT), "--publish-body lacks " + LoadOptions.EVENT + ", the place of the event's data");
        Integer window = options.publishWindow();
        boolean rated = given.hasMatchedOption("--publish-rate");
        require(commandLine, window == null || window >= 1, "--publish-window is " + window + "; 1 or more is allowed");
        require(commandLine, window == null || !rated, "--publish-rate and --publish-window exclude each other");
        require(commandLine, options.publishUrl() != null || (window == null && !rated), "--publish-url is needed to publish");
        Integer testers = options.testers();
        require(commandLine, testers == null || testers >= 2, "--testers is " + testers + "; 2 or more is allowed");
        require(commandLine, testers == null || options.share() != null, "--testers needs --share, the address where they meet");
        Integer threads = options.threads();
        require(commandLine, threads == null || threads >= 1, "--threads is " + threads + "; 1 or more is allowed");
        checkFields(commandLine, "--header", options.headers());
        checkFields(commandLine, "--publish-header", options.publishHeaders());
        long needed = (long) options.connections() / Load.testers(options) + DESCRIPTORS_BESIDE;
        require(
                commandLine, needed <= ThisMachine.descriptors(),
                options.connections() + " connections need " + needed + " file descriptors, and this process may open " + ThisMachine.descriptors() + "; ulimit -n "
                        + needed + " allows more, or several testers share the run");
    }

    private static void checkFields(CommandLine commandLine, String option, @Nullable List<String> fields) {
        if (fields != null) {
            fields.forEach(field -> require(commandLine, FIELD.matcher(field).matches(), option + " '" + field + "' is no header such as 'Name: value'"));
        }
    }

    private static void require(CommandLine commandLine, boolean condition, String message) {
        if (!condition) {
            throw new ParameterException(commandLine, message);
        }
    }

    /** Returns what each option is, those that were left out included, without what a report should not show. */
    private static Map<String, String> settings(ParseResult given) {
        Map<String, String> settings = new LinkedHashMap<>();
        List<OptionSpec> options = new ArrayList<>(given.commandSpec().options());
        options.sort(Comparator.comparingInt(OptionSpec::order));
        for (OptionSpec option : options) {
            List<String> values = option.stringValues();
            String fallback = option.defaultValue();
            if (!values.isEmpty()) {
                settings.put(option.longestName(), SECRET.contains(option.longestName()) ? "***" : String.join(", ", values));
            } else if (fallback != null && option.arity().max() > 0) {
                settings.put(option.longestName(), fallback);
            }
        }
        return settings;
    }
}
