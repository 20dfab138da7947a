package io.ssehub.netty.tls;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What cannot be used is refused, and the message names it. */
class TlsTest {
    @TempDir
    private Path folder;

    private final SelfSigned made = SelfSigned.make("test", List.of("localhost"), List.of());

    private static String block(String label, String content) {
        return "-----BEGIN " + label + "-----\n" + content + "\n-----END " + label + "-----\n";
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"ENCRYPTED PRIVATE KEY, MIGb", "RSA PRIVATE KEY, 'Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00\n\nAAAA'"})
    void anEncryptedKeyIsRefused(String label, String content) {
        assertThatThrownBy(() -> Tls.of(made.certificate(), Pem.text(block(label, content))))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("the key in the given text is encrypted, and there is no way to give its password; 'openssl pkcs8 ");
    }

    @Test
    void aKeyOfAnOlderFormIsRefusedWithTheWayToANewer() {
        assertThatThrownBy(() -> Tls.of(made.certificate(), Pem.text(block("EC PRIVATE KEY", "AAAA"))))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("the key in the given text is a -----BEGIN EC PRIVATE KEY-----; 'openssl pkcs8 -topk8 ");
    }

    @Test
    void aKeyOfAnotherCertificateIsRefused() {
        Pem other = SelfSigned.make("other", List.of(), List.of()).key();
        assertThatThrownBy(() -> Tls.of(made.certificate(), other))
                .isInstanceOf(IOException.class)
                .hasMessage("the key in the given text is not that of the first certificate in the given text");
    }

    @Test
    void aKeyOfAnotherKindIsRefused() throws Exception {
        byte[] rsa = KeyPairGenerator.getInstance("RSA").generateKeyPair().getPrivate().getEncoded();
        assertThatThrownBy(() -> Tls.of(made.certificate(), Pem.text(block("PRIVATE KEY", Base64.getEncoder().encodeToString(rsa)))))
                .isInstanceOf(IOException.class)
                .hasMessage("the key in the given text is no key for EC, which the certificate is for");
    }

    @Test
    void filesAreNamed() throws IOException {
        Path certificate = folder.resolve("certificate.pem");
        assertThatThrownBy(() -> Tls.of(Pem.file(certificate), made.key())).hasMessage("there is no file " + certificate);
        Files.writeString(certificate, "nothing");
        assertThatThrownBy(() -> Tls.of(Pem.file(certificate), made.key())).hasMessage(certificate + " holds no -----BEGIN CERTIFICATE-----");
        Files.writeString(certificate, block("CERTIFICATE", "AAAA"));
        assertThatThrownBy(() -> Tls.of(Pem.file(certificate), made.key())).hasMessageStartingWith(certificate + " holds a certificate that cannot be read: ");
        Files.writeString(certificate, block("CERTIFICATE", "A"));
        assertThatThrownBy(() -> Tls.of(Pem.file(certificate), made.key())).hasMessageStartingWith(certificate + " holds something that is no base64: ");
        Path key = folder.resolve("key.pem");
        Files.writeString(key, made.certificate().read());
        assertThatThrownBy(() -> Tls.of(made.certificate(), Pem.file(key))).hasMessage(key + " holds no -----BEGIN PRIVATE KEY-----");
    }
}
