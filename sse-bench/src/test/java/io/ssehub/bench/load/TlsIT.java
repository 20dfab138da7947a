package io.ssehub.bench.load;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.ssehub.bench.load.BadServer.Behaviour;
import io.ssehub.bench.report.LoadReport;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.net.ServerSocketFactory;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Streams and publishing over TLS, with a certificate that only this test knows. */
class TlsIT {
    private static final String PASSWORD = "password";

    @TempDir
    @SuppressWarnings("NullAway.Init") // before all tests
    private static Path folder;

    @BeforeAll
    static void makeCertificate() throws Exception {
        keytool("-genkeypair", "-keyalg", "EC", "-dname", "CN=127.0.0.1", "-ext", "SAN=ip:127.0.0.1");
        keytool("-exportcert", "-rfc", "-file", folder.resolve("certificate.pem").toString());
    }

    private static void keytool(String... args) throws Exception {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(List.of(args));
        command.addAll(List.of("-alias", "server", "-keystore", folder.resolve("keys").toString(), "-storepass", PASSWORD));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String out = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(out).isZero();
    }

    private static BadServer start() throws Exception {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(folder.resolve("keys"))) {
            keys.load(in, PASSWORD.toCharArray());
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        ServerSocketFactory factory = context.getServerSocketFactory();
        return new BadServer(new Behaviour() {}, factory);
    }

    @Test
    void aCertificateFromAFileIsTrusted() throws Exception {
        try (BadServer server = start()) {
            LoadReport report = LoadRun.against(server.url().replace("http:", "https:"), "--tls-trust", folder.resolve("certificate.pem").toString());

            assertThat(report.deliveries().steady()).isPositive().isEqualTo(5 * LoadRun.published(report).accepted());
        }
    }

    @Test
    void anyCertificateIsTrustedIfOneAsksForThat() throws Exception {
        try (BadServer server = start()) {
            LoadReport report = LoadRun.against(server.url(), "--tls", "--tls-insecure");

            assertThat(report.deliveries().steady()).isPositive().isEqualTo(5 * LoadRun.published(report).accepted());
        }
    }

    @Test
    void aCertificateThatNobodyKnowsIsACause() throws Exception {
        try (BadServer server = start()) {
            LoadReport report = LoadRun.against(server.url(), "--tls", "--duration", "100ms", "--drain", "100ms");

            Map<String, Long> failed = report.connections().failed();
            assertThat(failed).hasSize(1).containsValue(5L);
            assertThat(failed.keySet().iterator().next()).startsWith("TLS: ");
        }
    }
}
