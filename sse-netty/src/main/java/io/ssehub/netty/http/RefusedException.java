package io.ssehub.netty.http;

/** Carries a refusal out of the middle of parsing; without a stack trace, since a hostile client decides how often it is made. */
final class RefusedException extends Exception {
    private static final long serialVersionUID = 1;

    private final transient Refusal refusal;

    RefusedException(Refusal refusal) {
        super(refusal.detail(), null, false, false);
        this.refusal = refusal;
    }

    Refusal refusal() {
        return refusal;
    }
}
