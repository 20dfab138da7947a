package io.ssehub.demo.config;

import io.ssehub.core.store.Sync;
import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code always}, {@code never}, or a time. */
final class SyncConverter implements ITypeConverter<Sync> {
    private final PeriodConverter period = new PeriodConverter();

    @Override
    public Sync convert(String text) {
        return switch (text) {
            case "always" -> new Sync.Within(Duration.ZERO);
            case "never" -> new Sync.Never();
            default -> {
                try {
                    yield new Sync.Within(period.convert(text));
                } catch (TypeConversionException e) {
                    throw new TypeConversionException(e.getMessage() + "; always and never are allowed as well");
                }
            }
        };
    }
}
