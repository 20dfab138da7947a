package io.ssehub.demo.config;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.TypeConversionException;

/** The options of a command under the names that they have on the command line, in the environment and in a configuration file. Immutable. */
final class OptionTable {
    static final String VARIABLE_PREFIX = "SSE_HUB_";

    private final Map<String, OptionSpec> byVariable = new TreeMap<>();
    private final Map<String, OptionSpec> byKey = new TreeMap<>();

    OptionTable(CommandSpec command) {
        for (OptionSpec option : command.options()) {
            if (!option.usageHelp() && !option.versionHelp()) {
                byVariable.put(variable(option), option);
                if (!option.longestName().equals("--config")) {
                    byKey.put(key(option), option);
                }
            }
        }
    }

    static String key(OptionSpec option) {
        return option.longestName().substring("--".length());
    }

    static String variable(OptionSpec option) {
        return VARIABLE_PREFIX + key(option).replace('-', '_').toUpperCase(Locale.ROOT);
    }

    /** Returns every option that has a variable, by its variable. */
    Map<String, OptionSpec> byVariable() {
        return byVariable;
    }

    /** Returns every option that has a key, by its key. */
    Map<String, OptionSpec> byKey() {
        return byKey;
    }

    /** Checks what an option is given: {@code place} says where, {@code text} is one value, or for an option that takes several, one of them. */
    static void check(OptionSpec option, String text, String place) {
        if (text.isBlank()) {
            throw new UsageException(place + " is empty");
        }
        for (ITypeConverter<?> converter : option.converters()) {
            try {
                converter.convert(text);
            } catch (TypeConversionException e) {
                throw new UsageException(place + ": " + e.getMessage());
            } catch (Exception e) {
                throw new AssertionError("a converter of the project throws TypeConversionException only", e);
            }
        }
    }
}
