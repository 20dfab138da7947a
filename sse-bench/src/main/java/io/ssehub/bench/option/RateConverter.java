package io.ssehub.bench.option;

import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a rate per second such as {@code 100}, {@code 50/s} or {@code 0.2/s}, above 0 and up to a million. */
public final class RateConverter implements ITypeConverter<Double> {
    private static final Pattern RATE = Pattern.compile("\\d{1,7}(\\.\\d{1,6})?(/s)?");
    private static final double MAX = 1e6;

    /** Makes a converter. */
    public RateConverter() {}

    @Override
    public Double convert(String text) {
        double rate = RATE.matcher(text).matches() ? Double.parseDouble(text.replace("/s", "")) : 0;
        if (rate <= 0 || rate > MAX) {
            throw new TypeConversionException("'" + text + "' is not a rate; a number a second is, above 0 and up to 1000000, such as 100, 50/s or 0.2/s");
        }
        return rate;
    }
}
