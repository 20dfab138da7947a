package io.ssehub.netty.http;

/**
 * Why a request was refused before a handler saw it.
 *
 * @param status the answer's status code
 * @param cause the name it is counted under, one of a fixed few
 * @param detail what was wrong and what would be right, for the client
 */
record Refusal(int status, String cause, String detail) {
    static RefusedException malformed(String detail) {
        return new RefusedException(new Refusal(400, "malformed", detail));
    }

    static Refusal bodyTooLarge(int limitBytes) {
        return new Refusal(413, "body_too_large", "The body is longer than " + limitBytes + " bytes.");
    }
}
