package io.ssehub.bench.compare;

/** A server cannot run here; the message says why, and what would help. */
final class StartException extends Exception {
    private static final long serialVersionUID = 1;

    StartException(String reason) {
        super(reason);
    }
}
