package io.ssehub.demo.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import ch.qos.logback.core.LayoutBase;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.KeyValuePair;

/**
 * Writes a message as one line, whatever it holds:
 *
 * <pre>2026-11-21T11:30:28.123Z INFO  ChannelRoutes channel allocated number=3 address=127.0.0.2</pre>
 *
 * <p>The frames of a stack trace follow, each on a line that begins with a tab, as no message does. Thread-safe.
 */
final class LineLayout extends LayoutBase<ILoggingEvent> {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSX").withZone(ZoneOffset.UTC);
    private static final int MAX_MESSAGE_CHARS = 4096;
    private static final int MAX_VALUE_CHARS = 512;
    private static final int MAX_FRAMES = 40;
    private static final int MAX_CAUSES = 5;

    @Override
    public String doLayout(ILoggingEvent event) {
        StringBuilder line = new StringBuilder(160);
        TIME.formatTo(event.getInstant(), line);
        line.append(' ').append(event.getLevel()).append(event.getLevel().levelStr.length() < 5 ? "  " : " ");
        Printable.append(simple(event.getLoggerName()), MAX_VALUE_CHARS, line);
        line.append(' ');
        Printable.append(String.valueOf(event.getFormattedMessage()), MAX_MESSAGE_CHARS, line);
        if (event.getKeyValuePairs() != null) {
            for (KeyValuePair pair : event.getKeyValuePairs()) {
                line.append(' ').append(pair.key).append('=');
                appendValue(String.valueOf(pair.value), line);
            }
        }
        line.append('\n');
        appendTrace(event.getThrowableProxy(), line);
        return line.toString();
    }

    /** A value that could pass for several, as it has a space or an equals sign, is in quotes. */
    private static void appendValue(String value, StringBuilder line) {
        if (value.chars().noneMatch(c -> c == '=' || c == '"' || Character.isSpaceChar(c))) {
            Printable.append(value, MAX_VALUE_CHARS, line);
            return;
        }
        line.append('"');
        Printable.append(value.replace("\\", "\\\\").replace("\"", "\\\""), MAX_VALUE_CHARS, line);
        line.append('"');
    }

    private static String simple(String loggerName) {
        return loggerName.substring(loggerName.lastIndexOf('.') + 1);
    }

    private static void appendTrace(@Nullable IThrowableProxy thrown, StringBuilder out) {
        String introduction = "\t";
        for (int causes = 0; thrown != null && causes <= MAX_CAUSES; causes++) {
            out.append(introduction).append(thrown.getClassName()).append(": ");
            Printable.append(String.valueOf(thrown.getMessage()), MAX_MESSAGE_CHARS, out);
            out.append('\n');
            StackTraceElementProxy[] frames = thrown.getStackTraceElementProxyArray();
            int shown = Math.min(frames.length - thrown.getCommonFrames(), MAX_FRAMES);
            for (int i = 0; i < shown; i++) {
                out.append("\t  ").append(frames[i].getSTEAsString()).append('\n');
            }
            if (shown < frames.length) {
                out.append("\t  ... ").append(frames.length - shown).append(" more\n");
            }
            introduction = "\tcaused by ";
            thrown = thrown.getCause();
        }
    }
}
