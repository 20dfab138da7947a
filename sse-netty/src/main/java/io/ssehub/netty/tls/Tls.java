package io.ssehub.netty.tls;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * The certificate and key that a server shows, and whom it lets in: TLS 1.3 (RFC 8446) and 1.2 (RFC 5246), with the cipher suites of Mozilla's intermediate
 * configuration, less those without elliptic curves. BoringSSL does the work where netty-tcnative is there, else the JDK.
 *
 * <p>A server that has been started with it looks at its files every second. What is new there, once it has been the same for a second, is shown to new connections;
 * those that are open go on as they are. If it cannot be used, the old one stays, which is logged and counted.
 *
 * <p>Thread-safe; several servers may share one.
 */
public final class Tls {
    private static final List<String> PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");

    /** By their names in the JDK, which Netty knows to translate for BoringSSL. */
    private static final List<String> CIPHERS = List.of(
            "TLS_AES_128_GCM_SHA256",
            "TLS_AES_256_GCM_SHA384",
            "TLS_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

    private static final Map<String, String> SIGNATURES = Map.of("RSA", "SHA256withRSA", "EC", "SHA256withECDSA");

    /** What the sources say at a time. */
    record Texts(String certificate, String key, @Nullable String clientAuthorities) {}

    private record Loaded(SslContext context, X509Certificate certificate) {}

    private final Pem certificate;
    private final Pem key;
    private final @Nullable Pem clientAuthorities;
    private final SslProvider provider;
    private volatile Loaded loaded;

    /** Does what {@link #of(Pem, Pem, Pem)} does, with a provider of the caller's choice. */
    Tls(Pem certificate, Pem key, @Nullable Pem clientAuthorities, SslProvider provider) throws IOException {
        this.certificate = certificate;
        this.key = key;
        this.clientAuthorities = clientAuthorities;
        this.provider = provider;
        loaded = load(read());
    }

    /**
     * Loads a certificate and its key.
     *
     * @param certificate the server's certificate and behind it those of the authorities in between
     * @param key the private key, RSA or of an elliptic curve, PKCS #8, not encrypted
     * @throws IOException naming the file and saying what is wrong with it
     */
    public static Tls of(Pem certificate, Pem key) throws IOException {
        return new Tls(certificate, key, null, best());
    }

    /**
     * Loads a certificate and its key, for a server that lets in only clients with a certificate of their own.
     *
     * @param certificate see {@link #of(Pem, Pem)}
     * @param key see {@link #of(Pem, Pem)}
     * @param clientAuthorities the certificates of those who may have signed a client's
     * @throws IOException naming the file and saying what is wrong with it
     */
    public static Tls of(Pem certificate, Pem key, Pem clientAuthorities) throws IOException {
        return new Tls(certificate, key, clientAuthorities, best());
    }

    private static SslProvider best() {
        return OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK;
    }

    /** Returns the certificate that new connections are shown. */
    public X509Certificate certificate() {
        return loaded.certificate;
    }

    /** Returns a handler for a new connection. */
    public SslHandler newHandler(ByteBufAllocator allocator) {
        return loaded.context.newHandler(allocator);
    }

    boolean mayChange() {
        return Stream.of(certificate, key, clientAuthorities).anyMatch(Pem.File.class::isInstance);
    }

    Texts read() throws IOException {
        return new Texts(certificate.read(), key.read(), clientAuthorities == null ? null : clientAuthorities.read());
    }

    /**
     * Shows something else to new connections from here on.
     *
     * @throws IOException if it cannot be used; everything stays as it is then
     */
    void use(Texts texts) throws IOException {
        loaded = load(texts);
    }

    private Loaded load(Texts texts) throws IOException {
        List<X509Certificate> chain = PemText.certificates(texts.certificate, certificate);
        String algorithm = chain.get(0).getPublicKey().getAlgorithm();
        if (!SIGNATURES.containsKey(algorithm)) {
            throw new IOException("the certificate in " + certificate + " is for a key of " + algorithm + "; RSA and EC are taken");
        }
        PrivateKey privateKey = PemText.privateKey(texts.key, algorithm, key);
        checkPair(chain.get(0), privateKey);
        SslContextBuilder builder = SslContextBuilder.forServer(privateKey, chain)
                .sslProvider(provider)
                .protocols(PROTOCOLS)
                .ciphers(CIPHERS, SupportedCipherSuiteFilter.INSTANCE)
                .applicationProtocolConfig(new ApplicationProtocolConfig(
                        Protocol.ALPN,
                        SelectorFailureBehavior.NO_ADVERTISE,
                        SelectedListenerFailureBehavior.ACCEPT,
                        ApplicationProtocolNames.HTTP_2,
                        ApplicationProtocolNames.HTTP_1_1));
        if (texts.clientAuthorities != null && clientAuthorities != null) {
            builder.trustManager(PemText.certificates(texts.clientAuthorities, clientAuthorities)).clientAuth(ClientAuth.REQUIRE);
        }
        try {
            return new Loaded(builder.build(), chain.get(0));
        } catch (SSLException e) {
            throw new IOException("the certificate in " + certificate + " cannot be used with the key in " + key + ": " + e.getMessage(), e);
        }
    }

    private void checkPair(X509Certificate shown, PrivateKey privateKey) throws IOException {
        byte[] words = "one pair".getBytes(StandardCharsets.US_ASCII);
        boolean pair;
        try {
            Signature signature = Signature.getInstance(SIGNATURES.get(shown.getPublicKey().getAlgorithm()));
            signature.initSign(privateKey);
            signature.update(words);
            byte[] signed = signature.sign();
            signature.initVerify(shown.getPublicKey());
            signature.update(words);
            pair = signature.verify(signed);
        } catch (GeneralSecurityException e) {
            throw new IOException("the key in " + key + " cannot sign: " + e.getMessage(), e);
        }
        if (!pair) {
            throw new IOException("the key in " + key + " is not that of the first certificate in " + certificate);
        }
    }
}
