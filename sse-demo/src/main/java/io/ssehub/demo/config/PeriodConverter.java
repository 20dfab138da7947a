package io.ssehub.demo.config;

import io.ssehub.netty.http.Period;
import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a time such as {@code 500ms}, {@code 60s}, {@code 10m} or {@code 1h}: 1 ms to a year. */
class PeriodConverter implements ITypeConverter<Duration> {
    private static final Duration MAX = Duration.ofDays(365);

    private final Duration min;

    PeriodConverter() {
        this(Duration.ofMillis(1));
    }

    private PeriodConverter(Duration min) {
        this.min = min;
    }

    /** Reads also {@code 0s}. */
    static final class OrZero extends PeriodConverter {
        OrZero() {
            super(Duration.ZERO);
        }
    }

    @Override
    public Duration convert(String text) {
        Duration period = Period.parse(text);
        if (period == null) {
            throw new TypeConversionException("'" + text + "' is not a time; a whole number with ms, s, m or h is, such as 500ms, 60s, 10m or 1h");
        }
        if (period.compareTo(min) < 0 || period.compareTo(MAX) > 0) {
            throw new TypeConversionException("'" + text + "' is out of range; " + (min.isZero() ? "0s" : "1ms") + " to 8760h is allowed");
        }
        return period;
    }
}
