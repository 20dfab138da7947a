package io.ssehub.netty.tls;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.net.InetAddress;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Collection;
import java.util.HexFormat;

/**
 * A certificate that nobody has vouched for, with its key, for a first try: X.509 as RFC 5280 has it, an elliptic curve's key, good for a year.
 *
 * @param certificate the certificate
 * @param key the private key, PKCS #8
 * @param fingerprint its SHA-256, as browsers show it
 */
public record SelfSigned(Pem certificate, Pem key, String fingerprint) {
    private static final Duration EARLIER = Duration.ofDays(1);
    private static final Duration VALIDITY = Duration.ofDays(365);
    private static final DateTimeFormatter UTC_TIME = DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);

    private static final int INTEGER = 0x02;
    private static final int BIT_STRING = 0x03;
    private static final int OCTET_STRING = 0x04;
    private static final int OBJECT_IDENTIFIER = 0x06;
    private static final int UTF8_STRING = 0x0c;
    private static final int UTC_TIME_TAG = 0x17;
    private static final int SEQUENCE = 0x30;
    private static final int SET = 0x31;
    private static final int VERSION = 0xa0;
    private static final int EXTENSIONS = 0xa3;
    private static final int DNS_NAME = 0x82;
    private static final int IP_ADDRESS = 0x87;

    private static final byte[] COMMON_NAME = oid("550403"); // 2.5.4.3
    private static final byte[] SUBJECT_ALTERNATIVE_NAME = oid("551d11"); // 2.5.29.17
    private static final byte[] ECDSA_WITH_SHA256 = sequence(oid("2a8648ce3d040302")); // 1.2.840.10045.4.3.2

    /**
     * Makes one.
     *
     * @param name what it is for, for people to read
     * @param hosts the names that clients may call the server by
     * @param addresses the addresses that they may
     */
    public static SelfSigned make(String name, Collection<String> hosts, Collection<InetAddress> addresses) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            KeyPair pair = generator.generateKeyPair();
            byte[] certificate = sign(content(name, hosts, addresses, pair.getPublic().getEncoded()), pair.getPrivate());
            String fingerprint = HexFormat.ofDelimiter(":").withUpperCase().formatHex(MessageDigest.getInstance("SHA-256").digest(certificate));
            return new SelfSigned(pem("CERTIFICATE", certificate), pem("PRIVATE KEY", pair.getPrivate().getEncoded()), fingerprint);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java knows no elliptic curves", e);
        }
    }

    private static byte[] content(String name, Collection<String> hosts, Collection<InetAddress> addresses, byte[] publicKey) {
        Instant now = Instant.now();
        byte[] both = sequence(der(SET, sequence(COMMON_NAME, der(UTF8_STRING, name.getBytes(UTF_8)))));
        return sequence(
                der(VERSION, der(INTEGER, new byte[] {2})),
                der(INTEGER, new BigInteger(127, new SecureRandom()).toByteArray()),
                ECDSA_WITH_SHA256,
                both,
                sequence(time(now.minus(EARLIER)), time(now.plus(VALIDITY))),
                both,
                publicKey,
                der(EXTENSIONS, sequence(sequence(SUBJECT_ALTERNATIVE_NAME, der(OCTET_STRING, names(hosts, addresses))))));
    }

    private static byte[] names(Collection<String> hosts, Collection<InetAddress> addresses) {
        ByteArrayOutputStream names = new ByteArrayOutputStream();
        hosts.forEach(host -> names.writeBytes(der(DNS_NAME, host.getBytes(UTF_8))));
        addresses.forEach(address -> names.writeBytes(der(IP_ADDRESS, address.getAddress())));
        return sequence(names.toByteArray());
    }

    private static byte[] time(Instant time) {
        return der(UTC_TIME_TAG, UTC_TIME.format(time).getBytes(UTF_8));
    }

    private static byte[] sign(byte[] content, PrivateKey key) throws GeneralSecurityException {
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(key);
        signature.update(content);
        return sequence(content, ECDSA_WITH_SHA256, der(BIT_STRING, new byte[] {0}, signature.sign()));
    }

    private static byte[] oid(String hex) {
        return der(OBJECT_IDENTIFIER, HexFormat.of().parseHex(hex));
    }

    private static byte[] sequence(byte[]... parts) {
        return der(SEQUENCE, parts);
    }

    private static byte[] der(int tag, byte[]... parts) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            content.writeBytes(part);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(tag);
        int length = content.size();
        if (length >= 0x80) {
            byte[] digits = BigInteger.valueOf(length).toByteArray();
            int from = digits[0] == 0 ? 1 : 0;
            out.write(0x80 | (digits.length - from));
            out.write(digits, from, digits.length - from);
        } else {
            out.write(length);
        }
        out.writeBytes(content.toByteArray());
        return out.toByteArray();
    }

    private static Pem pem(String label, byte[] der) {
        String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return Pem.text("-----BEGIN " + label + "-----\n" + base64 + "\n-----END " + label + "-----\n");
    }
}
