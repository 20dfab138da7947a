package io.ssehub.demo.auth;

import io.ssehub.netty.http.Grant;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The credentials that are good for something, as the operator's file has them. Tokens that have been checked are remembered by their SHA-256, so that a request costs
 * an event loop no signature, and a client that has one no more than the first.
 *
 * <p>Thread-safe.
 */
final class Credentials {
    static final int MAX_CHARS = 8 * 1024;

    /** Only who signs tokens can fill this; when it is full, it begins anew. */
    private static final int MOST_REMEMBERED = 10_000;

    private final TokenVerifier tokens;
    private final ApiKeys apiKeys;
    private final Capabilities capabilities;
    private final Map<ByteBuffer, Grant> remembered = new ConcurrentHashMap<>();

    Credentials(TokenVerifier tokens, ApiKeys apiKeys, Capabilities capabilities) {
        this.tokens = tokens;
        this.apiKeys = apiKeys;
        this.capabilities = capabilities;
    }

    private interface Check {
        Grant verify(String token) throws BadCredentialsException;
    }

    /** Returns what an API key or a token gives a right to. */
    Grant bearer(String credential) throws BadCredentialsException {
        checkSize(credential);
        return credential.startsWith(ApiKeys.PREFIX) ? apiKeys.grant(credential) : remembered(credential, "bearer ", tokens::verify);
    }

    /** Returns what the token of a capability URL gives a right to. */
    Grant capability(String token) throws BadCredentialsException {
        checkSize(token);
        return remembered(token, "capability ", capabilities::verify);
    }

    Capabilities capabilities() {
        return capabilities;
    }

    private static void checkSize(String credential) throws BadCredentialsException {
        if (credential.length() > MAX_CHARS) {
            throw new BadCredentialsException(Fault.TOO_LARGE);
        }
    }

    private Grant remembered(String token, String kind, Check check) throws BadCredentialsException {
        ByteBuffer hash = ByteBuffer.wrap(Digest.of(kind + token));
        Grant known = remembered.get(hash);
        if (known != null && !known.hasExpired()) {
            return known;
        }
        remembered.remove(hash);
        Grant grant = check.verify(token);
        if (remembered.size() >= MOST_REMEMBERED) {
            remembered.clear();
        }
        remembered.put(hash, grant);
        return grant;
    }
}
