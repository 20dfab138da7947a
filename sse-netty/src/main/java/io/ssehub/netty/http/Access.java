package io.ssehub.netty.http;

import org.jspecify.annotations.Nullable;

/** Who may send the requests of a route, where there is a {@link Guard}. */
enum Access {
    /** Everybody; the guard is not asked. */
    OPEN,
    /** Who has a {@link Grant}; what of the route it covers is the handler's to say. */
    IDENTIFIED,
    /** Operators. */
    OPERATOR;

    /** Returns why {@code sender} may not send such requests; null if it may. */
    @Nullable Denial denial(Sender sender) {
        if (sender instanceof Grant grant) {
            return grant.hasExpired() ? Denial.UNKNOWN : this == OPERATOR && !grant.operator() ? Denial.FORBIDDEN : null;
        }
        return switch ((Stranger) sender) {
            case ANONYMOUS -> Denial.ANONYMOUS;
            case UNKNOWN -> Denial.UNKNOWN;
            case AMBIGUOUS -> Denial.AMBIGUOUS;
        };
    }
}
