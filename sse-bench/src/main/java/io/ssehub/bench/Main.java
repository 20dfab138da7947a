package io.ssehub.bench;

import io.ssehub.bench.jmh.JmhCommand;
import java.io.IOException;
import java.util.Arrays;

/** Starts what the first argument names. */
public final class Main {
    private static final String USAGE =
            """
            Usage: java -jar sse-bench.jar COMMAND [options]

            Commands:
              jmh   runs the microbenchmarks, all or those that its arguments name, and saves the results; -l lists them, -h shows JMH's own options
            """;

    private Main() {}

    /** Ends with 2 when {@code args} name no command. */
    public static void main(String[] args) throws IOException {
        String command = args.length == 0 ? "" : args[0];
        switch (command) {
            case "jmh" -> JmhCommand.run(Arrays.copyOfRange(args, 1, args.length));
            case "--help", "-h" -> System.out.print(USAGE);
            default -> {
                System.err.println(command.isEmpty() ? "A command is missing." : "There is no command \"" + command + "\".");
                System.err.print(USAGE);
                System.exit(2);
            }
        }
    }
}
