package io.ssehub.demo.config;

import org.slf4j.event.Level;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the severity of a log message. */
final class LevelConverter implements ITypeConverter<Level> {
    @Override
    public Level convert(String text) {
        return switch (text) {
            case "error" -> Level.ERROR;
            case "warn" -> Level.WARN;
            case "info" -> Level.INFO;
            case "debug" -> Level.DEBUG;
            case "trace" -> Level.TRACE;
            default -> throw new TypeConversionException("'" + text + "' is not a level; error, warn, info, debug and trace are");
        };
    }
}
