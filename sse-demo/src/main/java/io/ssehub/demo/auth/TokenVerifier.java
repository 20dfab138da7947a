package io.ssehub.demo.auth;

import io.ssehub.demo.log.Printable;
import io.ssehub.netty.http.Grant;
import java.security.Key;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.NumericDate;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;

/**
 * Checks signed tokens: RFC 7519, with the advice of RFC 8725.
 *
 * <p>The key is chosen by the token's {@code kid}, the algorithm by the key; keys that a token brings along, or points to, count for nothing. Immutable and thread-safe.
 */
final class TokenVerifier {
    /** The claim that holds the {@link Rights}. */
    static final String RIGHTS = "sse_hub";

    /** What an issuer's clock may be ahead. There is no such thing at the other end: when a token expires, its streams are closed. */
    private static final Duration MOST_AHEAD = Duration.ofSeconds(10);

    /** As long as a nanosecond clock can look ahead without care. */
    private static final Duration LONGEST = Duration.ofDays(3650);

    private static final int MAX_NAME_CHARS = 64;

    private static final Pattern COMPACT = Pattern.compile("[0-9A-Za-z_-]+\\.[0-9A-Za-z_-]+\\.[0-9A-Za-z_-]*");

    private final @Nullable String issuer;
    private final @Nullable String audience;
    private final List<TokenKey> keys;
    private final InstantSource clock;
    private final LongSupplier nanoClock;

    /**
     * Makes a verifier.
     *
     * @param issuer whose tokens alone are taken; null for anybody's
     * @param audience for whom they have to be, among others; null for whomever
     */
    TokenVerifier(@Nullable String issuer, @Nullable String audience, List<TokenKey> keys, InstantSource clock, LongSupplier nanoClock) {
        this.issuer = issuer;
        this.audience = audience;
        this.keys = List.copyOf(keys);
        this.clock = clock;
        this.nanoClock = nanoClock;
    }

    /** Returns whether {@code key} is one of those that tokens may be signed with. */
    boolean isSignedWith(Key key) {
        return keys.stream().anyMatch(known -> known.key().equals(key));
    }

    /**
     * Returns what a token gives a right to.
     *
     * @throws BadCredentialsException if it is worth nothing
     */
    Grant verify(String token) throws BadCredentialsException {
        try {
            JwtClaims claims = JwtClaims.parse(signedPayload(token));
            checkParties(claims);
            Object subject = claims.getClaimValue("sub");
            String name = subject instanceof String text ? "token of " + Printable.of(text, MAX_NAME_CHARS) : "token";
            return Rights.ofClaim(claims.getClaimValue(RIGHTS)).grant(name, expiresNanos(claims));
        } catch (JoseException | InvalidJwtException | MalformedClaimException | RuntimeException malformed) {
            // The library meets values of other types than it looks for with unchecked exceptions.
            throw new BadCredentialsException(Fault.MALFORMED);
        }
    }

    private String signedPayload(String token) throws BadCredentialsException, JoseException {
        if (!COMPACT.matcher(token).matches()) {
            throw new BadCredentialsException(Fault.MALFORMED);
        }
        JsonWebSignature signed = new JsonWebSignature();
        signed.setCompactSerialization(token);
        if (signed.getHeaders().getObjectHeaderValue("crit") != null) {
            throw new BadCredentialsException(Fault.CRITICAL);
        }
        TokenKey key = key(signed.getKeyIdHeaderValue(), signed.getAlgorithmHeaderValue());
        if (!key.algorithm().equals(signed.getAlgorithmHeaderValue())) {
            throw new BadCredentialsException(Fault.ALGORITHM);
        }
        signed.setAlgorithmConstraints(new AlgorithmConstraints(ConstraintType.PERMIT, key.algorithm()));
        signed.setKey(key.key());
        if (!verifies(signed)) {
            throw new BadCredentialsException(Fault.SIGNATURE);
        }
        return signed.getPayload();
    }

    private static boolean verifies(JsonWebSignature signed) {
        try {
            return signed.verifySignature();
        } catch (JoseException noSignatureAtAll) {
            return false;
        }
    }

    /** Returns the key that a token names; where it names none, the only one of its algorithm. */
    private TokenKey key(@Nullable String id, @Nullable String algorithm) throws BadCredentialsException {
        List<TokenKey> found = keys.stream().filter(key -> id == null ? key.algorithm().equals(algorithm) : id.equals(key.id())).toList();
        if (found.size() != 1) {
            boolean none = id == null && keys.stream().noneMatch(key -> key.algorithm().equals(algorithm));
            throw new BadCredentialsException(none ? Fault.ALGORITHM : Fault.UNKNOWN_KEY);
        }
        return found.get(0);
    }

    private void checkParties(JwtClaims claims) throws BadCredentialsException, MalformedClaimException {
        if (issuer != null && !issuer.equals(claims.getIssuer())) {
            throw new BadCredentialsException(Fault.ISSUER);
        }
        if (audience != null && !(claims.hasAudience() && claims.getAudience().contains(audience))) {
            throw new BadCredentialsException(Fault.AUDIENCE);
        }
    }

    private long expiresNanos(JwtClaims claims) throws BadCredentialsException, MalformedClaimException {
        NumericDate expiry = claims.getExpirationTime();
        if (expiry == null) {
            throw new BadCredentialsException(Fault.NO_EXPIRY);
        }
        long nowMillis = clock.millis();
        NumericDate notBefore = claims.getNotBefore();
        if (notBefore != null && notBefore.getValue() > Math.floorDiv(nowMillis + MOST_AHEAD.toMillis(), 1_000)) {
            throw new BadCredentialsException(Fault.NOT_YET_VALID);
        }
        long lastMillis = nowMillis + LONGEST.toMillis();
        long expiryMillis = expiry.getValue() > lastMillis / 1_000 ? lastMillis : expiry.getValue() * 1_000;
        if (expiryMillis <= nowMillis || expiry.getValue() <= 0) {
            throw new BadCredentialsException(Fault.EXPIRED);
        }
        return nanoClock.getAsLong() + Duration.ofMillis(expiryMillis - nowMillis).toNanos();
    }
}
