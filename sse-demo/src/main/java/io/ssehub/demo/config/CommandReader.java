package io.ssehub.demo.config;

import io.ssehub.demo.auth.NewApiKey;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Reads what the program is asked to do. Thread-safe. */
public final class CommandReader {
    private static final String CAN_BE_REACHED = " can be reached from other machines, and whoever reaches the hub may read and publish everything";
    private static final String SERVE = "serve";
    private static final String SIMULATE = "simulate";
    private static final String KEY = "key";

    private CommandReader() {}

    /**
     * Returns what {@code args} ask for; for the hub, the options that they leave open come from {@code environment} and then from the configuration file.
     *
     * @throws UsageException saying what is wrong, where, and what would be right
     */
    public static Command read(List<String> args, Map<String, String> environment) {
        boolean named = !args.isEmpty() && !args.get(0).startsWith("-");
        String name = named ? args.get(0) : SERVE;
        List<String> rest = named ? args.subList(1, args.size()) : args;
        return switch (name) {
            case SERVE -> serve(rest, environment);
            case SIMULATE -> simulate(rest);
            case KEY -> key(rest);
            default -> throw new UsageException("unknown command '" + name + "'; the nearest is '" + Nearest.of(name, List.of(SERVE, SIMULATE, KEY)) + "'");
        };
    }

    /** Returns the options that {@code args} make, with neither environment nor file. */
    public static ServeOptions options(String... args) {
        CommandLine commandLine = commandLine(ServeOptions.class);
        parse(commandLine, Arrays.asList(args));
        return commandLine.getCommand();
    }

    private static Command serve(List<String> args, Map<String, String> environment) {
        CommandLine commandLine = commandLine(ServeOptions.class);
        ParseResult given = parse(commandLine, args);
        if (given.isUsageHelpRequested() || given.isVersionHelpRequested()) {
            return show(commandLine, given);
        }
        OptionTable table = new OptionTable(commandLine.getCommandSpec());
        List<Map<String, String>> layers = new ArrayList<>();
        // Picocli applies defaults before it reads arguments, so the arguments are read again for each layer of defaults that is found.
        commandLine.setDefaultValueProvider(new Layers(given, layers));
        commandLine.setInterpolateVariables(false);
        layers.add(Environment.read(table, environment));
        parse(commandLine, args);
        Path file = commandLine.<ServeOptions>getCommand().config();
        if (file != null) {
            layers.add(ConfigFile.read(table, file));
            parse(commandLine, args);
        }
        ServeOptions options = commandLine.getCommand();
        checkOpen(options);
        if (options.boardKeys() != null && options.dataDir() == null) {
            throw new UsageException("--board-keys needs --data-dir: without it a restart would forget which datagrams have been here, and anybody could send them again");
        }
        if (options.proxyProtocol() && options.trustedProxies() == null) {
            throw new UsageException("--proxy-protocol needs --trusted-proxy: the addresses of the proxies that speak it");
        }
        checkTls(options);
        return new Command.Serve(options);
    }

    private static Command simulate(List<String> args) {
        CommandLine commandLine = commandLine(SimulateOptions.class);
        ParseResult given = parse(commandLine, args);
        return given.isUsageHelpRequested() || given.isVersionHelpRequested()
                ? show(commandLine, given)
                : new Command.Simulate(commandLine.getCommand());
    }

    private static Command key(List<String> args) {
        CommandLine commandLine = commandLine(KeyOptions.class);
        ParseResult given = parse(commandLine, args);
        if (given.isUsageHelpRequested() || given.isVersionHelpRequested()) {
            return show(commandLine, given);
        }
        KeyOptions options = commandLine.getCommand();
        List<String> read = options.read();
        List<String> publish = options.publish();
        try {
            return new Command.Show(NewApiKey.make(options.name(), read == null ? List.of() : read, publish == null ? List.of() : publish, options.operator()).text());
        } catch (IllegalArgumentException e) {
            throw new UsageException(e.getMessage());
        }
    }

