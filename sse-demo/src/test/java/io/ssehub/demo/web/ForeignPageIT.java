package io.ssehub.demo.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.ssehub.test.Browser;
import io.ssehub.test.HubProcess;
import io.ssehub.test.Needs;
import io.ssehub.test.RawClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What pages of another origin can do to a hub that the browser reaches: in Chromium, as they would. */
@Needs({"chromium", "chromedriver"})
class ForeignPageIT {
    private static final Duration DEADLINE = Duration.ofSeconds(60);

    @RegisterExtension
    private static final Browser BROWSER = new Browser();

    private static HubProcess hub;
    private static HttpServer elsewhere;
    private static volatile String page = "";

    @BeforeAll
    static void start() throws IOException {
        hub = HubProcess.start("--http-port=0", "--no-udp", "--no-simulate");
        elsewhere = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        elsewhere.createContext("/", exchange -> {
            byte[] content = ("<!doctype html>" + page.replace("HUB/", hub.url().toString())).getBytes(UTF_8);
            boolean again = exchange.getRequestURI().getPath().equals("/again");
            exchange.getResponseHeaders().set("Content-Type", "text/html");
            exchange.getResponseHeaders().set("Location", hub.url() + "events?topic=evil");
            exchange.sendResponseHeaders(again ? 307 : 200, content.length);
            exchange.getResponseBody().write(content);
            exchange.close();
        });
        elsewhere.start();
        try (RawClient client = RawClient.connect(hub.url().getPort())) { // so that refusals have a count from the start
            client.request("POST /events?topic=evil", "Origin: null", "Content-Length: 0").answer();
        }
    }

    private static long refused() {
        return hub.metric("http_requests_refused_total{cause=\"origin\"}");
    }

    @AfterAll
    static void stop() throws IOException {
        elsewhere.stop(0);
        hub.close();
    }

    private static void open(String content) {
        page = content;
        BROWSER.open("http://localhost:" + elsewhere.getAddress().getPort() + "/");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "a form as text | <form method=post action=HUB/events?topic=evil enctype=text/plain><input name=a value=b></form><script>document.forms[0].submit()</script>",
        "a form as a URL | <form method=post action=HUB/events?topic=evil><input name=a value=b></form><script>document.forms[0].submit()</script>",
        "a form in parts | <form method=post action=HUB/events?topic=evil enctype=multipart/form-data><input name=a></form><script>document.forms[0].submit()</script>",
        "a form that pauses | <form method=post action=HUB/api/topics/evil/pause?for=1h></form><script>document.forms[0].submit()</script>",
        "a form that subscribes | <form action=HUB/rest/events/subscribe></form><script>document.forms[0].submit()</script>",
        "a form sent on by its server | <form method=post action=/again enctype=text/plain><input name=a></form><script>document.forms[0].submit()</script>",
        "a form in a sandbox: null | <iframe sandbox='allow-scripts allow-forms' srcdoc='<form method=post action=HUB/events?topic=evil enctype=text/plain><input name=a></form>"
                + "<script>document.forms[0].submit()</script>'></iframe>",
        "a form of a data URL: null | <iframe src='data:text/html,<form method=post action=HUB/events?topic=evil enctype=text/plain><input name=a></form>"
                + "<script>document.forms[0].submit()</script>'></iframe>",
        "a script in a sandbox: null | <iframe sandbox=allow-scripts srcdoc='<script>fetch(`HUB/events?topic=evil`, {method: `POST`, mode: `no-cors`, body: `evil`})</script>'>"
                + "</iframe>",
        "a script | <script>fetch('HUB/events?topic=evil', {method: 'POST', mode: 'no-cors', headers: {'Content-Type': 'text/plain'}, body: 'evil'})</script>",
        "a beacon | <script>navigator.sendBeacon('HUB/events?topic=evil', 'evil')</script>",
        "an image that subscribes | <img src=HUB/rest/events/subscribe>",
    })
    void changesNothing(String what, String content) {
        long before = refused();
        open(content);
        await(what).atMost(DEADLINE).untilAsserted(() -> assertThat(refused()).isEqualTo(before + 1));
        assertThat(hub.metric("events_published_total")).isZero();
        assertThat(hub.metric("channels_leased")).isZero();
        assertThat(hub.metric("topics")).isZero();
    }

    @Test
    void readsReadings() {
        open("<script>fetch('HUB/readings').then(answer => answer.text()).then(text => document.title = 'read')</script>");
        BROWSER.await("document.title === 'read'");
    }
}
