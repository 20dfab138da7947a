package io.ssehub.netty.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.ssehub.netty.server.SseServer;
import io.ssehub.test.RawClient;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Each {@link RequestCase} over a socket of its own, with another request right behind it: that is answered, or dropped with the connection, but never part of the first. */
class RequestCheckIT {
    private static final String AFTER = "GET /files/after HTTP/1.1\r\n" + RequestCase.HOST + "Connection: close\r\n\r\n";
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.1 ([0-9]{3}) ");

    private static SseServer server;

    @BeforeAll
    static void start() {
        server = SseServer.builder().port(0).routes(RequestCase::addRoutes).build().start();
    }

    @AfterAll
    static void close() {
        server.close();
    }

    @TestFactory
    Stream<DynamicTest> answersEachAndNothingInsideIt() {
        return RequestCase.all().map(c -> DynamicTest.dynamicTest(c.name() + " " + c.status(), () -> {
            try (RawClient client = RawClient.connect(server.port()).send(c.request() + AFTER)) {
                String answers = client.readToEnd();
                List<Integer> statuses = STATUS.matcher(answers).results().map(status -> Integer.valueOf(status.group(1))).toList();
                assertThat(statuses).as(answers).isEqualTo(c.ends() ? List.of(c.status()) : List.of(c.status(), 200));
                assertThat(answers.endsWith("after")).as(answers).isNotEqualTo(c.ends());
            }
        }));
    }
}
