package io.ssehub.demo.ingest;

import io.ssehub.core.limit.RateLimit;
import io.ssehub.demo.hmac.Authenticator;
import io.ssehub.netty.http.Networks;
import org.jspecify.annotations.Nullable;

/**
 * Whose datagrams are taken. A limit on what proves nothing does not hold for what does: who sends garbage in the name of a board's address holds up no board.
 *
 * @param open where datagrams may come from that prove nothing
 * @param limit how many of those may come from one source, or null for as many as like
 * @param authenticator for those that prove who sent them, or null if no board has a key
 * @param authenticLimit how many of those may come from one source, or null for as many as like
 */
public record Admission(Networks open, @Nullable RateLimit limit, @Nullable Authenticator authenticator, @Nullable RateLimit authenticLimit) {
    /** Returns what takes as many as like from everywhere, and no proofs. */
    public static Admission ofAll() {
        return new Admission(Networks.of("0.0.0.0/0,::/0"), null, null, null);
    }
}
