package io.ssehub.demo.auth;

import io.ssehub.core.topic.Selection;
import io.ssehub.netty.http.Grant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What credentials give a right to. Immutable and thread-safe.
 *
 * @param readable the topics to read; null for none
 * @param publishable the topics to publish on; null for none
 * @param operator whether to use what is for operators
 */
record Rights(@Nullable Selection readable, @Nullable Selection publishable, boolean operator) {
    /**
     * Returns the rights to read and publish what the patterns match.
     *
     * @throws IllegalArgumentException saying what is wrong with a pattern
     */
    static Rights of(List<String> read, List<String> publish, boolean operator) {
        return new Rights(read.isEmpty() ? null : Selection.of(read), publish.isEmpty() ? null : Selection.of(publish), operator);
    }

    /**
     * Returns the rights that a token's claim gives, an object of {@code read}, {@code publish} and {@code operator}; none if there is no claim.
     *
     * @throws BadCredentialsException if one of them is of another type, or no pattern
     */
    static Rights ofClaim(@Nullable Object claim) throws BadCredentialsException {
        if (claim == null) {
            return of(List.of(), List.of(), false);
        }
        if (!(claim instanceof Map<?, ?> members) || !(member(members, "operator", false) instanceof Boolean operator)) {
            throw new BadCredentialsException(Fault.RIGHTS);
        }
        try {
            return of(patterns(members, "read"), patterns(members, "publish"), operator);
        } catch (IllegalArgumentException noPattern) {
            throw new BadCredentialsException(Fault.RIGHTS);
        }
    }

    private static Object member(Map<?, ?> members, String name, Object otherwise) {
        Object value = members.get(name);
        return value == null ? otherwise : value;
    }

    private static List<String> patterns(Map<?, ?> members, String name) throws BadCredentialsException {
        if (!(member(members, name, List.of()) instanceof List<?> items)) {
            throw new BadCredentialsException(Fault.RIGHTS);
        }
        List<String> patterns = new ArrayList<>();
        for (Object item : items) {
            if (!(item instanceof String pattern)) {
                throw new BadCredentialsException(Fault.RIGHTS);
            }
            patterns.add(pattern);
        }
        return patterns;
    }

    Grant grant(String name, @Nullable Long expiresNanos) {
        return new Grant(name, readable, publishable, operator, expiresNanos);
    }
}
