package io.ssehub.demo.config;

import io.ssehub.netty.http.Networks;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads networks. */
final class NetworksConverter implements ITypeConverter<Networks> {
    @Override
    public Networks convert(String text) {
        try {
            return Networks.of(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }
}
