package io.ssehub.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.ssehub.netty.tls.SelfSigned;
import io.ssehub.test.Browser;
import io.ssehub.test.HubProcess;
import io.ssehub.test.Needs;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The hub over TLS, as its users see it. */
class TlsIT {
    @TempDir
    private Path folder;

    private String certificate = "";

    private HubProcess start() throws IOException {
        SelfSigned made = SelfSigned.make("test", List.of("localhost"), List.of(InetAddress.getLoopbackAddress()));
        certificate = Files.writeString(folder.resolve("certificate.pem"), made.certificate().read()).toString();
        String key = Files.writeString(folder.resolve("key.pem"), made.key().read()).toString();
        return HubProcess.start("--http-port=0", "--no-udp", "--tls-cert=" + certificate, "--tls-key=" + key);
    }

    @Test
    @Needs("curl")
    void curlStreamsOverHttp2() throws Exception {
        try (HubProcess hub = start()) {
            String topic = hub.url().resolve("/events?topic=a").toString();
            try (Curl stream = Curl.start("--http2", "--cacert", certificate, topic)) {
                assertThat(stream.event().get(0)).startsWith("retry: ");
                assertThat(Curl.run("--http2", "--cacert", certificate, "--json", "{}", "--write-out", " by %{http_version}", topic)).endsWith("} by 2");
                assertThat(stream.event()).contains("data: {}");
            }
        }
    }

    @Test
    @Needs("curl")
    void curlStreamsOverHttp2WithoutTls() throws Exception {
        try (HubProcess hub = HubProcess.start("--http-port=0", "--no-udp")) {
            String topic = hub.url().resolve("/events?topic=a").toString();
            try (Curl stream = Curl.start("--http2-prior-knowledge", topic)) {
                assertThat(stream.event().get(0)).startsWith("retry: ");
                assertThat(Curl.run("--http2-prior-knowledge", "--json", "{}", "--write-out", " by %{http_version}", topic)).endsWith("} by 2");
                assertThat(stream.event()).contains("data: {}");
            }
            assertThat(Curl.run("--http2", "--write-out", " by %{http_version}", hub.url().resolve("/health/live").toString())).endsWith(" by 1.1");
        }
    }

    @Test
    @Needs("curl")
    void curlStreamsWithEitherVersion() throws Exception {
        try (HubProcess hub = start()) {
            assertThat(hub.url().getScheme()).isEqualTo("https");
            assertThat(Curl.run("--cacert", certificate, hub.url().resolve("/rest/events/subscribe").toString())).startsWith(hub.url().toString());
            for (String version : List.of("1.2", "1.3")) {
                String topic = hub.url().resolve("/events?topic=v" + version).toString();
                try (Curl stream = Curl.start("--http1.1", "--tlsv" + version, "--tls-max", version, "--cacert", certificate, topic)) {
                    assertThat(stream.event().get(0)).startsWith("retry: ");
                    Curl.run("--http1.1", "--cacert", certificate, "--json", "{}", topic);
                    assertThat(stream.event()).contains("data: {}");
                }
            }
        }
    }

    @Nested
    @Needs({"chromium", "chromedriver"})
    class InABrowser {
        @RegisterExtension
        private static final Browser BROWSER = new Browser();

        @Test
        void aPageListens() throws Exception {
            try (HubProcess hub = start()) {
                BROWSER.open(hub.url().resolve("/health/live").toString());
                BROWSER.run("window.got = []; new EventSource('/events?topic=a').onmessage = event => got.push(event.data)");
                BROWSER.run("const post = () => got.length || fetch('/events?topic=a', {method: 'POST', headers: {'Content-Type': 'text/plain'}, body: 'hello'}).then(() => setTimeout(post, 100));"
                        + " post()");
                BROWSER.await("got.includes('hello')");
                assertThat(BROWSER.run("return location.protocol")).isEqualTo("https:");
                assertThat(BROWSER.run("return performance.getEntriesByType('navigation')[0].nextHopProtocol")).isEqualTo("h2");
                // More streams than a browser opens connections to one server for HTTP/1.1.
                BROWSER.run("window.open = 0; for (let i = 0; i < 10; i++) new EventSource('/events?topic=a' + i).onopen = () => open++");
                BROWSER.await("open === 10");
            }
        }
    }

    @Test
    @Needs("curl")
    void aCertificateOfItsOwnMakingIsSaidToBeSo() throws Exception {
        try (HubProcess hub = HubProcess.start("--http-port=0", "--no-udp", "--tls-self-signed")) {
            assertThat(Curl.run("--insecure", hub.url().resolve("/health/live").toString())).isNotEmpty();
            assertThat(hub.err()).contains("--tls-self-signed: nobody vouches for the certificate of this hub").containsPattern("SHA-256 ([0-9A-F]{2}:){31}[0-9A-F]{2}");
        }
    }
}
