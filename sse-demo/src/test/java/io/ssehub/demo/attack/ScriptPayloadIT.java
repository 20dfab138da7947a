package io.ssehub.demo.attack;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.ssehub.test.Browser;
import io.ssehub.test.HubProcess;
import io.ssehub.test.Needs;
import io.ssehub.test.RawClient;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Scripts in everything that peers name, and everything of the hub that shows it, in Chromium: none runs. */
@Needs({"chromium", "chromedriver"})
class ScriptPayloadIT {
    /** Each notes that it ran by {@code ran} and its place in the list, which is in the place of #. */
    private static final List<String> PAYLOADS = numbered(
            "<script>ran(#)</script>",
            "<SCRIPT >ran(#)</SCRIPT >",
            "\"><script>ran(#)</script>",
            "'><script>ran(#)</script>",
            "</title><script>ran(#)</script>",
            "</textarea><script>ran(#)</script>",
            "</script><script>ran(#)</script>",
            "--><script>ran(#)</script>",
            "<svg><script>ran(#)</script></svg>",
            "<img src=x onerror=ran(#)>",
            "<img src=x onerror=\"ran(#)\">",
            "<img/src=\"x\"/onerror=ran(#)>",
            "<svg onload=ran(#)>",
            "<svg/onload=ran(#)>",
            "<body onload=ran(#)>",
            "<details open ontoggle=ran(#)>",
            "<video><source onerror=ran(#)></video>",
            "<audio src=x onerror=ran(#)>",
            "<link rel=stylesheet href=x onerror=ran(#)>",
            "<iframe src=\"javascript:parent.ran(#)\"></iframe>",
            "<iframe srcdoc=\"<script>parent.ran(#)</script>\"></iframe>",
            "<object data=x onerror=ran(#)></object>",
            "<style onload=ran(#)></style>",
            "\" type=image src=x onerror=\"ran(#)",
            "' type=image src=x onerror='ran(#)",
            "\";ran(#);\"",
            "';ran(#);'",
            "${ran(#)}",
            "javascript:ran(#)",
            "<noscript><p title=\"</noscript><img src=x onerror=ran(#)>\">");

    /** What the content-security policy has to stop counts as run, too. */
    private static final String DETECTOR = """
            window.ran = number => sessionStorage.setItem('ran ' + number, 'ran');
            addEventListener('securitypolicyviolation', () => ran(-1));""";

    private static final String RAN = "return Object.keys(sessionStorage).filter(key => key.startsWith('ran ')).map(key => Number(key.slice(4))).sort((a, b) => a - b)";

    private static final List<String> PAGES = List.of(
            "/readings", "/readings?by=board", "/api/boards", "/api/channels", "/api/subscribers", "/api/topics", "/metrics", "/health/ready", "/nowhere");

    /** Opens a sensor's details, and looks for it in vain. */
    private static final String LOOK = """
            const board = document.querySelectorAll('.board')[arguments[0]];
            const filter = document.querySelector('input');
            for (const text of ['nowhere ' + board.querySelector('h2').textContent, '']) {
                filter.value = text;
                filter.dispatchEvent(new Event('input'));
            }
            document.getElementById('detail').close();
            board.querySelector('.sensor').click();""";

    @RegisterExtension
    private static final Browser BROWSER = new Browser();

    private static List<String> numbered(String... payloads) {
        return IntStream.range(0, payloads.length).mapToObj(i -> payloads[i].replace("#", Integer.toString(i))).toList();
    }

    @BeforeEach
    void detect() {
        BROWSER.beforeEachPage(DETECTOR);
    }

