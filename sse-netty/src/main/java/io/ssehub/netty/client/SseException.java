package io.ssehub.netty.client;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Why an {@link SseClient} has no stream, or no longer has the one it had; the message says what was met and, where the server is at fault, what was needed. */
public final class SseException extends IOException {
    private static final long serialVersionUID = 1L;
    private static final int MAX_SHOWN_CHARS = 200;

    private final int status;

    SseException(String message, @Nullable Throwable cause) {
        super(message, cause);
        this.status = 0;
    }

    SseException(String message, int status) {
        super(message);
        this.status = status;
    }

    /** Returns the status of the answer that was no stream, 100 to 999; 0 if the cause is another one. */
    public int status() {
        return status;
    }

    /** Returns what a server sent in a form that fits into one line of a message. */
    static String shown(@Nullable String sent) {
        if (sent == null) {
            return "none";
        }
        String cut = sent.length() > MAX_SHOWN_CHARS ? sent.substring(0, MAX_SHOWN_CHARS) + "..." : sent;
        return "\"" + cut.replaceAll("[^ -~]", "?") + "\"";
    }
}
