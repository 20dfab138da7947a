package io.ssehub.demo.auth;

import io.ssehub.core.topic.Selection;
import io.ssehub.netty.http.Grant;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import javax.crypto.SecretKey;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.lang.JoseException;

/**
 * Makes and checks the tokens of capability URLs: whoever has one may read what it names until it expires, and do nothing else. They are for an audience of their own
 * (RFC 8725 section 3.12), and signed with a secret of the hub's own.
 *
 * <p>Immutable and thread-safe.
 */
final class Capabilities {
    private static final String ALGORITHM = "HS256";
    private static final String AUDIENCE = "sse-hub-capability";

    private final SecretKey secret;
    private final InstantSource clock;
    private final TokenVerifier verifier;

    Capabilities(SecretKey secret, InstantSource clock, LongSupplier nanoClock) {
        this.secret = secret;
        this.clock = clock;
        verifier = new TokenVerifier(null, AUDIENCE, List.of(new TokenKey(null, ALGORITHM, secret)), clock, nanoClock);
    }

    /** Returns a token to read {@code selection} until {@code left} has passed, whole seconds of it. */
    String make(Selection selection, Duration left) {
        JwtClaims claims = new JwtClaims();
        claims.setAudience(AUDIENCE);
        claims.setExpirationTime(NumericDate.fromSeconds(clock.instant().plus(left).getEpochSecond()));
        claims.setClaim(TokenVerifier.RIGHTS, Map.of("read", selection.patterns()));
        JsonWebSignature signed = new JsonWebSignature();
        signed.setPayload(claims.toJson());
        signed.setAlgorithmHeaderValue(ALGORITHM);
        signed.setKey(secret);
        try {
            return signed.getCompactSerialization();
        } catch (JoseException e) {
            throw new AssertionError("a secret that has been checked signs everything", e);
        }
    }

    /**
     * Returns what a token gives a right to.
     *
     * @throws BadCredentialsException if it has not been made here, or holds no more
     */
    Grant verify(String token) throws BadCredentialsException {
        Grant grant = verifier.verify(token);
        return new Grant("capability URL", grant.readable(), null, false, grant.expiresNanos());
    }
}
