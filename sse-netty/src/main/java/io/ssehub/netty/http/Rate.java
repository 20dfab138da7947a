package io.ssehub.netty.http;

import io.ssehub.core.hub.Pace;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** How often a client wants to hear of a topic, as its query says: {@code max-rate=5/s} or {@code min-interval=200ms}. */
final class Rate {
    private static final String MAX_RATE = "max-rate";
    private static final String MIN_INTERVAL = "min-interval";
    private static final Pattern RATE = Pattern.compile("(\\d{1,9})/([sm])");

    private Rate() {}

    /**
     * Returns the fastest pace that is no faster than the query allows.
     *
     * @throws IllegalArgumentException saying what is wrong, and what would be right
     */
    static Pace pace(Query query) {
        String maxRate = value(query, MAX_RATE);
        String minInterval = value(query, MIN_INTERVAL);
        if (maxRate != null && minInterval != null) {
            throw new IllegalArgumentException("the query has both " + MAX_RATE + " and " + MIN_INTERVAL + "; they say the same, so one is allowed");
        }
        if (maxRate == null && minInterval == null) {
            return Pace.EACH_EVENT;
        }
        Duration interval = maxRate != null ? interval(maxRate) : minInterval != null ? Period.parse(minInterval) : null;
        if (interval == null || interval.isZero() || interval.compareTo(Pace.EVERY_MINUTE.interval()) > 0) {
            throw new IllegalArgumentException(maxRate != null
                    ? "the parameter " + MAX_RATE + " is \"" + Syntax.shown(maxRate) + "\"; a rate such as 5/s or 12/m is allowed, 1/m or more"
                    : "the parameter " + MIN_INTERVAL + " is \"" + Syntax.shown(String.valueOf(minInterval)) + "\"; a time such as 200ms or 2s is allowed, more than 0 and at most 1m");
        }
        return Pace.ofMinInterval(interval);
    }

    private static @Nullable String value(Query query, String name) {
        String value = query.first(name);
        return value == null || value.isEmpty() ? null : value;
    }

    /** Returns the time between two events at a rate, rounded up, or null if the text is no rate. */
    private static @Nullable Duration interval(String rate) {
        Matcher matcher = RATE.matcher(rate);
        if (!matcher.matches()) {
            return null;
        }
        long count = Long.parseLong(matcher.group(1));
        long periodNanos = Duration.ofSeconds(matcher.group(2).equals("s") ? 1 : 60).toNanos();
        return count == 0 ? null : Duration.ofNanos((periodNanos + count - 1) / count);
    }
}
