package io.ssehub.netty.tls;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslProvider;
import io.ssehub.core.event.ServerSentEvent;
import io.ssehub.netty.client.SseClient;
import io.ssehub.netty.client.SseListener;
import io.ssehub.netty.http.Answer;
import io.ssehub.netty.http.HttpOptions;
import io.ssehub.netty.http.Proxies;
import io.ssehub.netty.server.SseServer;
import io.ssehub.test.RawClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TlsServerIT {
    private static final Duration DEADLINE = Duration.ofSeconds(60);

    private final SelfSigned identity = make("test");

    @TempDir
    private Path folder;

    private static SelfSigned make(String name) {
        return SelfSigned.make(name, List.of("localhost"), List.of(InetAddress.getLoopbackAddress()));
    }

    private SseServer start(Tls tls) {
        return start(tls, HttpOptions.defaults());
    }

    private static SseServer start(Tls tls, HttpOptions options) {
        return SseServer.builder()
                .port(0)
                .tls(tls)
                .http(options)
                .drain(Duration.ZERO)
                .routes(routes -> routes.on("GET", "/base", exchange -> exchange.answer(Answer.text(200, exchange.baseUrl()))))
                .build()
                .start();
    }

    private Tls tls() throws IOException {
        return Tls.of(identity.certificate(), identity.key());
    }

    private static SSLSocket connect(SseServer server, SSLContext context) throws IOException {
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), server.port());
        socket.setSoTimeout((int) DEADLINE.toMillis());
        return socket;
    }

    private RawClient client(SseServer server) throws IOException {
        return RawClient.over(connect(server, Trust.in(identity)));
    }

    /** Opens a stream and returns once it has begun. */
    private RawClient stream(SseServer server) throws IOException {
        RawClient client = client(server).request("GET /events");
        client.readThrough("\n\n\r\n");
        return client;
    }

    private static long failed(SseServer server, String cause) {
        return server.hub().counters().counter("tls_handshakes_failed", cause, "").value();
    }

    private static void awaitFailed(SseServer server, String cause) {
        await().atMost(DEADLINE).until(() -> failed(server, cause) == 1);
    }

    private static Certificate shown(SseServer server, SSLContext context) {
        try (SSLSocket socket = connect(server, context)) {
            return socket.getSession().getPeerCertificates()[0];
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest(name = "{0} by {1}")
    @CsvSource({"TLSv1.2, OPENSSL", "TLSv1.3, OPENSSL", "TLSv1.2, JDK", "TLSv1.3, JDK"})
    void streamsAndAnswers(String protocol, SslProvider provider) throws IOException {
        assumeTrue(provider == SslProvider.JDK || OpenSsl.isAvailable(), "BoringSSL is not available");
        try (SseServer server = start(new Tls(identity.certificate(), identity.key(), null, provider));
                SSLSocket socket = connect(server, Trust.in(identity))) {
            socket.setEnabledProtocols(new String[] {protocol});
            RawClient client = RawClient.over(socket);
            assertThat(client.request("GET /base").answer()).endsWith("https://localhost");
            assertThat(client.send("GET https://localhost:443/base HTTP/1.1\r\nHost: localhost\r\n\r\n").answer()).startsWith("HTTP/1.1 200 ");
            assertThat(client.send("GET http://localhost/base HTTP/1.1\r\nHost: localhost\r\n\r\n").answer()).startsWith("HTTP/1.1 400 ");
            assertThat(socket.getSession().getProtocol()).isEqualTo(protocol);
            try (RawClient stream = stream(server)) {
                String data = "x".repeat(100_000);
                server.hub().publish("a", ServerSentEvent.of(data));
                server.hub().publish("a", ServerSentEvent.of("last"));
                assertThat(stream.readThrough("data: last\n")).contains(data);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(value = SslProvider.class, names = {"JDK", "OPENSSL"})
    void speaksNoProtocolOrCipherOfThePast(SslProvider provider) throws IOException {
        assumeTrue(provider == SslProvider.JDK || OpenSsl.isAvailable(), "BoringSSL is not available");
        try (SseServer server = start(new Tls(identity.certificate(), identity.key(), null, provider));
                SSLSocket socket = connect(server, Trust.in(identity))) {
            socket.setEnabledProtocols(new String[] {"TLSv1.2"});
            socket.setEnabledCipherSuites(new String[] {"TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256"});
            assertThatThrownBy(socket::startHandshake).isInstanceOf(IOException.class);
            awaitFailed(server, "protocol");
        }
    }

    @Test
    void showsANewCertificateWhileStreamsGoOn() throws IOException {
        Path certificate = folder.resolve("certificate.pem");
        Path key = folder.resolve("key.pem");
        write(certificate, identity.certificate().read());
        write(key, identity.key().read());
        SelfSigned next = make("next");
        try (SseServer server = start(Tls.of(Pem.file(certificate), Pem.file(key))); RawClient stream = stream(server)) {
            write(key, "no key");
            await().atMost(DEADLINE).until(() -> server.hub().counters().counter("tls_reload_failures", "").value() == 1);
            assertThat(shown(server, Trust.in(identity))).isEqualTo(Trust.certificate(identity));

            write(certificate, next.certificate().read());
            write(key, next.key().read());
            await().atMost(DEADLINE).until(() -> server.hub().counters().counter("tls_reloads", "").value() == 1);
            assertThat(shown(server, Trust.in(next))).isEqualTo(Trust.certificate(next));
            server.hub().publish("a", ServerSentEvent.of("still here"));
            stream.readThrough("data: still here\n");
        }
    }

    private void write(Path file, String text) throws IOException {
        Path made = Files.writeString(folder.resolve("made"), text);
        Files.move(made, file, StandardCopyOption.ATOMIC_MOVE);
    }

    @Test
    void whoSpeaksPlainHttpIsToldSo() throws IOException {
        try (SseServer server = start(tls()); RawClient client = RawClient.connect(server.port()).request("GET /events")) {
            assertThat(client.readToEnd()).startsWith("HTTP/1.1 400 ").endsWith("This port speaks TLS: ask for an https:// URL");
            awaitFailed(server, "plain_http");
        }
    }

    @Test
    void garbageIsRefused() throws IOException {
        try (SseServer server = start(tls()); RawClient client = RawClient.connect(server.port()).send("\0\1\2\3\4\5\6\7\10\11")) {
            client.readToEnd();
            awaitFailed(server, "not_tls");
        }
    }

    @Test
    void aBrokenClientHelloIsRefused() throws IOException {
        try (SseServer server = start(tls()); RawClient client = RawClient.connect(server.port()).send("\u0016\3\1\0\4\1\0\0\0")) {
            client.readToEnd();
            awaitFailed(server, "protocol");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\u0016\u0003\u0001\u0002"})
    void aHandshakeThatTakesTooLongIsCut(String begun) throws IOException {
        HttpOptions options = new HttpOptions(16_384, 1 << 20, Duration.ofMillis(300), Duration.ofSeconds(10), Duration.ofSeconds(60), Set.of(), Set.of(), Proxies.none());
        try (SseServer server = start(tls(), options); RawClient client = RawClient.connect(server.port()).send(begun)) {
            assertThat(client.readToEnd()).isEmpty();
            awaitFailed(server, "timeout");
        }
    }

    @Test
    void aClientThatLeavesInTheMiddleIsCounted() throws IOException {
        try (SseServer server = start(tls())) {
            RawClient.connect(server.port()).send("\u0016\3\1").close();
            awaitFailed(server, "closed");
        }
    }

    @Test
    void aStopClosesHandshakesUnderWay() throws IOException {
        try (SseServer server = start(tls()); RawClient client = RawClient.connect(server.port()).send("\u0016")) {
            assertThat(shown(server, Trust.in(identity))).isNotNull(); // so that the connection before has been accepted
            server.stop();
            client.readToEnd();
        }
    }

    @Test
    void letsInOnlyClientsWithACertificateWhereThatIsAskedFor() throws IOException {
        SelfSigned known = make("client");
        try (SseServer server = start(Tls.of(identity.certificate(), identity.key(), known.certificate()))) {
            try (RawClient client = RawClient.over(connect(server, Trust.in(identity, known)))) {
                assertThat(client.request("GET /base").answer()).startsWith("HTTP/1.1 200 ");
            }
            assertThatThrownBy(() -> ask(server, Trust.in(identity))).isInstanceOf(IOException.class);
            awaitFailed(server, "certificate");
            assertThatThrownBy(() -> ask(server, Trust.in(identity, make("stranger")))).isInstanceOf(IOException.class);
            await().atMost(DEADLINE).until(() -> failed(server, "certificate") == 2);
        }
    }

    private static void ask(SseServer server, SSLContext context) throws IOException {
        try (SSLSocket socket = connect(server, context)) {
            socket.getOutputStream().write("GET /base HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(UTF_8));
            if (socket.getInputStream().read() < 0) {
                throw new SSLException("closed without a word");
            }
        }
    }

    @Test
    void sseClientSpeaksTls() throws Exception {
        BlockingQueue<String> told = new LinkedBlockingQueue<>();
        SseListener listener = new SseListener() {
            @Override
            public void event(String type, String data, String lastEventId) {
                told.add(data);
            }

            @Override
            public void error(Throwable cause, boolean reconnecting) {
                told.add("error " + deepest(cause).getMessage());
            }
        };
        try (SseServer server = start(tls())) {
            server.hub().publish("a", ServerSentEvent.of("hello"));
            URI uri = URI.create("https://localhost:" + server.port() + "/events?last=1");
            try (SseClient client = SseClient.builder(uri).tls(Trust.in(identity)).connect(listener)) {
                assertThat(told.poll(60, TimeUnit.SECONDS)).isEqualTo("hello");
                assertThat(client.lastEventId()).isNotEmpty();
            }
            try (SseClient client = SseClient.builder(uri).connect(listener)) {
                assertThat(told.poll(60, TimeUnit.SECONDS)).startsWith("error ").contains("certification path");
                assertThat(client.lastEventId()).isEmpty();
            }
        }
    }

    private static Throwable deepest(Throwable failure) {
        @Nullable Throwable cause = failure.getCause();
        return cause == null ? failure : deepest(cause);
    }
}
