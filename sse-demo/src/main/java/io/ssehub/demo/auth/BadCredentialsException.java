package io.ssehub.demo.auth;

/** Carries a fault out of the middle of a check; without a stack trace, since a hostile client decides how often it is made. */
final class BadCredentialsException extends Exception {
    private static final long serialVersionUID = 1;

    private final Fault fault;

    BadCredentialsException(Fault fault) {
        super(fault.label(), null, false, false);
        this.fault = fault;
    }

    Fault fault() {
        return fault;
    }
}
