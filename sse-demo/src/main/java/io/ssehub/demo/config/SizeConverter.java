package io.ssehub.demo.config;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a number of bytes such as {@code 4096}, {@code 16KiB}, {@code 64MiB} or {@code 2GiB}. */
abstract class SizeConverter implements ITypeConverter<Long> {
    private static final Pattern SIZE = Pattern.compile("(\\d{1,13})(KiB|MiB|GiB)?");

    private final String min;
    private final String max;

    private SizeConverter(String min, String max) {
        this.min = min;
        this.max = max;
    }

    /** Reads the size of a request's head. */
    static final class Head extends SizeConverter {
        Head() {
            super("256", "1MiB");
        }
    }

    /** Reads the size of a request's body. */
    static final class Body extends SizeConverter {
        Body() {
            super("1", "1GiB");
        }
    }

    /** Reads the size of a history. */
    static final class History extends SizeConverter {
        History() {
            super("256KiB", "1024GiB");
        }
    }

    @Override
    public Long convert(String text) {
        long bytes = bytes(text);
        if (bytes < bytes(min) || bytes > bytes(max)) {
            throw new TypeConversionException("'" + text + "' is out of range; " + min + " to " + max + " is allowed");
        }
        return bytes;
    }

    private static long bytes(String text) {
        Matcher matcher = SIZE.matcher(text);
        if (!matcher.matches()) {
            throw new TypeConversionException("'" + text + "' is not a size; a whole number of bytes is, or one with KiB, MiB or GiB, such as 64MiB");
        }
        int shift = matcher.group(2) == null ? 0 : switch (matcher.group(2)) {
            case "KiB" -> 10;
            case "MiB" -> 20;
            default -> 30;
        };
        long number = Long.parseLong(matcher.group(1));
        return number > Long.MAX_VALUE >> shift ? Long.MAX_VALUE : number << shift;
    }
}
