package io.ssehub.demo.auth;

import io.ssehub.netty.http.Grant;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Keys that an operator gives out and that hold until it takes them back, but for streams and channels that they have opened by then; known here by their hashes alone. A plain SHA-256 is enough: a key is 256 random bits, so
 * nobody tries them out, as they would passwords, however fast the hash is.
 *
 * <p>Immutable and thread-safe.
 */
final class ApiKeys {
    /** What every key begins with, so that it is told from a token, and found where it should not be. */
    static final String PREFIX = "ssehub_";

    private static final int RANDOM_BYTES = 32;

    /**
     * One key.
     *
     * @param name for the log
     * @param hash its SHA-256
     */
    record ApiKey(String name, ByteBuffer hash, Rights rights) {}

    private final Map<Long, ApiKey> byStart = new HashMap<>();

    ApiKeys(List<ApiKey> keys) {
        keys.forEach(key -> byStart.put(key.hash().getLong(0), key));
    }

    /** Returns a key that nobody has. */
    static String random() {
        byte[] bytes = new byte[RANDOM_BYTES];
        new SecureRandom().nextBytes(bytes);
        return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /**
     * Returns what a key gives a right to. It is looked up by the start of its hash, of which who does not have the key knows nothing, and compared in constant time.
     *
     * @throws BadCredentialsException if there is no such key
     */
    Grant grant(String key) throws BadCredentialsException {
        byte[] hash = Digest.of(key);
        ApiKey found = byStart.get(ByteBuffer.wrap(hash).getLong(0));
        if (found == null || !MessageDigest.isEqual(found.hash().array(), hash)) {
            throw new BadCredentialsException(Fault.UNKNOWN_API_KEY);
        }
        return found.rights().grant("API key " + found.name(), null);
    }
}
