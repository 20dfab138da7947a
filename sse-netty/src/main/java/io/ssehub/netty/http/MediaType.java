package io.ssehub.netty.http;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a {@code Content-Type} says: RFC 9110 section 8.3.1.
 *
 * @param type type and subtype in lower case, such as {@code text/plain}
 * @param charset the parameter of that name in lower case, or null
 */
record MediaType(String type, @Nullable String charset) {
    private static final MediaType TEXT = new MediaType("text/plain", null);
    private static final MediaType JSON = new MediaType("application/json", null);

    static MediaType parse(String text) {
        if (text.equals(TEXT.type)) {
            return TEXT;
        }
        if (text.equals(JSON.type)) {
            return JSON;
        }
        String[] parts = text.toLowerCase(Locale.ROOT).split(";", -1);
        String charset = null;
        for (int i = 1; i < parts.length; i++) {
            String parameter = parts[i].trim();
            if (parameter.startsWith("charset=")) {
                charset = parameter.substring("charset=".length()).replace("\"", "");
            }
        }
        return new MediaType(parts[0].trim(), charset);
    }

    /** Whether text of this type is UTF-8, which it is where nothing else is said: RFC 8259 section 8.1. */
    boolean isUtf8() {
        return charset == null || charset.equals("utf-8") || charset.equals("utf8");
    }
}