    private static CommandLine commandLine(Class<?> options) {
        CommandLine commandLine = new CommandLine(options);
        commandLine.getCommandSpec().versionProvider(new Version());
        commandLine.setExpandAtFiles(false);
        return commandLine;
    }

    private static Command show(CommandLine commandLine, ParseResult given) {
        return new Command.Show(given.isUsageHelpRequested()
                ? commandLine.getUsageMessage(CommandLine.Help.Ansi.OFF)
                : String.join(System.lineSeparator(), commandLine.getCommandSpec().version()) + System.lineSeparator());
    }

    private static ParseResult parse(CommandLine commandLine, List<String> args) {
        try {
            ParseResult given = commandLine.parseArgs(args.toArray(String[]::new));
            for (OptionSpec option : given.matchedOptions()) {
                option.stringValues().forEach(value -> OptionTable.check(option, value, "option '" + option.longestName() + "'"));
            }
            return given;
        } catch (UnmatchedArgumentException e) {
            throw new UsageException(unmatched(e.getUnmatched().get(0), commandLine.getCommandSpec()));
        } catch (ParameterException e) {
            throw new UsageException(e.getMessage());
        }
    }

    private static String unmatched(String argument, CommandSpec command) {
        if (!argument.startsWith("-")) {
            return "argument '" + argument + "' belongs to no option";
        }
        String name = argument.contains("=") ? argument.substring(0, argument.indexOf('=')) : argument;
        Set<String> names = new TreeSet<>();
        command.options().forEach(option -> names.add(option.longestName()));
        return "unknown option '" + name + "'; the nearest is '" + Nearest.of(name, names) + "'";
    }

    private static void checkOpen(ServeOptions options) {
        if (!options.open()) {
            if (!options.host().isLoopbackAddress() && options.auth() == null) {
                throw new UsageException("--host " + options.host().getHostAddress() + CAN_BE_REACHED + "; add --auth FILE, which says who may do what,"
                        + " add --open to allow that, or listen on 127.0.0.1");
            }
            if (!options.noUdp() && options.udpHost() != null && !options.udpHost().isLoopbackAddress() && options.boardKeys() == null) {
                throw new UsageException("--udp-host " + options.udpHost().getHostAddress() + CAN_BE_REACHED + "; add --board-keys FILE, with which boards sign,"
                        + " add --open to allow that, or listen on 127.0.0.1");
            }
        }
    }

    private static void checkTls(ServeOptions options) {
        if ((options.tlsCert() == null) != (options.tlsKey() == null)) {
            throw new UsageException("--tls-cert and --tls-key go together: a certificate and its key");
        }
        if (options.tlsSelfSigned() && options.tlsCert() != null) {
            throw new UsageException("--tls-self-signed makes a certificate, and --tls-cert names another; only one can be shown");
        }
        if (options.tlsClientCa() != null && options.tlsCert() == null && !options.tlsSelfSigned()) {
            throw new UsageException("--tls-client-ca is of no use without TLS, which --tls-cert and --tls-key begin");
        }
    }

    /**
     * Gives an option that the command line leaves open the value of the first layer that has one. An option {@code --x} in one layer also takes back a
     * {@code --no-x} in a layer behind it.
     */
    private record Layers(ParseResult given, List<Map<String, String>> layers) implements IDefaultValueProvider {
        @Override
        public @Nullable String defaultValue(ArgSpec arg) {
            String name = ((OptionSpec) arg).longestName();
            String opposite = name.startsWith("--no-") ? "--" + name.substring("--no-".length()) : "";
            if (given.hasMatchedOption(opposite)) {
                return null;
            }
            for (Map<String, String> layer : layers) {
                if (layer.containsKey(name)) {
                    return layer.get(name);
                }
                if (layer.containsKey(opposite)) {
                    return null;
                }
            }
            return null;
        }
    }

    private static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = CommandReader.class.getPackage().getImplementationVersion();
            return new String[] {"SSE Hub " + (version == null ? "(not from its jar)" : version) + ", Java " + Runtime.version()};
        }
    }
}
