package io.ssehub.demo.config;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads how likely something is: a decimal number from 0 to 1. */
final class ChanceConverter implements ITypeConverter<Double> {
    @Override
    public Double convert(String text) {
        if (text.matches("0|1|[01]?\\.[0-9]{1,9}")) {
            double chance = Double.parseDouble(text);
            if (chance <= 1) {
                return chance;
            }
        }
        throw new TypeConversionException("'" + text + "' is not a chance; a decimal number from 0 to 1 is, such as 0.01");
    }
}
