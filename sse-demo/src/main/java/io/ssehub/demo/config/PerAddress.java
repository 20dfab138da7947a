package io.ssehub.demo.config;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * How many of something one client address may hold, or do in a second.
 *
 * @param limit 1 or more
 * @param onLoopback whether the limit holds for clients on this machine as well
 */
public record PerAddress(int limit, boolean onLoopback) {
    /** Reads {@code 1024}, which holds for every client, or {@code 1024 beyond loopback}. */
    static final class Converter implements ITypeConverter<PerAddress> {
        private static final Pattern FORM = Pattern.compile("(\\S+)( beyond loopback)?");

        @Override
        public PerAddress convert(String text) {
            Matcher matcher = FORM.matcher(text);
            if (!matcher.matches()) {
                throw new TypeConversionException("'" + text + "' is not a limit; a whole number is, or one followed by 'beyond loopback'");
            }
            return new PerAddress(new CountConverter().convert(matcher.group(1)), matcher.group(2) == null);
        }
    }
}
