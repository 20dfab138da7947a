package io.ssehub.demo.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.event.KeyValuePair;

/** One message is one line, whatever a peer put into it. */
class LogLineTest {
    private final Logger logger = new LoggerContext().getLogger("io.ssehub.demo.board.Boards");

    @Test
    void writesTimeLevelLoggerMessageAndValues() {
        LoggingEvent event = event("board seen", null);
        event.setKeyValuePairs(List.of(new KeyValuePair("board", "esp32-1"), new KeyValuePair("boards", 3)));
        assertThat(layout(event)).isEqualTo("2026-11-21T11:30:28.120Z INFO  Boards board seen board=esp32-1 boards=3\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r", "\r\n", "\u2028", "\u2029", "\u0085", "\u000b", "\u000c", "\u001b[2K", "\u009b2K", "\u202e", "\u0000", "\ud800", "\t"})
    void keepsAHostileValueOnItsLine(String hostile) {
        String forged = "x" + hostile + "2026-11-21T11:30:29.000Z INFO  Boards all is well";
        LoggingEvent event = event("board " + forged, null);
        event.setKeyValuePairs(List.of(new KeyValuePair("board", forged)));
        String line = layout(event);
        assertThat(line).endsWith("\n").contains("x\\");
        String inside = line.substring(0, line.length() - 1);
        assertThat(inside.chars().filter(c -> Character.isISOControl(c) || c == 0x2028 || c == 0x2029 || c == 0x202e || Character.isSurrogate((char) c)))
                .isEmpty();
    }

    @Test
    void keepsTextOfAllLanguages() {
        assertThat(Printable.of("Küche 温度 \ud83c\udf21", 100)).isEqualTo("Küche 温度 \ud83c\udf21");
    }

    @Test
    void cutsWhatIsTooLong() {
        assertThat(Printable.of("a".repeat(100), 10)).isEqualTo("aaaaaaaaaa... (100 characters)");
        assertThat(layout(event("a".repeat(1 << 20), null))).hasSizeLessThan(5000);
    }

    @Test
    void writesFramesBelowTheMessageOfAnException() {
        IllegalStateException thrown = new IllegalStateException("bad\nvalue", new IllegalArgumentException("forged\r\nline"));
        String[] lines = layout(event("failed", thrown)).split("\n");
        assertThat(lines[0]).endsWith(" failed");
        assertThat(lines[1]).isEqualTo("\tjava.lang.IllegalStateException: bad\\nvalue");
        assertThat(lines).contains("\tcaused by java.lang.IllegalArgumentException: forged\\r\\nline");
        assertThat(List.of(lines).subList(1, lines.length)).allMatch(line -> line.startsWith("\t"));
    }

    @Test
    void endsATraceThatRunsInCircles() {
        IllegalStateException one = new IllegalStateException("one");
        one.initCause(new IllegalStateException("two", one));
        assertThat(layout(event("failed", one))).hasSizeLessThan(60_000);
    }

    private LoggingEvent event(String message, @Nullable Throwable thrown) {
        LoggingEvent event = new LoggingEvent(getClass().getName(), logger, Level.INFO, message, thrown, null);
        event.setInstant(Instant.parse("2026-11-21T11:30:28.12Z"));
        return event;
    }

    private static String layout(LoggingEvent event) {
        return new LineLayout().doLayout(event);
    }
}
