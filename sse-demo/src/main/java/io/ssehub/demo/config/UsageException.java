package io.ssehub.demo.config;

import org.jspecify.annotations.Nullable;

/** The program was told something that it cannot follow; the message says what, where, and what would be right. */
public final class UsageException extends RuntimeException {
    private static final long serialVersionUID = 1;

    UsageException(@Nullable String message) {
        super(message, null, false, false);
    }
}
