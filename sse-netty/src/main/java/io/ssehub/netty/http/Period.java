package io.ssehub.netty.http;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A length of time as people write it: a whole number with ms, s, m or h, such as {@code 500ms}, {@code 60s}, {@code 10m} or {@code 1h}. */
public final class Period {
    private static final Pattern PERIOD = Pattern.compile("(\\d{1,15})(ms|s|m|h)");

    private Period() {}

    /** Returns the time that {@code text} says, 0 or more, or null if it says none. */
    public static @Nullable Duration parse(String text) {
        Matcher matcher = PERIOD.matcher(text);
        if (!matcher.matches()) {
            return null;
        }
        long number = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            default -> Duration.ofHours(number);
        };
    }
}
