package io.ssehub.demo.hub;

/** The hub could not start, for a reason outside of it; the message names it and the options to change. */
public final class StartException extends Exception {
    private static final long serialVersionUID = 1;

    StartException(String message, Throwable cause) {
        super(message, cause);
    }
}
