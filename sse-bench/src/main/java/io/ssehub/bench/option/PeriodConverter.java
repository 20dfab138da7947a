package io.ssehub.bench.option;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a time such as {@code 500us}, {@code 500ms}, {@code 60s}, {@code 10m} or {@code 1h}, fractions and {@code 0s} included, up to a day. */
public final class PeriodConverter implements ITypeConverter<Duration> {
    private static final Pattern PERIOD = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,6})?)(us|ms|s|m|h)");
    private static final Duration MAX = Duration.ofDays(1);

    /** Makes a converter. */
    public PeriodConverter() {}

    @Override
    public Duration convert(String text) {
        Matcher matcher = PERIOD.matcher(text);
        if (!matcher.matches()) {
            throw new TypeConversionException("'" + text + "' is not a time; a number with us, ms, s, m or h is, such as 500ms, 60s or 1.5h");
        }
        double unitNanos = switch (matcher.group(2)) {
            case "us" -> 1e3;
            case "ms" -> 1e6;
            case "s" -> 1e9;
            case "m" -> 60e9;
            default -> 3600e9;
        };
        Duration period = Duration.ofNanos(Math.round(Double.parseDouble(matcher.group(1)) * unitNanos));
        if (period.compareTo(MAX) > 0) {
            throw new TypeConversionException("'" + text + "' is out of range; up to 24h is allowed");
        }
        return period;
    }
}
