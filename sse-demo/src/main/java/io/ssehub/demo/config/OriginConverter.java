package io.ssehub.demo.config;

import io.ssehub.netty.http.HttpOptions;
import java.util.Set;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the origin of a page, such as {@code https://example.com} or {@code http://localhost:3000}. */
final class OriginConverter implements ITypeConverter<String> {
    @Override
    public String convert(String text) {
        try {
            return HttpOptions.defaults().withAllowedOrigins(Set.of(text)).allowedOrigins().iterator().next();
        } catch (IllegalArgumentException wrong) {
            throw new TypeConversionException(wrong.getMessage());
        }
    }
}
