package io.ssehub.bench.option;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a number of bytes such as {@code 100}, {@code 16KiB} or {@code 1MiB}, from 1 to 16 MiB. */
public final class SizeConverter implements ITypeConverter<Integer> {
    private static final Pattern SIZE = Pattern.compile("(\\d{1,8})(KiB|MiB)?");
    private static final long MAX = 16 << 20;

    /** Makes a converter. */
    public SizeConverter() {}

    @Override
    public Integer convert(String text) {
        Matcher matcher = SIZE.matcher(text);
        long bytes = 0;
        if (matcher.matches()) {
            int shift = matcher.group(2) == null ? 0 : matcher.group(2).equals("KiB") ? 10 : 20;
            bytes = Long.parseLong(matcher.group(1)) << shift;
        }
        if (bytes < 1 || bytes > MAX) {
            throw new TypeConversionException("'" + text + "' is not a size from 1 to 16MiB; a whole number of bytes is, or one with KiB or MiB");
        }
        return (int) bytes;
    }
}