    private static List<?> ran() {
        return (List<?>) BROWSER.run(RAN);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, UTF_8).replace("+", "%20");
    }

    private static String json(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    @Test
    void noneRunsOnAnyPageOfTheHub() throws Exception {
        List<RawClient> streams = new ArrayList<>();
        try (HubProcess hub = HubProcess.start("--http-port=0", "--udp-port=0", "--no-simulate")) {
            String url = hub.url().toString();
            BROWSER.open(url);
            for (String payload : PAYLOADS) {
                send(hub, "{\"board\":" + json(payload) + "," + json(payload) + ":21.4}");
                send(hub, "{\"board\":\"values\",\"temperature\":" + json(payload) + ",\"unit\":" + json(payload) + "}");
                streams.add(publishAndListen(hub, payload));
            }
            BROWSER.await("document.querySelectorAll('.board').length === arguments[0]", PAYLOADS.size());
            await().until(() -> hub.metric("datagrams_refused_total") == PAYLOADS.size());
            for (int i = 0; i < PAYLOADS.size(); i++) {
                BROWSER.run("document.querySelectorAll('.board')[arguments[0]].scrollIntoView()", i);
                BROWSER.await("document.querySelectorAll('.board')[arguments[0]].querySelector('.sensor')", i);
                BROWSER.run(LOOK, i);
                assertThat(BROWSER.text("#detail-title")).isIn(titles());
            }
            // Frames show what a browser would show by itself, and end with the page, which streams would not.
            BROWSER.run("""
                    for (const address of arguments) {
                        const frame = document.createElement('iframe');
                        frame.src = address;
                        frame.onload = () => document.body.dataset.loaded = Number(document.body.dataset.loaded ?? 0) + 1;
                        document.body.append(frame);
                    }""", frames());
            BROWSER.await("Number(document.body.dataset.loaded) >= arguments[0]", 2 * PAYLOADS.size());
            assertThat(ran()).isEmpty();
            for (String page : PAGES) {
                BROWSER.open(url + page.substring(1));
                assertThat(ran()).as(page).isEmpty();
            }
            for (String payload : PAYLOADS) {
                BROWSER.open(url + encoded(payload) + "?" + encoded(payload) + "=" + encoded(payload));
                assertThat(BROWSER.text("body")).startsWith("Handle Not Found");
            }
            assertThat(ran()).isEmpty();
            assertThat(BROWSER.hasAlert()).isFalse();
        } finally {
            streams.forEach(RawClient::close);
        }
    }

    private static List<String> titles() {
        return PAYLOADS.stream().map(payload -> payload + " · " + payload).toList();
    }

    private static void send(HubProcess hub, String payload) throws IOException {
        byte[] bytes = payload.getBytes(UTF_8);
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.send(new DatagramPacket(bytes, bytes.length, InetAddress.getLoopbackAddress(), hub.udpPort()));
        }
    }

    /** Publishes with the payload as topic, type and data, and opens a stream with it as topic, user agent and id. */
    private static RawClient publishAndListen(HubProcess hub, String payload) {
        String topic = encoded("a/" + payload.replace("//", "/ /")); // no level is empty
        byte[] data = payload.getBytes(UTF_8);
        try (RawClient client = RawClient.connect(hub.url().getPort())) {
            String target = "/events?topic=" + topic + "&event=" + encoded(payload);
            client.request("POST " + target, "User-Agent: " + payload, "Content-Length: " + data.length);
            assertThat(client.send(payload).answer()).startsWith("HTTP/1.1 200 ");
        }
        RawClient stream = RawClient.connect(hub.url().getPort());
        stream.request("GET /events?topic=**&topic=" + topic, "User-Agent: " + payload, "Last-Event-ID: " + payload);
        stream.readThrough("event: reset\n");
        return stream;
    }

    private static Object[] frames() {
        List<String> addresses = new ArrayList<>(List.of("/events?last=1000", "/events?lastEventId=" + encoded(PAYLOADS.get(0))));
        for (String payload : PAYLOADS) {
            addresses.add("/" + encoded(payload) + "?" + encoded(payload));
            addresses.add("/events?topic=a//b&max-rate=" + encoded(payload));
            addresses.add("/api/boards/" + encoded(payload));
        }
        return addresses.toArray();
    }

    /** That none is noted on the hub's pages means something only if all are where a page is careless. */
    @Test
    void eachRunsOnAPageThatIsCareless() throws Exception {
        ExecutorService pool = Executors.newCachedThreadPool();
        HttpServer careless = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        careless.createContext("/", exchange -> {
            String number = exchange.getRequestURI().getPath().substring(1);
            byte[] page = (number.isEmpty() ? carelessFrames() : number.matches("\\d+") ? carelessPage(PAYLOADS.get(Integer.parseInt(number))) : "").getBytes(UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "text/html; charset=utf-8");
            exchange.sendResponseHeaders(page.length > 0 ? 200 : 404, page.length > 0 ? page.length : -1);
            if (page.length > 0) {
                exchange.getResponseBody().write(page);
            }
            exchange.close();
        });
        careless.setExecutor(pool);
        careless.start();
        try {
            BROWSER.open("http://127.0.0.1:" + careless.getAddress().getPort() + "/");
            await().untilAsserted(() -> assertThat(PAYLOADS).filteredOn(payload -> !ran().contains((long) PAYLOADS.indexOf(payload))).isEmpty());
        } finally {
            careless.stop(0);
            pool.shutdownNow();
        }
    }

    private static String carelessFrames() {
        return IntStream.range(0, PAYLOADS.size()).mapToObj(i -> "<iframe src=\"/" + i + "\"></iframe>").collect(Collectors.joining("", "<!doctype html>", ""));
    }

    private static String carelessPage(String payload) {
        return "<!doctype html><script>const a = \"" + payload + "\"</script><script>const b = '" + payload + "'</script><script>const c = `" + payload
                + "`</script><input value=\"" + payload + "\"><input value='" + payload + "'><p>" + payload + "</p><a href=\"" + payload
                + "\">x</a><script>document.querySelector('a[href^=javascript]')?.click()</script>";
    }
}
