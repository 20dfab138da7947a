package io.ssehub.netty.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.Locale;

/** What a request's {@code Accept} says of event streams: RFC 9110 section 12.5.1. */
enum Accept {
    /** {@code text/event-stream} itself is named, as browsers do. */
    NAMED,
    /** Anything may come, or any text. */
    ALLOWED,
    /** An event stream is not wanted. */
    EXCLUDED;

    private static final int EXACT = 3;

    static Accept eventStream(HttpHeaders headers) {
        int best = 0;
        boolean wanted = false;
        boolean anything = true;
        for (String value : headers.getAll(HttpHeaderNames.ACCEPT)) {
            for (String range : value.split(",", -1)) {
                if (range.isBlank()) {
                    continue;
                }
                anything = false;
                String[] parts = range.split(";", -1);
                int specificity = specificity(parts[0].trim().toLowerCase(Locale.ROOT));
                if (specificity > best) {
                    best = specificity;
                    wanted = false;
                }
                wanted |= specificity == best && specificity > 0 && !isRefused(parts);
            }
        }
        return anything ? ALLOWED : !wanted ? EXCLUDED : best == EXACT ? NAMED : ALLOWED;
    }

    private static int specificity(String type) {
        return switch (type) {
            case "text/event-stream" -> EXACT;
            case "text/*" -> 2;
            case "*/*" -> 1;
            default -> 0;
        };
    }

    private static boolean isRefused(String[] parts) {
        for (int i = 1; i < parts.length; i++) {
            if (parts[i].trim().matches("[qQ]=0(\\.0{0,3})?")) {
                return true;
            }
        }
        return false;
    }
}
