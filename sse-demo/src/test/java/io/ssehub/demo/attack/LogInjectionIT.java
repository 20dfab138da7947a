package io.ssehub.demo.attack;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ssehub.test.HubProcess;
import io.ssehub.test.RawClient;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What peers and files name is in the log of the running hub without ending a line of it, or moving a terminal's cursor. */
class LogInjectionIT {
    private static final String FORGED = "2026-01-01T00:00:00.000Z ERROR Forged all is lost";

    private static final List<String> HOSTILE = List.of(
            "\n", "\r", "\r\n", "\0", "\b", "\t", "\u000b", "\f", "\u001b[2K\u001b[1A", "\u009b2K", "\u0085", "\u2028", "\u2029", "\u202e", "\u2066", "\u200b", "\ufeff");

    private static final Pattern LINE = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\S+Z (TRACE|DEBUG|INFO |WARN |ERROR) [A-Z]\\w+ .*|\\t.*");

    @TempDir
    private Path folder;

    /** Returns every hostile text, with a line behind them that somebody would like to see in the log. */
    private static String forged() {
        return "x" + String.join("y", HOSTILE) + "\n" + FORGED;
    }

    private static void assertPrintable(String log) {
        assertThat(log.codePoints().filter(c -> c != '\n' && c != '\t').filter(c -> switch (Character.getType(c)) {
            case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.SURROGATE -> true;
            default -> false;
        })).as(log).isEmpty();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, UTF_8).replace("+", "%20");
    }

    private static String json(String text) {
        StringBuilder json = new StringBuilder("\"");
        text.chars().forEach(c -> json.append(c < ' ' || c == '"' || c == '\\' || c > 0x7e ? String.format("\\u%04x", c) : Character.toString((char) c)));
        return json.append('"').toString();
    }

    private static void send(HubProcess hub, String payload) throws IOException {
        byte[] bytes = payload.getBytes(UTF_8);
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.send(new DatagramPacket(bytes, bytes.length, InetAddress.getLoopbackAddress(), hub.udpPort()));
        }
    }

    @Test
    void onePeersMessageIsOneLine() throws Exception {
        String key = "00".repeat(32);
        Path odd = Files.createDirectory(folder.resolve("a\nb\u001b[2K\u2028" + FORGED));
        Path keys = Files.writeString(odd.resolve("keys"), "x" + FORGED + "\u2028\u202e " + key + "\nother " + key + "\n");
        try (HubProcess hub = HubProcess.start("--http-port=0", "--udp-port=0", "--no-simulate", "--udp-open=private", "--boards=3", "--log-level=trace",
                "--board-keys=" + keys, "--data-dir=" + odd)) {
            String forged = forged();
            requests(hub.url().getPort(), forged);
            send(hub, "{\"board\":" + json("x" + FORGED + "\u2028\u202e") + ",\"a\":1}");
            send(hub, "{\"a\":1}\nhmac " + forged.replaceAll("[\n\r]", "") + " 1 " + "0".repeat(32));
            send(hub, "{\"board\":" + json(forged) + "," + json(forged) + ":" + json(forged) + "}");
            send(hub, forged);
            for (int i = 0; i < 4; i++) { // one more than there may be
                send(hub, "{\"board\":" + json(i + forged) + "," + json(forged) + ":1}");
            }
            await().untilAsserted(() -> assertThat(hub.err()).contains("board forgotten for another"));
            Files.writeString(keys, forged + "\n");
            await().untilAsserted(() -> assertThat(hub.err()).contains("keys of boards cannot be read again"));

            List<String> lines = Arrays.asList(hub.err().split("\n", -1));
            assertThat(lines.subList(0, lines.size() - 1)).allMatch(LINE.asMatchPredicate());
            assertThat(lines).noneMatch(line -> line.startsWith(FORGED)).anyMatch(line -> line.contains("board forgotten") && line.contains(FORGED));
            assertThat(lines).filteredOn(line -> line.contains("board forgotten")).hasSize((int) hub.metric("boards_forgotten_total"));
            assertPrintable(hub.err());
        }
    }

    private static void requests(int port, String forged) {
        String raw = forged.replaceAll("[\\p{Cntrl}\u0080-\u009f]", "").replace('\u2028', '\u00a0').replaceAll("[^\\x00-\\xff]", "");
        List<String> requests = List.of(
                "GET /" + encoded(forged) + "?" + encoded(forged) + "=" + encoded(forged) + " HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "GET /rest/events/" + encoded(forged) + " HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "GET /api/boards?limit=" + encoded(forged) + " HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "DELETE /api/boards/" + encoded(forged) + " HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "POST /api/topics/" + encoded(forged) + "/pause?for=" + encoded(forged) + " HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "POST /events?topic=" + encoded(forged) + "&event=" + encoded(forged) + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n",
                "POST /events?topic=a HTTP/1.1\r\nHost: localhost\r\nContent-Type: " + raw + "\r\nContent-Length: 0\r\n\r\n",
                "POST /events?topic=a HTTP/1.1\r\nHost: localhost\r\nOrigin: " + raw + "\r\nContent-Length: 0\r\n\r\n",
                "GET /rest/events/subscribe HTTP/1.1\r\nHost: localhost\r\nUser-Agent: " + raw + "\r\nX-Forwarded-For: " + raw + "\r\nForwarded: for=" + raw + "\r\n\r\n",
                "GET /readings HTTP/1.1\r\nHost: " + raw + "\r\n\r\n",
                "GET /" + forged + " HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: localhost\r\nUser-Agent: " + forged + "\r\n\r\n",
                forged + "\r\n\r\n");
        for (String request : requests) {
            try (RawClient client = RawClient.connect(port)) {
                client.send(request).readThrough("\r\n\r\n");
            }
        }
        try (RawClient stream = RawClient.connect(port).request("GET /events?lastEventId=" + encoded(forged), "Last-Event-ID: " + raw)) {
            stream.readThrough("event: reset\n");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"--http-port=", "--", "--tls-cert="})
    void aComplaintOfWrongUsageIsOneLine(String option) throws Exception {
        assertComplaint(HubProcess.start(option + forged().replace("\0", "")));
    }

    @Test
    void soIsOneOfTheEnvironmentAndOfTheFile() throws Exception {
        String forged = forged().replace("\0", "");
        assertComplaint(HubProcess.start(Map.of("SSE_HUB_HTTP_PORT", forged)));
        Path file = Files.writeString(folder.resolve("hub.yaml"), "http-port: " + json(forged()) + "\n");
        assertComplaint(HubProcess.start("--config=" + file));
        Files.writeString(file, "a: [" + forged());
        assertComplaint(HubProcess.start("--config=" + file));
    }

    private static void assertComplaint(HubProcess hub) throws Exception {
        try (hub) {
            assertThat(hub.status()).isIn(1, 2);
            List<String> lines = hub.err().lines().toList();
            assertThat(lines.get(0)).startsWith("sse-hub: ");
            assertThat(lines.subList(1, lines.size())).allMatch(line -> line.equals("'java -jar sse-hub.jar --help' shows what is allowed"));
            assertPrintable(hub.err());
            assertThat(hub.out()).isEmpty();
        }
    }
}
