package io.ssehub.demo.config;

import io.ssehub.netty.fanout.Slow;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads what becomes of slow clients. */
final class SlowConverter implements ITypeConverter<Slow> {
    @Override
    public Slow convert(String text) {
        return switch (text) {
            case "reset" -> Slow.RESET;
            case "close" -> Slow.CLOSE;
            default -> throw new TypeConversionException("'" + text + "' is neither reset nor close");
        };
    }
}
