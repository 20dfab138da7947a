package io.ssehub.demo.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ssehub.netty.client.SseClient;
import io.ssehub.test.HubProcess;
import io.ssehub.test.RawClient;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A hub with {@code --auth}, as those meet it who may and who may not. */
class AuthIT {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final NewApiKey READER = NewApiKey.make("reader", List.of("sensors/sim/temperature", "notes/*"), List.of(), false);
    private static final NewApiKey WRITER = NewApiKey.make("writer", List.of(), List.of("notes/*"), false);
    private static final NewApiKey OPERATOR = NewApiKey.make("operator", List.of("**"), List.of(), true);
    private static final NewApiKey PHONE = NewApiKey.make("phone", List.of("$state/**"), List.of(), false);

    @TempDir
    private static Path folder;

    private static HubProcess hub;

    @BeforeAll
    static void start() throws IOException {
        Files.write(folder.resolve("shared.secret"), Issuer.SECRET.getEncoded());
        Files.writeString(folder.resolve("auth.yaml"), "api-keys:\n" + READER.entry() + WRITER.entry() + OPERATOR.entry() + PHONE.entry()
                + "jwt: {issuer: 'https://login.example', audience: sse-hub, keys: [{algorithm: HS256, id: shared, file: shared.secret}]}\n");
        hub = HubProcess.start("--http-port=0", "--no-udp", "--auth=" + folder.resolve("auth.yaml"));
        hub.url();
    }

    /** Nothing that a client showed is in the log. */
    @AfterAll
    static void stop() throws IOException {
        assertThat(hub.err()).contains("credentials refused").doesNotContain("ssehub_", "access_token", "eyJ", "sse_hub=").doesNotContain(" ERROR ");
        hub.close();
    }

    private static String key(String name) {
        return switch (name) {
            case "reader" -> READER.key();
            case "writer" -> WRITER.key();
            case "operator" -> OPERATOR.key();
            case "phone" -> PHONE.key();
            default -> name;
        };
    }

    private static HttpResponse<String> ask(String method, String path, String... headers) throws Exception {
        HttpRequest.BodyPublisher body = method.equals("POST") ? BodyPublishers.ofString("x") : BodyPublishers.noBody();
        HttpRequest.Builder request = HttpRequest.newBuilder(hub.url().resolve(path)).timeout(Duration.ofSeconds(60)).method(method, body);
        if (headers.length > 0) {
            request.headers(headers);
        }
        return HTTP.send(request.build(), BodyHandlers.ofString());
    }

    private static HttpResponse<String> askAs(String name, String method, String path) throws Exception {
        return name.isEmpty() ? ask(method, path) : ask(method, path, "Authorization", "Bearer " + key(name));
    }

    @Test
    void aKeyWithoutABearerIsNone() throws Exception {
        assertThat(ask("GET", "/metrics", "Authorization", key("operator")).statusCode()).isEqualTo(401);
        assertThat(ask("GET", "/metrics", "Authorization", "Basic " + key("operator")).statusCode()).isEqualTo(401);
    }

