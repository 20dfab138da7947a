package io.ssehub.netty.tls;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** What the JDK's clients need to speak with a server of a test. */
public final class Trust {
    private static final char[] NO_PASSWORD = {};

    private Trust() {}

    /** Returns a context that trusts this certificate and no other. */
    public static SSLContext in(SelfSigned server) {
        return in(server, null);
    }

    /** Returns a context that trusts this certificate and no other, and shows one of its own. */
    public static SSLContext in(SelfSigned server, @Nullable SelfSigned client) {
        try {
            KeyStore trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, NO_PASSWORD);
            trusted.setCertificateEntry("server", certificate(server));
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(client == null ? new KeyManager[0] : keys(client), trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyManager[] keys(SelfSigned client) throws GeneralSecurityException, IOException {
        KeyStore own = KeyStore.getInstance("PKCS12");
        own.load(null, NO_PASSWORD);
        own.setKeyEntry("client", PemText.privateKey(client.key().read(), "EC", client.key()), NO_PASSWORD, new Certificate[] {certificate(client)});
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(own, NO_PASSWORD);
        return keys.getKeyManagers();
    }

    static X509Certificate certificate(SelfSigned of) throws IOException {
        List<X509Certificate> certificates = PemText.certificates(of.certificate().read(), of.certificate());
        return certificates.get(0);
    }
}
