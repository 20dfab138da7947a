package io.ssehub.netty.http;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a {@code Content-Type} says: RFC 9110 section 8.3.1.
 *
 * @param type type and subtype in lower case, such as {@code text/plain}
 * @param charset the first parameter of that name in lower case, or null
 */
record MediaType(String type, @Nullable String charset) {
    private static final MediaType TEXT = new MediaType("text/plain", null);
    private static final MediaType JSON = new MediaType("application/json", null);
    private static final String CHARSET = "charset=";

    static MediaType parse(String text) {
        if (text.equals(TEXT.type)) {
            return TEXT;
        }
        if (text.equals(JSON.type)) {
            return JSON;
        }
        String lowerCase = text.toLowerCase(Locale.ROOT);
        int typeEnd = lowerCase.indexOf(';');
        return typeEnd < 0
                ? new MediaType(lowerCase.trim(), null)
                : new MediaType(lowerCase.substring(0, typeEnd).trim(), charset(lowerCase.substring(typeEnd + 1)));
    }

    /** Returns the charset that {@code parameters} name, of which each may be quoted: RFC 9110 sections 5.6.4 and 5.6.6. */
    private static @Nullable String charset(String parameters) {
        StringBuilder parameter = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < parameters.length(); i++) {
            char c = parameters.charAt(i);
            if (c == '"') {
                quoted = !quoted;
            } else if (c == ';' && !quoted) {
                if (isCharset(parameter)) {
                    break;
                }
                parameter.setLength(0);
            } else if (c == '\\' && quoted && i + 1 < parameters.length()) {
                parameter.append(parameters.charAt(++i));
            } else if (quoted || (c != ' ' && c != '\t')) {
                parameter.append(c);
            }
        }
        return isCharset(parameter) ? parameter.substring(CHARSET.length()) : null;
    }

    private static boolean isCharset(StringBuilder parameter) {
        return parameter.indexOf(CHARSET) == 0;
    }

    /** Whether text of this type is UTF-8, which it is where nothing else is said: RFC 8259 section 8.1. */
    boolean isUtf8() {
        return charset == null || charset.equals("utf-8") || charset.equals("utf8");
    }
}
