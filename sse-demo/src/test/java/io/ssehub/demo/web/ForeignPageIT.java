package io.ssehub.demo.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.ssehub.test.Browser;
import io.ssehub.test.HubProcess;
import io.ssehub.test.Needs;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What pages of another origin can do to a hub that the browser reaches: in Chromium, as they would. */
@Needs({"chromium", "chromedriver"})
class ForeignPageIT {
    @RegisterExtension
    private static final Browser BROWSER = new Browser();

    private static final String PAGE = """
            <!doctype html>
            <iframe name="one"></iframe><iframe name="two"></iframe>
            <form method="post" action="HUB/events?topic=evil" enctype="text/plain" target="one"><input name="a" value="b"></form>
            <form method="post" action="HUB/api/topics/evil?for=1h" target="two"></form>
            <iframe sandbox="allow-scripts allow-forms" srcdoc="<form method=post action='HUB/events?topic=evil' enctype=text/plain><input name=a></form>
                <script>document.forms[0].submit()</script>"></iframe>
            <img src="HUB/rest/events/subscribe">
            <script>
              for (const form of document.forms) form.submit();
              fetch('HUB/events?topic=evil', {method: 'POST', mode: 'no-cors', headers: {'Content-Type': 'text/plain'}, body: 'evil'});
              fetch('HUB/readings').then(answer => answer.text()).then(text => document.title = 'read');
            </script>
            """;

    @Test
    void aPageOfAnotherOriginReadsReadingsAndChangesNothing() throws Exception {
        HttpServer elsewhere = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        try (HubProcess hub = HubProcess.start("--http-port=0", "--no-udp", "--no-simulate")) {
            String url = hub.url().toString();
            byte[] page = PAGE.replace("HUB/", url).getBytes(UTF_8);
            elsewhere.createContext("/", exchange -> {
                exchange.getResponseHeaders().set("Content-Type", "text/html");
                exchange.sendResponseHeaders(200, page.length);
                exchange.getResponseBody().write(page);
                exchange.close();
            });
            elsewhere.start();

            BROWSER.open("http://localhost:" + elsewhere.getAddress().getPort() + "/");

            BROWSER.await("document.title === 'read'");
            await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(hub.metric("http_requests_refused_total")).isEqualTo(5));
            assertThat(hub.metric("events_published_total")).isZero();
            assertThat(hub.metric("channels_leased")).isZero();
        } finally {
            elsewhere.stop(0);
        }
    }
}
