package io.ssehub.demo.config;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code true} or {@code false}. */
final class FlagConverter implements ITypeConverter<Boolean> {
    @Override
    public Boolean convert(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new TypeConversionException("'" + text + "' is neither true nor false");
        };
    }
}
