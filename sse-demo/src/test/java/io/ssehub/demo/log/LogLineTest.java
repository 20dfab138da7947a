package io.ssehub.demo.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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

    private static boolean endsALineOrMovesTheCursor(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.SURROGATE -> true;
            default -> false;
        };
    }

    @Test
    void keepsEveryHostileCharacterOnItsLineWhereverItStands() {
        List<String> hostile = IntStream.rangeClosed(0, Character.MAX_CODE_POINT).filter(LogLineTest::endsALineOrMovesTheCursor).filter(c -> c < 0xd800 || c > 0xdfff)
                .mapToObj(Character::toString).toList();
        assertThat(hostile).contains("\n", "\r", "\0", "\u001b", "\u0085", "\u009b", "\u2028", "\u2029", "\u200b", "\u202e", "\u2066", "\ufeff", "\udb40\udc01");
        for (String each : hostile) {
            assertOneLine("x" + each + "2026-11-21T11:30:29.000Z INFO  Boards all is well");
        }
        for (String surrogate : List.of("\ud800", "\udc00", "\ud800x\udc00")) {
            assertOneLine(surrogate);
        }
    }

    private void assertOneLine(String forged) {
        LoggingEvent event = event("board {} and " + forged, null);
        event.setArgumentArray(new Object[] {forged});
        event.setLoggerName("io.ssehub." + forged);
        event.setKeyValuePairs(List.of(new KeyValuePair("board", forged)));
        String line = layout(event);
        assertThat(line).endsWith("\n").contains("x\\".substring(forged.startsWith("x") ? 0 : 1));
        assertThat(line.substring(0, line.length() - 1).codePoints().filter(LogLineTest::endsALineOrMovesTheCursor)).as(forged).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "a-b/c                | a-b/c",
        "a b                  | \"a b\"",
        "a\u00a0b            | \"a\u00a0b\"",
        "a boards=4           | \"a boards=4\"",
        "a=b                  | \"a=b\"",
        "a\" boards=\"4     | \"a\\\" boards=\\\"4\"",
        "a b\\              | \"a b\\\\\"",
    })
    void quotesAValueThatCouldPassForSeveral(String value, String shown) {
        LoggingEvent event = event("board seen", null);
        event.setKeyValuePairs(List.of(new KeyValuePair("board", value)));
        assertThat(layout(event)).endsWith(" board seen board=" + shown + "\n");
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
