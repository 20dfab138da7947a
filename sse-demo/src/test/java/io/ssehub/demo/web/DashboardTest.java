package io.ssehub.demo.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.ssehub.core.hub.Hub;
import io.ssehub.core.hub.HubOptions;
import io.ssehub.netty.fanout.FanOut;
import io.ssehub.netty.fanout.FanOutOptions;
import io.ssehub.netty.http.HttpOptions;
import io.ssehub.netty.http.HttpService;
import io.ssehub.netty.http.Routes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DashboardTest {
    private static final Pattern NAMED_BY_THE_PAGE = Pattern.compile("(?:href|src)=\"(/assets/[^\"]+)\"");
    private static final Pattern NAMED_BY_A_MODULE = Pattern.compile("(?:from |URL\\()'(?:\\./)?([^']+)'");

    private final EmbeddedChannel channel = serving(OptionalInt.of(8266));

    private static EmbeddedChannel serving(OptionalInt udpPort) {
        Routes.Builder routes = Routes.builder();
        Dashboard.addTo(routes, false, udpPort);
        EmbeddedChannel channel = new EmbeddedChannel();
        Hub hub = Hub.open(HubOptions.defaults());
        new HttpService(routes.build(), HttpOptions.defaults(), new FanOut(hub, FanOutOptions.defaults()), hub.counters()).serve(channel, null, false, () -> {}, (client, counted) -> null);
        return channel;
    }

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
    }

    @Test
    void servesEveryFileThatThePageAndItsModulesName() {
        Deque<String> wanted = new ArrayDeque<>(names(NAMED_BY_THE_PAGE, get("/")));
        Set<String> seen = new HashSet<>();
        while (!wanted.isEmpty()) {
            String path = wanted.pop();
            if (!seen.add(path)) {
                continue;
            }
            String answer = get(path);
            assertThat(answer).as(path).startsWith("HTTP/1.1 200 ");
            assertThat(header(answer, "content-type")).as(path).isEqualTo(switch (path.substring(path.lastIndexOf('.'))) {
                case ".js" -> "text/javascript; charset=utf-8";
                case ".css" -> "text/css; charset=utf-8";
                default -> "image/svg+xml";
            });
            if (path.endsWith(".js") && !path.endsWith("/chart.js")) {
                names(NAMED_BY_A_MODULE, answer).forEach(module -> wanted.add("/assets/" + module));
            }
        }
        assertThat(seen).contains("/assets/dashboard.js", "/assets/feed-worker.js", "/assets/chart.js", "/assets/dashboard.css");
    }

    @Test
    void namesNothingOutsideOfTheHub() {
        assertThat(get("/")).contains("</html>").doesNotContain("http:", "https:", "style=", "<style", "onclick");
    }

    @Test
    void tellsThePageWhereBoardsSendTo() {
        assertThat(get("/")).contains("<html lang=\"en\" data-udp-port=\"8266\" data-sign-in=\"false\">");
        EmbeddedChannel withoutUdp = serving(OptionalInt.empty());
        assertThat(get(withoutUdp, "/", "")).contains("<html lang=\"en\" data-udp-port=\"\" data-sign-in=\"false\">");
        withoutUdp.finishAndReleaseAll();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/assets/dashboard.js", "/assets/chart.js"})
    void forbidsTheBrowserEverythingThatThePageDoesNotNeed(String path) {
        String answer = get(path);
        assertThat(header(answer, "content-security-policy")).startsWith("default-src 'self';").doesNotContain("unsafe");
        assertThat(header(answer, "x-content-type-options")).isEqualTo("nosniff");
        assertThat(header(answer, "referrer-policy")).isEqualTo("no-referrer");
        assertThat(answer.toLowerCase(Locale.ROOT)).doesNotContain("\r\nset-cookie", "\r\naccess-control-allow-origin");
    }

    @ParameterizedTest
    @ValueSource(strings = {"%s", "\"other\", %s", "W/%s", "*"})
    void sendsNothingTwiceToABrowserThatHoldsIt(String held) {
        String tag = header(get("/assets/dashboard.js"), "etag");
        String again = get(channel, "/assets/dashboard.js", "If-None-Match: " + held.replace("%s", tag) + "\r\n");
        assertThat(again).startsWith("HTTP/1.1 304 ").endsWith("\r\n\r\n");
        assertThat(header(again, "etag")).isEqualTo(tag);
        assertThat(header(again, "cache-control")).isEqualTo("no-cache");
    }

    @Test
    void sendsAnewWhatABrowserHoldsInAnotherForm() {
        String tag = header(get("/assets/dashboard.css"), "etag");
        assertThat(get(channel, "/assets/dashboard.js", "If-None-Match: " + tag + "\r\n")).startsWith("HTTP/1.1 200 ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/assets/", "/assets/index.html", "/assets/WebFile.class", "/assets/../web/feed.js", "/assets/%2e%2e/web/feed.js", "/assets/..%2fweb%2ffeed.js",
        "/assets/chartjs/LICENSE.md", "/assets//feed.js", "//assets/feed.js", "/assets/feed.js/", "/assets/feed%2ejs"})
    void servesNothingElse(String path) {
        assertThat(get(path)).startsWith("HTTP/1.1 4");
    }

    private String get(String path) {
        return get(channel, path, "");
    }

    private static String get(EmbeddedChannel channel, String path, String headers) {
        channel.writeInbound(Unpooled.copiedBuffer("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n", StandardCharsets.US_ASCII));
        channel.runPendingTasks();
        StringBuilder answer = new StringBuilder();
        for (ByteBuf out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
            answer.append(out.toString(StandardCharsets.UTF_8));
            out.release();
        }
        return answer.toString();
    }

    private static List<String> names(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(found -> found.group(1)).toList();
    }

    private static String header(String answer, String name) {
        return answer.lines().filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name + ": ")).map(line -> line.substring(name.length() + 2)).findFirst().orElse("");
    }
}
