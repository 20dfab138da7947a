package io.ssehub.bench;

import io.ssehub.bench.compare.CompareCommand;
import io.ssehub.bench.jmh.JmhCommand;
import io.ssehub.bench.load.LoadCommand;
import java.io.IOException;
import java.util.List;

/** Starts what the first argument names. */
public final class Main {
    private static final String USAGE =
            """
            Usage: java -jar sse-bench.jar COMMAND [options]

            Commands:
              load     load-tests a server of event streams; load --help lists the options
              compare  puts the hub and its peers to the same work, and shows what came out side by side; compare --help lists the options
              jmh      runs the microbenchmarks, all or those that its arguments name, and saves the results; -l lists them, -h shows JMH's own options
            """;

    private Main() {}

    /** Ends with 2 when {@code args} name no command. */
    public static void main(String[] args) throws IOException, InterruptedException {
        String command = args.length == 0 ? "" : args[0];
        List<String> rest = List.of(args).subList(Math.min(1, args.length), args.length);
        switch (command) {
            case "load" -> System.exit(LoadCommand.run(rest, System.out, System.err));
            case "compare" -> System.exit(CompareCommand.run(rest, System.out, System.err));
            case "jmh" -> JmhCommand.run(rest.toArray(String[]::new));
            case "--help", "-h" -> System.out.print(USAGE);
            default -> {
                System.err.println(command.isEmpty() ? "A command is missing." : "There is no command \"" + command + "\".");
                System.err.print(USAGE);
                System.exit(2);
            }
        }
    }
}
