package io.ssehub.demo.auth;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.keys.EllipticCurves;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;

/**
 * A key that tokens are signed with, bound to the one algorithm that it is for: what a token says of its algorithm chooses nothing (RFC 8725 section 3.1). Immutable and
 * thread-safe.
 *
 * @param id by which tokens name it; null if they name none
 * @param algorithm HS256, RS256, ES256 or EdDSA
 * @param key the secret or the public key
 */
record TokenKey(@Nullable String id, String algorithm, Key key) {
    static final int MIN_SECRET_BYTES = 32;

    private static final int MIN_RSA_BITS = 2048;
    private static final String HEAD = "-----BEGIN PUBLIC KEY-----";
    private static final String FOOT = "-----END PUBLIC KEY-----";

    /**
     * Checks that the key is one of the algorithm's.
     *
     * @throws IllegalArgumentException if it is not, or too short
     */
    TokenKey {
        boolean fits = switch (algorithm) {
            case "HS256" -> key instanceof SecretKey secret && secret.getEncoded().length >= MIN_SECRET_BYTES;
            case "RS256" -> key instanceof RSAPublicKey rsa && rsa.getModulus().bitLength() >= MIN_RSA_BITS;
            case "ES256" -> key instanceof ECPublicKey ec && ec.getParams().getCurve().equals(EllipticCurves.P256.getCurve());
            case "EdDSA" -> key instanceof EdECPublicKey edwards && edwards.getParams().getName().equals("Ed25519");
            default -> throw new IllegalArgumentException(notTaken(algorithm));
        };
        if (!fits) {
            throw new IllegalArgumentException("the key is none for " + algorithm + ": " + switch (algorithm) {
                case "HS256" -> "a secret of " + MIN_SECRET_BYTES + " bytes or more is";
                case "RS256" -> "an RSA key of " + MIN_RSA_BITS + " bits or more is";
                case "ES256" -> "an elliptic key of the curve P-256 is";
                default -> "a key of Ed25519 is";
            });
        }
    }

    private static String notTaken(String algorithm) {
        return "'" + algorithm + "' is no algorithm that is taken; HS256, RS256, ES256 and EdDSA are";
    }

    /** Returns a secret: the bytes of a text, but for white space around it. */
    static SecretKey secret(String text) {
        return new SecretKeySpec(text.strip().getBytes(StandardCharsets.UTF_8), "HmacSHA256");
    }

    /**
     * Returns the key that a file's text holds: for HS256 a secret, for others a public key in PEM.
     *
     * @throws IOException if it holds none
     */
    static TokenKey of(@Nullable String id, String algorithm, String text) throws IOException {
        try {
            return new TokenKey(id, algorithm, algorithm.equals("HS256") ? secret(text) : publicKey(algorithm, text));
        } catch (IllegalArgumentException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private static PublicKey publicKey(String algorithm, String text) throws IOException {
        String family = switch (algorithm) {
            case "RS256" -> "RSA";
            case "ES256" -> "EC";
            case "EdDSA" -> "EdDSA";
            default -> throw new IOException(notTaken(algorithm));
        };
        int head = text.indexOf(HEAD);
        int foot = text.indexOf(FOOT);
        if (head < 0 || foot < head) {
            throw new IOException("there is no public key, which begins with " + HEAD);
        }
        try {
            byte[] encoded = Base64.getMimeDecoder().decode(text.substring(head + HEAD.length(), foot));
            return KeyFactory.getInstance(family).generatePublic(new X509EncodedKeySpec(encoded));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IOException("the public key is none for " + algorithm, e);
        }
    }

    /**
     * Returns the keys of a set as RFC 7517 has it, but for those that are for something else than signatures.
     *
     * @throws IOException if it is none, or holds a key that no token can be checked with
     */
    static List<TokenKey> set(String json) throws IOException {
        List<TokenKey> keys = new ArrayList<>();
        try {
            for (JsonWebKey key : new JsonWebKeySet(json).getJsonWebKeys()) {
                if (!"enc".equals(key.getUse())) {
                    keys.add(new TokenKey(key.getKeyId(), algorithm(key), key.getKey()));
                }
            }
        } catch (JoseException | RuntimeException e) { // the library meets values of other types than it looks for with unchecked exceptions
            throw new IOException("no set of keys that tokens can be checked with: " + e.getMessage(), e);
        }
        if (keys.isEmpty()) {
            throw new IOException("the set holds no key for signatures");
        }
        return keys;
    }

    private static String algorithm(JsonWebKey key) {
        String named = key.getAlgorithm();
        return named != null ? named : switch (key.getKeyType()) {
            case "oct" -> "HS256";
            case "RSA" -> "RS256";
            case "EC" -> "ES256";
            default -> "EdDSA";
        };
    }
}