    @ParameterizedTest
    @CsvSource({
        "GET,    /,                                200, ''",
        "GET,    /assets/dashboard.js,             200, ''",
        "GET,    /health/ready,                    200, ''",
        "GET,    /nowhere,                         404, ''",
        "OPTIONS, /rest/events/subscribe,          204, ''",
        "GET,    /readings,                        401, ''",
        "HEAD,   /events,                          401, ''",
        "POST,   /events?topic=notes/a,            401, ''",
        "GET,    /metrics,                         401, ''",
        "GET,    /api/boards,                      401, ''",
        "DELETE, /api/boards/sim,                  401, ''",
        "POST,   /api/topics/a/pause?for=1m,       401, ''",
        "POST,   /api/capabilities?topic=a&for=1m, 401, ''",
        "GET,    /rest/events/subscribe,           401, ''",
        "GET,    /rest/events/0,                   404, ''",
        "GET,    /readings,                        200, reader",
        "HEAD,   /events,                          200, reader",
        "HEAD,   /events?topic=sensors/sim/humidity, 403, reader",
        "HEAD,   /events?topic=notes/a,            200, reader",
        "POST,   /events?topic=notes/a,            403, reader",
        "GET,    /metrics,                         403, reader",
        "GET,    /api/boards,                      403, reader",
        "DELETE, /api/boards/sim,                  403, reader",
        "DELETE, /api/boards/none,                 403, reader",
        "POST,   /api/capabilities?topic=notes/*&for=1m, 403, reader",
        "GET,    /rest/events/subscribe,           403, reader",
        "POST,   /events?topic=notes/a,            200, writer",
        "POST,   /events?topic=sensors/sim/temperature, 403, writer",
        "GET,    /readings,                        403, writer",
        "GET,    /metrics,                         200, operator",
        "GET,    /api/boards,                      200, operator",
        "DELETE, /api/boards/none,                 404, operator",
        "GET,    /rest/events/subscribe,           403, operator",
        "GET,    /readings,                        401, ssehub_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "GET,    /readings,                        401, nonsense",
    })
    void givesToEachWhatIsTheirs(String method, String path, int status, String name) throws Exception {
        HttpResponse<String> answer = askAs(name, method, path);
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().firstValue("WWW-Authenticate").isPresent()).isEqualTo(status == 401 || status == 403);
    }

    @Test
    void showsReadingsOfSensorsThatMayBeRead() throws Exception {
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            assertThat(askAs("operator", "GET", "/readings?by=board").body()).contains("temperature", "humidity");
            assertThat(askAs("reader", "GET", "/readings?by=board").body()).matches("\\{\"sim\":\\{\"temperature\":[^,]*}}");
            assertThat(askAs("reader", "GET", "/readings?sensor=humidity").body()).isEqualTo("{}");
        });
    }

    @Test
    void closesStreamsWhenWhatOpenedThemExpires() throws Exception {
        String token = Issuer.hs256(Issuer.claims(",\"sse_hub\":{\"read\":[\"notes/*\",\"$state/**\"]}").replaceAll("\"exp\":\\d+", "\"exp\":" + Issuer.in(8)));
        String bearer = "Authorization: bearer " + token;
        URI channel = URI.create(ask("GET", "/rest/events/subscribe", "Authorization", "Bearer " + token).body());
        String channelTarget = channel.getRawPath() + "?" + channel.getRawQuery();
        URI capability = URI.create(askAs("operator", "POST", "/api/capabilities?topic=notes/*&for=6s").body().split("\"", -1)[3]);
        int port = hub.url().getPort();
        try (RawClient one = RawClient.connect(port).request("GET /events", bearer);
                RawClient other = RawClient.connect(port).request("GET " + channelTarget);
                RawClient third = RawClient.connect(port).request("GET /events?" + capability.getRawQuery())) {
            for (RawClient client : List.of(one, other, third)) {
                assertThat(client.readToEnd()).startsWith("HTTP/1.1 200 ").endsWith("0\r\n\r\n");
            }
        }
        assertThat(ask("HEAD", "/events", "Authorization", "Bearer " + token).statusCode()).isEqualTo(401);
        assertThat(ask("HEAD", "/events?" + capability.getRawQuery()).statusCode()).isEqualTo(401);
        assertThat(ask("GET", channelTarget).body()).startsWith("Handle Not Found");
        assertThat(ask("GET", channelTarget.replaceAll("\\.\\d+$", ".99999999999999")).body()).as("with a later end").startsWith("Handle Not Found");
        assertThat(askAs("operator", "GET", "/metrics").body()).contains("ssehub_subscribers_ended_total{cause=\"expired\"} 3");
    }

    @Test
    void aJavaClientShowsItsKey() throws Exception {
        BlockingQueue<String> data = new LinkedBlockingQueue<>();
        try (SseClient client = SseClient.builder(hub.url().resolve("/events?topic=notes/java")).header("Authorization", "Bearer " + READER.key()).connect((type, text, lastEventId) -> data.add(text))) {
            await().atMost(Duration.ofSeconds(60)).until(() -> askAs("writer", "POST", "/events?topic=notes/java").statusCode() == 200 && !data.isEmpty());
            assertThat(data.poll(60, TimeUnit.SECONDS)).isEqualTo("x");
            assertThat(client.lastEventId()).isNotEmpty();
        }
    }

    @Test
    void signsBrowsersInAndOut() throws Exception {
        HttpResponse<String> in = HTTP.send(HttpRequest.newBuilder(hub.url().resolve("/session")).POST(BodyPublishers.ofString(READER.key() + "\n")).build(), BodyHandlers.ofString());
        assertThat(in.statusCode()).isEqualTo(204);
        assertThat(in.headers().firstValue("Set-Cookie")).hasValue("sse_hub=" + READER.key() + "; Path=/; HttpOnly; SameSite=Strict");
        assertThat(ask("GET", "/readings", "Cookie", "a=b; sse_hub=" + READER.key()).statusCode()).isEqualTo(200);
        assertThat(ask("GET", "/readings", "Cookie", "sse_hub=nonsense").statusCode()).isEqualTo(401);
        assertThat(ask("GET", "/readings", "Cookie", "sse_hub=").statusCode()).isEqualTo(401);
        assertThat(ask("DELETE", "/session").headers().firstValue("Set-Cookie")).hasValue("sse_hub=; Max-Age=0; Path=/; HttpOnly; SameSite=Strict");
        assertThat(ask("POST", "/session").statusCode()).isEqualTo(401);
        assertThat(ask("POST", "/session", "Origin", "https://evil.example").statusCode()).isEqualTo(403);
    }

    @Test
    void refusesTwoCredentialsAtOnce() throws Exception {
        String bearer = "Bearer " + READER.key();
        assertThat(ask("GET", "/readings", "Authorization", bearer, "Cookie", "sse_hub=" + READER.key()).statusCode()).as("the same").isEqualTo(200);
        assertThat(ask("GET", "/readings", "Authorization", bearer, "Cookie", "sse_hub=" + OPERATOR.key()).statusCode()).isEqualTo(400);
        assertThat(ask("GET", "/readings", "Authorization", bearer, "Authorization", "Bearer " + OPERATOR.key()).statusCode()).isEqualTo(400);
        assertThat(ask("GET", "/readings?access_token=x", "Authorization", bearer).statusCode()).isEqualTo(400);
        assertThat(ask("GET", "/readings?access_token=x&access_token=x").statusCode()).isEqualTo(400);
    }

    @Test
    void aCapabilityUrlReadsWhatItNamesUntilItExpires() throws Exception {
        String made = askAs("operator", "POST", "/api/capabilities?topic=notes/*&for=1h").body();
        assertThat(made).matches("\\{\"url\":\"http://127\\.0\\.0\\.1:\\d+/events\\?topic=notes%2F\\*&access_token=[\\w.-]+\",\"expires\":\"[-0-9T:]+Z\"}");
        URI url = URI.create(made.split("\"", -1)[3]);
        String token = url.getRawQuery().replaceAll(".*access_token=", "");
        try (RawClient client = RawClient.connect(hub.url().getPort()).request("GET " + url.getRawPath() + "?" + url.getRawQuery())) {
            assertThat(client.readThrough("\r\n\r\n")).startsWith("HTTP/1.1 200 ");
            client.readThrough("\n\n\r\n");
            askAs("writer", "POST", "/events?topic=notes/capability");
            assertThat(client.readThrough("\n\n\r\n")).contains("data: x\n");
        }
        assertThat(ask("HEAD", "/events?topic=sensors/sim/temperature&access_token=" + token).statusCode()).isEqualTo(403);
        assertThat(ask("POST", "/events?topic=notes/a&access_token=" + token).statusCode()).isEqualTo(403);
        assertThat(ask("GET", "/metrics?access_token=" + token).statusCode()).isEqualTo(403);
        assertThat(ask("GET", "/readings", "Authorization", "Bearer " + token).statusCode()).as("elsewhere than in a URL").isEqualTo(401);
        String jwt = Issuer.hs256(Issuer.claims(",\"sse_hub\":{\"read\":[\"**\"]}"));
        assertThat(ask("GET", "/readings", "Authorization", "Bearer " + jwt).statusCode()).isEqualTo(200);
        for (String other : List.of(READER.key(), jwt, token + "x", token.replaceFirst("\\..*\\.", "." + Issuer.encoded("{\"exp\":9999999999}") + "."))) {
            assertThat(ask("GET", "/readings?access_token=" + other).statusCode()).isEqualTo(401);
        }
        assertThat(askAs("operator", "POST", "/api/capabilities?topic=$state/**&for=1h").statusCode()).as("what its maker may not read").isEqualTo(403);
        assertThat(askAs("operator", "POST", "/api/capabilities?topic=a&for=long").statusCode()).isEqualTo(400);
    }

    @Test
    void aChannelIsOpenToWhoeverHasItsUrl() throws Exception {
        String url = askAs("phone", "GET", "/rest/events/subscribe").body();
        assertThat(url).matches("http://127\\.0\\.0\\.1:\\d+/rest/events/\\d+\\?t=[\\w-]{22}\\.");
        String path = URI.create(url).getRawPath();
        String query = URI.create(url).getRawQuery();
        try (RawClient client = RawClient.connect(hub.url().getPort()).request("GET " + path + "?" + query)) {
            assertThat(client.readThrough("\r\n\r\n")).startsWith("HTTP/1.1 200 ");
        }
        for (String method : List.of("GET", "DELETE")) {
            String notYours = ask(method, path).body();
            assertThat(notYours).startsWith("Handle Not Found").isEqualTo(ask(method, "/rest/events/9").body().replace("/9", path.substring(path.lastIndexOf('/'))));
            assertThat(ask(method, path + "?t=" + "A".repeat(22) + ".").statusCode()).isEqualTo(404);
            assertThat(ask(method, path, "Authorization", "Bearer " + PHONE.key()).statusCode()).as("without the channel's own token").isEqualTo(404);
        }
        assertThat(ask("DELETE", path + "?" + query).statusCode()).isEqualTo(204);
    }

    @Test
    void takesKeysThatAreAddedWhileItRuns() throws Exception {
        NewApiKey late = NewApiKey.make("late", List.of("notes/*"), List.of(), false);
        assertThat(askAs(late.key(), "HEAD", "/events").statusCode()).isEqualTo(401);
        Path file = folder.resolve("auth.yaml");
        Files.writeString(file, Files.readString(file).replace("api-keys:\n", "api-keys:\n" + late.entry()));
        await().atMost(Duration.ofSeconds(60)).until(() -> askAs(late.key(), "HEAD", "/events").statusCode() == 200);
    }

    @Test
    void countsByCause() throws Exception {
        askAs("nonsense", "GET", "/readings");
        askAs("reader", "GET", "/metrics");
        assertThat(askAs("operator", "GET", "/metrics").body())
                .containsPattern("ssehub_http_requests_refused_total\\{cause=\"credentials\"} [1-9]")
                .containsPattern("ssehub_http_requests_refused_total\\{cause=\"rights\"} [1-9]")
                .containsPattern("ssehub_credentials_refused_total\\{cause=\"malformed\"} [1-9]")
                .contains("ssehub_credentials_refused_total{cause=\"signature\"}");
    }
}
