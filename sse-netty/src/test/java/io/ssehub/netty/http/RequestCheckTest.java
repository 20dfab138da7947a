package io.ssehub.netty.http;

import static io.ssehub.netty.http.RequestCase.HOST;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.Condition;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Each {@link RequestCase}, however it comes in. */
class RequestCheckTest {
    private static final Routes ROUTES = RequestCase.addRoutes(Routes.builder()).build();

    private static Condition<String> theOnly(int status) {
        return new Condition<>(answer -> answer.startsWith("HTTP/1.1 " + status + " ") && answer.indexOf("\r\nHTTP/1.1 ") < 0, "one answer with status %d", status);
    }

    @TestFactory
    Stream<DynamicTest> answersEachWith() {
        return RequestCase.all().map(c -> DynamicTest.dynamicTest(c.name() + " " + c.status(), () -> {
            try (EmbeddedServer server = new EmbeddedServer(ROUTES)) {
                String answer = server.send(c.request());
                assertThat(answer).is(theOnly(c.status()));
                assertThat(server.isOpen()).isNotEqualTo(c.ends());
                if (c.status() >= 400 && c.ends()) {
                    assertThat(answer).contains("Connection: close\r\n", "Content-Type: application/problem+json\r\n");
                }
            }
        }));
    }

    @TestFactory
    Stream<DynamicTest> answersTheSameWhereverTheRequestIsCut() {
        return RequestCase.all().filter(c -> c.request().length() < 300).map(c -> DynamicTest.dynamicTest(c.name(), () -> IntStream.range(1, c.request().length()).forEach(cut -> {
            try (EmbeddedServer server = new EmbeddedServer(ROUTES)) {
                String answer = server.send(c.request().substring(0, cut)) + server.send(c.request().substring(cut));
                assertThat(answer).as("cut at %d", cut).is(theOnly(c.status()));
            }
        })));
    }

    @TestFactory
    Stream<DynamicTest> answersTheSameByteByByte() {
        return RequestCase.all().filter(c -> c.request().length() < 40_000).map(c -> DynamicTest.dynamicTest(c.name(), () -> {
            try (EmbeddedServer server = new EmbeddedServer(ROUTES)) {
                StringBuilder answer = new StringBuilder();
                c.request().chars().forEach(b -> answer.append(server.send(Character.toString((char) b))));
                assertThat(answer.toString()).is(theOnly(c.status()));
            }
        }));
    }

    @Test
    void aRefusedRequestLeavesNothingToSmuggle() {
        try (EmbeddedServer server = new EmbeddedServer(ROUTES)) {
            String answer = server.send("POST / HTTP/1.1\r\n" + HOST + "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET / HTTP/1.1\r\n" + HOST + "\r\n");
            assertThat(answer).is(theOnly(400));
            assertThat(server.counted("http_requests_refused", "malformed")).isEqualTo(1);
        }
    }

    @Test
    void takesHostNamesThatAreAllowed() {
        HttpOptions options = HttpOptions.defaults().withAllowedHosts(Set.of("Hub.Example.com"));
        try (EmbeddedServer server = new EmbeddedServer(ROUTES, options)) {
            assertThat(server.send("GET / HTTP/1.1\r\nHost: hub.example.COM.:99\r\n\r\n")).startsWith("HTTP/1.1 200 ");
            assertThat(server.send("GET / HTTP/1.1\r\nHost: other.example.com\r\n\r\n")).startsWith("HTTP/1.1 421 ");
        }
    }
}
