package io.ssehub.demo.auth;

import java.util.Locale;

/** What is wrong with credentials. */
enum Fault {
    /** Longer than any may be. */
    TOO_LARGE,
    /** No token, nor anything else that credentials look like. */
    MALFORMED,
    /** A token that says it is to be refused by who does not understand part of it: {@code crit}, RFC 7515 section 4.1.11. */
    CRITICAL,
    /** A token that names no key that is known, or none where several could be meant. */
    UNKNOWN_KEY,
    /** A token of an algorithm that is not its key's. */
    ALGORITHM,
    /** A token that its key has not signed. */
    SIGNATURE,
    /** A token of another issuer. */
    ISSUER,
    /** A token for somebody else. */
    AUDIENCE,
    /** A token that would hold for ever. */
    NO_EXPIRY,
    /** A token that holds no more. */
    EXPIRED,
    /** A token that does not hold yet. */
    NOT_YET_VALID,
    /** A token whose rights are none that can be understood. */
    RIGHTS,
    /** An API key that is not in the file. */
    UNKNOWN_API_KEY;

    /** Returns the cause as counters name it: {@code not_yet_valid}. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
