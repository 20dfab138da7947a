package io.ssehub.demo.state;

import io.ssehub.netty.http.Query;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which part of a list a request wants.
 *
 * @param after the entry before the first one wanted, as the {@code next} of the page before names it; empty for the beginning
 * @param limit entries wanted, 1 to {@value #MAX_LIMIT}
 */
record PageRequest(String after, int limit) {
    static final int DEFAULT_LIMIT = 1_000;
    static final int MAX_LIMIT = 10_000;

    /** A parameter is not what it must be; the message says so to the client. */
    static final class WrongException extends Exception {
        private static final long serialVersionUID = 1;

        private WrongException(String name, String value, int min, int max) {
            super("The parameter " + name + " is \"" + value + "\"; a whole number from " + min + " to " + max + " is allowed.", null, false, false);
        }
    }

    /** Reads the parameters {@code after} and {@code limit}, which is {@value #DEFAULT_LIMIT} unless given. */
    static PageRequest of(Query query) throws WrongException {
        @Nullable String after = query.first("after");
        @Nullable String limit = query.first("limit");
        return new PageRequest(after == null ? "" : after, limit == null ? DEFAULT_LIMIT : number("limit", limit, 1, MAX_LIMIT));
    }

    /** Returns {@code after} for a list in order of number, -1 for the beginning. */
    int afterNumber() throws WrongException {
        return after.isEmpty() ? -1 : number("after", after, 0, Integer.MAX_VALUE);
    }

    /** Returns the number behind a {@code *} in {@code after}, 0 if there is none. */
    int afterCount() throws WrongException {
        int star = after.indexOf('*');
        return star < 0 ? 0 : number("after", after.substring(star + 1), 0, Integer.MAX_VALUE);
    }

    private static int number(String name, String text, int min, int max) throws WrongException {
        int number;
        try {
            number = Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new WrongException(name, text, min, max);
        }
        if (number < min || number > max) {
            throw new WrongException(name, text, min, max);
        }
        return number;
    }

    /** Returns the wanted ones of those that follow {@code after}. */
    <T> List<T> cut(List<T> following) {
        return following.subList(0, Math.min(limit, following.size()));
    }

    /** Returns whether there are more than the wanted ones. */
    boolean leavesSome(List<?> following) {
        return following.size() > limit;
    }
}
