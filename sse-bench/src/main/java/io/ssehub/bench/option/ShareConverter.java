package io.ssehub.bench.option;

import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a share such as {@code 1%} or {@code 0.5%}, as a number from 0 to 1. */
public final class ShareConverter implements ITypeConverter<Double> {
    private static final Pattern SHARE = Pattern.compile("(\\d{1,3}(\\.\\d{1,6})?)%");

    /** Makes a converter. */
    public ShareConverter() {}

    @Override
    public Double convert(String text) {
        double share = SHARE.matcher(text).matches() ? Double.parseDouble(text.substring(0, text.length() - 1)) / 100 : -1;
        if (share < 0 || share > 1) {
            throw new TypeConversionException("'" + text + "' is not a share; 0% to 100% is, such as 1% or 0.5%");
        }
        return share;
    }
}
