package io.ssehub.core.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.junit.jupiter.api.Test;

class ResetTest {
    private static final EventId NEWEST = new EventId(1, 2);

    private static String data(String lastEventId) {
        return Objects.requireNonNull(new Reset(Loss.UNKNOWN, lastEventId, null, NEWEST).event(true).data());
    }

    @Test
    void saysWhatWasLostAndWhatTheClientPresented() {
        assertThat(data("a\"\n")).isEqualTo("{\"cause\":\"unknown\",\"lastEventId\":\"a\\\"\\u000a\",\"oldest\":null,\"newest\":\"" + NEWEST + "\"}");
    }

    @Test
    void cutsWhatIsLongerThanAnyIdAndMarksIt() {
        assertThat(data("x".repeat(64))).contains("\"" + "x".repeat(64) + "\"");
        assertThat(data("x".repeat(16_000))).contains("\"" + "x".repeat(64) + "...\"");
    }

    @Test
    void cutsBetweenCharacters() {
        assertThat(data("x".repeat(63) + "\ud83d\ude00")).contains("\"" + "x".repeat(63) + "...\"");
    }
}
