package io.ssehub.netty.http;

/**
 * Why the sender of a request does not get what it asks for: RFC 6750 section 3. The answers tell nothing of what was asked for, so that nobody learns from them what
 * there is.
 */
enum Denial {
    /** It shows no credentials. */
    ANONYMOUS(401, "credentials", "Bearer", "This needs credentials: a token or key in the header Authorization, as a Bearer, or in the cookie of who has signed in."),
    /** Its credentials are worth nothing. */
    UNKNOWN(401, "credentials", "Bearer error=\"invalid_token\"", "These credentials are not good for anything, or no longer."),
    /** It shows several. */
    AMBIGUOUS(400, "credentials", "Bearer error=\"invalid_request\"", "The request shows several credentials; it may show one."),
    /** It is known, and may not do that. */
    FORBIDDEN(403, "rights", "Bearer error=\"insufficient_scope\"", "These credentials give no right to that.");

    private final int status;
    private final String cause;
    private final String challenge;
    private final String detail;

    Denial(int status, String cause, String challenge, String detail) {
        this.status = status;
        this.cause = cause;
        this.challenge = challenge;
        this.detail = detail;
    }

    /** Returns the name that it is counted under. */
    String cause() {
        return cause;
    }

    Answer answer() {
        return Answer.problem(status, detail).with("WWW-Authenticate", challenge).with("Cache-Control", "no-store");
    }
}
