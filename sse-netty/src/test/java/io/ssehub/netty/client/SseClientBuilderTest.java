package io.ssehub.netty.client;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SseClientBuilderTest {
    private final SseClient.Builder builder = SseClient.builder(URI.create("http://127.0.0.1:1/"));

    @ParameterizedTest
    @ValueSource(strings = {"Host", "ACCEPT", "Cache-Control", "Last-Event-ID", "Connection", "Transfer-Encoding", "Content-Length"})
    void refusesAHeaderThatItSetsItself(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.header(name, "x"))
                .withMessage("the header " + name + " is set by the client itself");
    }

    @Test
    void refusesAHeaderThatWouldForgeAnother() {
        assertThatIllegalArgumentException().isThrownBy(() -> builder.header("X-A", "1\r\nX-B: 2"));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.header("X-A: 1\r\nX-B", "2"));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.header("X-A", "1\0"));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.header("", "1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\r", "\n", "1\n2", "\0"})
    void refusesALastEventIdThatNoStreamCanHold(String id) {
        assertThatIllegalArgumentException().isThrownBy(() -> builder.lastEventId(id)).withMessageStartingWith("lastEventId holds ");
    }

    @Test
    void refusesPeriodsAndSizesOutOfRange() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.reconnectionTime(Duration.ofMillis(-1)))
                .withMessage("reconnectionTime is PT-0.001S; PT0S to PT596H31M23.647S is allowed");
        assertThatIllegalArgumentException().isThrownBy(() -> builder.maxBackoff(Duration.ofSeconds(-1)));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.connectTimeout(Duration.ZERO));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.idleTimeout(Duration.ofDays(999_999)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.maxLineBytes(0))
                .withMessage("maxLineBytes is 0; 1 or more is allowed");
        assertThatIllegalArgumentException().isThrownBy(() -> builder.maxDataBytes(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.maxHeadBytes(0));
    }
}
