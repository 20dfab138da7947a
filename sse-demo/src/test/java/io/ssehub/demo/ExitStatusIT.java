package io.ssehub.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.ssehub.test.HubProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the process prints where, and the status it exits with. */
class ExitStatusIT {
    @ParameterizedTest
    @ValueSource(strings = {"TERM", "INT"})
    void exitsWithZeroAfterASignal(String signal) throws Exception {
        assumeThat(signal.equals("INT") && isInterruptIgnored()).as("the shell that runs the tests in the background has SIGINT ignored").isFalse();
        try (HubProcess hub = HubProcess.start("--http-port=0", "--udp-port=0")) {
            String greeting = "SSE Hub listening on " + hub.url() + " (udp " + hub.udpPort() + ")" + System.lineSeparator();
            hub.signal(signal);
            assertThat(hub.status()).as(hub.err()).isZero();
            assertThat(hub.out()).isEqualTo(greeting);
        }
    }

    /** A process passes on to its children what it ignores; no JVM takes a signal that it was started to ignore. */
    private static boolean isInterruptIgnored() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.exists(status)) {
            return false;
        }
        String ignored = Files.readAllLines(status).stream().filter(line -> line.startsWith("SigIgn:")).findFirst().orElseThrow();
        return (Long.parseUnsignedLong(ignored.substring("SigIgn:".length()).strip(), 16) & 0b10) != 0;
    }

    @Test
    void leavesUdpOutOfItsGreetingWhenThereIsNone() throws Exception {
        try (HubProcess hub = HubProcess.start("serve", "--http-port=0", "--no-udp")) {
            String greeting = "SSE Hub listening on " + hub.url() + System.lineSeparator();
            assertThat(hub.out()).isEqualTo(greeting);
        }
    }

    @Test
    void exitsWithOneWhenAPortIsTaken() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                HubProcess hub = HubProcess.start("--no-udp", "--http-port=" + taken.getLocalPort())) {
            assertThat(hub.status()).isEqualTo(1);
            assertThat(hub.out()).isEmpty();
            assertThat(hub.err().lines()).singleElement().asString().contains("127.0.0.1:" + taken.getLocalPort(), "--http-port");
        }
    }

    @Test
    void exitsWithOneWhenTheUdpPortIsTaken() throws Exception {
        try (HubProcess first = HubProcess.start("--http-port=0", "--udp-port=0");
                HubProcess second = HubProcess.start("--http-port=0", "--udp-port=" + first.udpPort())) {
            assertThat(second.status()).isEqualTo(1);
            assertThat(second.out()).isEmpty();
            assertThat(second.err().lines()).singleElement().asString().contains("127.0.0.1:" + first.udpPort(), "--udp-port");
        }
    }

    @Test
    void exitsWithOneWhenThereIsNoCertificate() throws Exception {
        try (HubProcess hub = HubProcess.start("--no-udp", "--http-port=0", "--tls-cert=nowhere.pem", "--tls-key=nowhere.pem")) {
            assertThat(hub.status()).isEqualTo(1);
            assertThat(hub.err().lines()).singleElement().asString().isEqualTo("sse-hub: no TLS: there is no file nowhere.pem");
        }
    }

    @Test
    void exitsWithTwoAfterWrongUsage() throws Exception {
        assertUsage("unknown option '--htp-port'; the nearest is '--http-port'", Map.of(), "--htp-port=1");
        assertUsage("unknown environment variable SSE_HUB_HTP_PORT; the nearest is SSE_HUB_HTTP_PORT", Map.of("SSE_HUB_HTP_PORT", "1"));
        assertUsage("--open", Map.of(), "--host=0.0.0.0");
    }

    @Test
    void showsHelpOnStandardOutput() throws Exception {
        try (HubProcess help = HubProcess.start("--help")) {
            assertThat(help.status()).isZero();
            assertThat(help.out()).contains("Usage:", "--http-port");
            assertThat(help.err()).isEmpty();
        }
    }

    private static void assertUsage(String message, Map<String, String> environment, String... args) throws Exception {
        try (HubProcess hub = HubProcess.start(environment, args)) {
            assertThat(hub.status()).isEqualTo(2);
            assertThat(hub.out()).isEmpty();
            assertThat(hub.err()).contains(message);
        }
    }
}
