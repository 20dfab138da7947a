package io.ssehub.netty.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pages of another origin change nothing, and read what they may. */
class OriginsTest {
    private static final Routes ROUTES = Routes.builder()
            .on("GET", "/read", exchange -> exchange.answer(Answer.text(200, "read").crossOrigin()))
            .on("POST", "/read", exchange -> exchange.answer(Answer.text(200, "changed")))
            .crossOrigin("/read")
            .on("DELETE", "/thing", exchange -> exchange.answer(Answer.empty(204)))
            .onAny("/subscribe", exchange -> exchange.answer(Answer.text(200, "subscribed").crossOrigin()))
            .changing("/subscribe")
            .build();

    private static final HttpOptions LISTED = HttpOptions.defaults().withAllowedOrigins(Set.of("https://pages.example", "http://localhost:3000"));

    private static String ask(HttpOptions options, String line, String fields) {
        try (EmbeddedServer server = new EmbeddedServer(ROUTES, options)) {
            String own = Stream.of(fields.split(" and ")).filter(field -> !field.isEmpty()).map(field -> field + "\r\n").reduce("", String::concat);
            return server.send(line + " HTTP/1.1\r\nHost: localhost:8080\r\n" + own + "\r\n");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "POST /read, 200, ''",
        "POST /read, 200, Origin: http://localhost:8080",
        "POST /read, 200, Origin: https://localhost:8080",
        "POST /read, 200, Sec-Fetch-Site: same-origin and Origin: http://localhost:8080",
        "POST /read, 200, Sec-Fetch-Site: same-origin",
        "POST /read, 200, Sec-Fetch-Site: none",
        "POST /read, 403, Origin: http://evil.example",
        "POST /read, 403, Origin: http://localhost",
        "POST /read, 403, Origin: http://localhost:3000",
        "POST /read, 403, Origin: http://localhost:8080.evil.example",
        "POST /read, 403, Origin: null",
        "POST /read, 403, Origin: null and Sec-Fetch-Site: same-origin",
        "POST /read, 403, Origin: http://evil.example and Sec-Fetch-Site: same-origin",
        "POST /read, 403, Origin: http://localhost:8080 and Origin: http://evil.example",
        "POST /read, 403, Origin: http://localhost:8080 and Sec-Fetch-Site: cross-site",
        "POST /read, 403, Sec-Fetch-Site: cross-site",
        "POST /read, 403, Sec-Fetch-Site: same-site",
        "DELETE /thing, 204, ''",
        "DELETE /thing, 403, Origin: http://evil.example",
        "DELETE /thing, 403, Sec-Fetch-Site: cross-site",
        "GET /read, 200, Origin: http://evil.example",
        "GET /read, 200, Sec-Fetch-Site: cross-site",
        "GET /subscribe, 200, ''",
        "GET /subscribe, 200, Origin: http://elsewhere.example",
        "GET /subscribe, 403, Origin: null",
        "GET /subscribe, 403, Sec-Fetch-Site: cross-site",
        "HEAD /subscribe, 200, Sec-Fetch-Site: cross-site",
        "OPTIONS /subscribe, 200, Origin: http://evil.example",
        "POST /nowhere, 404, Origin: http://evil.example",
    })
    void onlyItsOwnPagesChangeSomething(String line, int status, String fields) {
        assertThat(ask(HttpOptions.defaults(), line, fields)).startsWith("HTTP/1.1 " + status + " ");
    }

    @ParameterizedTest
    @CsvSource({
        "POST /read, 200, Origin: https://pages.example",
        "POST /read, 200, Origin: https://pages.example and Sec-Fetch-Site: cross-site",
        "POST /read, 200, Origin: http://localhost:8080",
        "POST /read, 403, Origin: http://pages.example",
        "POST /read, 403, Origin: https://pages.example:8443",
        "POST /read, 403, Origin: null",
        "GET /subscribe, 200, Origin: https://pages.example",
        "GET /subscribe, 403, Origin: http://elsewhere.example",
    })
    void pagesOfListedOriginsChangeSomethingToo(String line, int status, String fields) {
        assertThat(ask(LISTED, line, fields)).startsWith("HTTP/1.1 " + status + " ");
    }

    @Test
    void saysWhatWouldBeRightAndCounts() {
        try (EmbeddedServer server = new EmbeddedServer(ROUTES)) {
            assertThat(server.send("DELETE /thing HTTP/1.1\r\nHost: localhost\r\nOrigin: http://evil.example\r\n\r\n"))
                    .contains("A page of the origin \\\"http://evil.example\\\" may not change anything here");
            assertThat(server.counted("http_requests_refused", "origin")).isEqualTo(1);
        }
    }

    @Test
    void withoutAListPagesOfAnyOriginRead() {
        assertThat(ask(HttpOptions.defaults(), "GET /read", "Origin: http://evil.example")).contains("Access-Control-Allow-Origin: *\r\n").doesNotContain("Vary");
    }

    @Test
    void withAListOnlyListedOriginsAreNamed() {
        assertThat(ask(LISTED, "GET /read", "Origin: https://pages.example")).containsOnlyOnce("Access-Control-Allow-Origin: https://pages.example\r\n")
                .contains("Vary: Origin\r\n").doesNotContain("*");
        assertThat(ask(LISTED, "GET /read", "Origin: http://evil.example")).contains("Vary: Origin\r\n").doesNotContain("Access-Control");
        assertThat(ask(LISTED, "GET /read", "")).contains("Vary: Origin\r\n").doesNotContain("Access-Control");
    }

    @Test
    void aPreflightOfAListedOriginAllowsEveryMethodOfThePath() {
        assertThat(ask(LISTED, "OPTIONS /read", "Origin: https://pages.example"))
                .startsWith("HTTP/1.1 204 ")
                .contains("Access-Control-Allow-Methods: GET, HEAD, OPTIONS, POST\r\n", "Content-Type");
        assertThat(ask(LISTED, "OPTIONS /read", "Origin: http://evil.example")).startsWith("HTTP/1.1 204 ").doesNotContain("Access-Control");
        assertThat(ask(HttpOptions.defaults(), "OPTIONS /read", "Origin: http://evil.example")).contains("Access-Control-Allow-Methods: GET, HEAD\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "*", "", "pages.example", "https://pages.example/", "ftp://pages.example", "https://a b"})
    void refusesWhatIsNoOrigin(String text) {
        assertThatThrownBy(() -> HttpOptions.defaults().withAllowedOrigins(Set.of(text))).hasMessageContaining("\"" + text + "\" is no origin");
    }
}
