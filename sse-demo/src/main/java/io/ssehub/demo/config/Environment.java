package io.ssehub.demo.config;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import picocli.CommandLine.Model.OptionSpec;

/** Reads options from environment variables. */
final class Environment {
    /** What Kubernetes sets for a service named {@code sse-hub}; nobody meant it for the hub. */
    private static final Pattern SERVICE_LINK = Pattern.compile("SSE_HUB_(SERVICE_(HOST|PORT.*)|PORT(_\\d+_(TCP|UDP|SCTP).*)?)");

    private Environment() {}

    /**
     * Returns the values given, by the option's long name.
     *
     * @throws UsageException if a variable with the hub's prefix is none of the hub's, or its value is wrong
     */
    static Map<String, String> read(OptionTable table, Map<String, String> environment) {
        Map<String, String> values = new HashMap<>();
        environment.forEach((variable, value) -> {
            if (variable.startsWith(OptionTable.VARIABLE_PREFIX) && !SERVICE_LINK.matcher(variable).matches()) {
                OptionSpec option = table.byVariable().get(variable);
                if (option == null) {
                    throw new UsageException("unknown environment variable " + variable + "; the nearest is "
                            + Nearest.of(variable, table.byVariable().keySet()));
                }
                OptionTable.check(option, value, variable);
                values.put(option.longestName(), value);
            }
        });
        return values;
    }
}
