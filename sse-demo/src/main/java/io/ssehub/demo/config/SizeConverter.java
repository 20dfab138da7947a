package io.ssehub.demo.config;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a number of bytes such as {@code 4096}, {@code 16KiB}, {@code 64MiB} or {@code 2GiB}: 1 byte to 1 TiB. */
class SizeConverter implements ITypeConverter<Long> {
    private static final Pattern SIZE = Pattern.compile("(\\d{1,13})(KiB|MiB|GiB)?");
    private static final long MAX = 1L << 40;

    private final long max;
    private final String maxText;

    SizeConverter() {
        this(MAX, "1024GiB");
    }

    private SizeConverter(long max, String maxText) {
        this.max = max;
        this.maxText = maxText;
    }

    /** Reads what one buffer can hold: 1 byte to 1 GiB. */
    static final class OfBuffer extends SizeConverter {
        OfBuffer() {
            super(1L << 30, "1GiB");
        }
    }

    @Override
    public Long convert(String text) {
        Matcher matcher = SIZE.matcher(text);
        if (!matcher.matches()) {
            throw new TypeConversionException("'" + text + "' is not a size; a whole number of bytes is, or one with KiB, MiB or GiB, such as 64MiB");
        }
        long number = Long.parseLong(matcher.group(1));
        int shift = matcher.group(2) == null ? 0 : switch (matcher.group(2)) {
            case "KiB" -> 10;
            case "MiB" -> 20;
            default -> 30;
        };
        if (number < 1 || number > max >> shift) {
            throw new TypeConversionException("'" + text + "' is out of range; 1 to " + maxText + " is allowed");
        }
        return number << shift;
    }
}
