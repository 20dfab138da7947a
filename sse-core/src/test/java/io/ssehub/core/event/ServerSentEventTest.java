package io.ssehub.core.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServerSentEventTest {
    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r", "\r\n", "a\ndata: forged", "a\rb", "a\n", "\u20AC\n"})
    void refusesALineBreakInTheType(String type) {
        assertThatIllegalArgumentException().isThrownBy(() -> ServerSentEvent.of(type, "x")).withMessageStartingWith("event holds ");
    }

    @ParameterizedTest(name = "id-with-newline-rejected {index}")
    @ValueSource(strings = {"\n", "\r", "\r\n", "1\n2", "1\rdata: forged", "1\n"})
    void refusesALineBreakInTheId(String id) {
        assertThatIllegalArgumentException().isThrownBy(() -> ServerSentEvent.of("x").withId(id)).withMessageStartingWith("id holds ");
    }

    @Test
    void refusesNulInTheIdAlone() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ServerSentEvent.of("x").withId("12\0"))
                .withMessage("id holds NUL at index 2; it must be one line without NUL");
        assertThat(ServerSentEvent.of("a\0", "\0").event()).isEqualTo("a\0");
    }

    @Test
    void refusesANegativeRetry() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ServerSentEvent.ofRetry(Duration.ofMillis(-1)))
                .withMessage("retry is -1 ms; 0 or more is allowed");
        assertThat(ServerSentEvent.ofRetry(Duration.ZERO).retryMillis()).isZero();
    }

    @Test
    void refusesAnEventWithNothingAtAll() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ServerSentEvent(null, null, null, null, null))
                .withMessageContaining("at least one of id, event, data, retry and comment");
        assertThatIllegalArgumentException().isThrownBy(() -> new ServerSentEvent(null, "", null, null, null));
    }

    @Test
    void takesAnEmptyTypeAsAbsent() {
        assertThat(ServerSentEvent.of("", "x")).isEqualTo(ServerSentEvent.of("x"));
    }

    @Test
    void keepsTheOtherFieldsWhenOneIsAdded() {
        ServerSentEvent event = new ServerSentEvent("1", "type", "data", 5L, "comment");
        assertThat(event.withId("2")).isEqualTo(new ServerSentEvent("2", "type", "data", 5L, "comment"));
        assertThat(event.withRetry(Duration.ofSeconds(2))).isEqualTo(new ServerSentEvent("1", "type", "data", 2000L, "comment"));
    }
}
