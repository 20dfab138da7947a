package io.ssehub.netty.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Takes certificates and keys out of text in the form of RFC 7468; whatever else is in it is passed over. */
final class PemText {
    private static final Pattern BLOCK = Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----(.*?)-----END \\1-----", Pattern.DOTALL);
    private static final String CERTIFICATE = "CERTIFICATE";
    private static final String PRIVATE_KEY = "PRIVATE KEY";

    private PemText() {}

    /**
     * Returns the certificates in {@code text}, in their order, at least one.
     *
     * @param from names the text in errors
     * @throws IOException saying what is wrong
     */
    static List<X509Certificate> certificates(String text, Pem from) throws IOException {
        List<X509Certificate> certificates = new ArrayList<>();
        Matcher block = BLOCK.matcher(text);
        while (block.find()) {
            if (block.group(1).equals(CERTIFICATE)) {
                certificates.add(certificate(decode(block.group(2), from), from));
            }
        }
        if (certificates.isEmpty()) {
            throw new IOException(from + " holds no -----BEGIN CERTIFICATE-----");
        }
        return certificates;
    }

    private static X509Certificate certificate(byte[] der, Pem from) throws IOException {
        try {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
        } catch (CertificateException e) {
            throw new IOException(from + " holds a certificate that cannot be read: " + e.getMessage(), e);
        }
    }

    /**
     * Returns the first private key in {@code text}.
     *
     * @param algorithm what the certificate's own key is for, {@code RSA} or {@code EC}
     * @param from names the text in errors
     * @throws IOException saying what is wrong, encrypted keys and forms other than PKCS #8 among that
     */
    static PrivateKey privateKey(String text, String algorithm, Pem from) throws IOException {
        Matcher block = BLOCK.matcher(text);
        while (block.find()) {
            String label = block.group(1);
            if (label.equals("ENCRYPTED " + PRIVATE_KEY) || (label.endsWith(PRIVATE_KEY) && block.group(2).contains("ENCRYPTED"))) {
                throw new IOException("the key in " + from + " is encrypted, and there is no way to give its password; "
                        + "'openssl pkcs8 -topk8 -nocrypt -in FILE -out NEW' makes one that is not, to be readable by the server alone");
            }
            if (label.equals(PRIVATE_KEY)) {
                return privateKey(decode(block.group(2), from), algorithm, from);
            }
            if (label.endsWith(PRIVATE_KEY)) {
                throw new IOException("the key in " + from + " is a -----BEGIN " + label + "-----; "
                        + "'openssl pkcs8 -topk8 -nocrypt -in FILE -out NEW' makes a -----BEGIN PRIVATE KEY-----, which is taken");
            }
        }
        throw new IOException(from + " holds no -----BEGIN PRIVATE KEY-----");
    }

    private static PrivateKey privateKey(byte[] der, String algorithm, Pem from) throws IOException {
        try {
            return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
        } catch (GeneralSecurityException e) {
            throw new IOException("the key in " + from + " is no key for " + algorithm + ", which the certificate is for", e);
        }
    }

    private static byte[] decode(String base64, Pem from) throws IOException {
        try {
            return Base64.getMimeDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new IOException(from + " holds something that is no base64: " + e.getMessage(), e);
        }
    }
}
