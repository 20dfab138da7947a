package io.ssehub.demo.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/** Somebody who signs tokens, good ones and others: by hand, byte for byte, with the JDK's signatures. */
final class Issuer {
    static final SecretKey SECRET = new SecretKeySpec("a secret that is shared, of 32 bytes or more".getBytes(UTF_8), "HmacSHA256");
    static final KeyPair RSA = pair("RSA", 2048);
    static final KeyPair EC = curve("secp256r1");
    static final KeyPair EDWARDS = pair("Ed25519", 255);

    private Issuer() {}

    private static KeyPair pair(String algorithm, int bits) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            generator.initialize(bits);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    static KeyPair curve(String name) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec(name));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    static KeyPair anotherRsa() {
        return pair("RSA", 2048);
    }

    /** Returns the claims of a good token, with {@code more} behind them. */
    static String claims(String more) {
        return "{\"iss\":\"https://login.example\",\"aud\":[\"sse-hub\",\"other\"],\"sub\":\"kitchen\",\"exp\":" + in(60) + more + "}";
    }

    /** Returns the time in so many seconds, as claims have it. */
    static long in(long seconds) {
        return Instant.now().getEpochSecond() + seconds;
    }

    static String encoded(String text) {
        return encoded(text.getBytes(UTF_8));
    }

    static String encoded(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    static String hs256(SecretKey secret, String header, String claims) {
        String signed = encoded(header) + "." + encoded(claims);
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(secret);
            return signed + "." + encoded(mac.doFinal(signed.getBytes(UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    static String hs256(String claims) {
        return hs256(SECRET, "{\"alg\":\"HS256\",\"kid\":\"shared\"}", claims);
    }

    static String signed(String jcaName, KeyPair pair, String header, String claims) {
        String signed = encoded(header) + "." + encoded(claims);
        try {
            Signature signature = Signature.getInstance(jcaName);
            signature.initSign(pair.getPrivate());
            signature.update(signed.getBytes(UTF_8));
            return signed + "." + encoded(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    static String rs256(KeyPair pair, String header, String claims) {
        return signed("SHA256withRSA", pair, header, claims);
    }

    static String rs256(String claims) {
        return rs256(RSA, "{\"alg\":\"RS256\",\"kid\":\"rsa\"}", claims);
    }

    static String es256(String claims) {
        return signed("SHA256withECDSAinP1363Format", EC, "{\"alg\":\"ES256\",\"kid\":\"ec\"}", claims);
    }

    static String edDsa(String claims) {
        return signed("Ed25519", EDWARDS, "{\"alg\":\"EdDSA\",\"kid\":\"ed\"}", claims);
    }

    /** Returns a public key as a file of PEM has it. */
    static String pem(KeyPair pair) {
        return "-----BEGIN PUBLIC KEY-----\n" + Base64.getMimeEncoder().encodeToString(pair.getPublic().getEncoded()) + "\n-----END PUBLIC KEY-----\n";
    }

    static String rsaJwk(KeyPair pair) {
        RSAPublicKey key = (RSAPublicKey) pair.getPublic();
        return "{\"kty\":\"RSA\",\"n\":\"" + encoded(unsigned(key.getModulus().toByteArray())) + "\",\"e\":\"AQAB\"}";
    }

    private static byte[] unsigned(byte[] number) {
        return number[0] == 0 ? Arrays.copyOfRange(number, 1, number.length) : number;
    }
}
