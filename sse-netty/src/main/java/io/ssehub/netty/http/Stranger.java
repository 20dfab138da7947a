package io.ssehub.netty.http;

/** A sender of requests whom the {@link Guard} knows nothing good of: RFC 6750 section 3.1. */
public enum Stranger implements Sender {
    /** It shows no credentials. */
    ANONYMOUS,
    /** It shows credentials that are worth nothing. */
    UNKNOWN,
    /** It shows several credentials, so that nobody can say which are meant. */
    AMBIGUOUS
}
