package io.ssehub.core.hub;

import java.time.Duration;
import java.util.Arrays;

/**
 * How often a subscriber wants to hear of a topic: of each event, or once in an interval at most, then of the newest. Few, so that subscribers share what is made for
 * a pace.
 */
public enum Pace {
    /** Each event. */
    EACH_EVENT(Duration.ZERO),
    /** 20 a second. */
    EVERY_50_MS(Duration.ofMillis(50)),
    /** 10 a second. */
    EVERY_100_MS(Duration.ofMillis(100)),
    /** 5 a second. */
    EVERY_200_MS(Duration.ofMillis(200)),
    /** 2 a second. */
    EVERY_500_MS(Duration.ofMillis(500)),
    /** One a second. */
    EVERY_SECOND(Duration.ofSeconds(1)),
    /** 30 a minute. */
    EVERY_2_S(Duration.ofSeconds(2)),
    /** 12 a minute. */
    EVERY_5_S(Duration.ofSeconds(5)),
    /** 6 a minute. */
    EVERY_10_S(Duration.ofSeconds(10)),
    /** 2 a minute. */
    EVERY_30_S(Duration.ofSeconds(30)),
    /** One a minute. */
    EVERY_MINUTE(Duration.ofMinutes(1));

    private final Duration interval;

    Pace(Duration interval) {
        this.interval = interval;
    }

    /** Returns the least time between two events of a topic; zero for each event. */
    public Duration interval() {
        return interval;
    }

    /**
     * Returns the fastest pace with at least {@code interval} between two events of a topic.
     *
     * @param interval more than zero, at most a minute
     * @throws IllegalArgumentException if it is out of range
     */
    public static Pace ofMinInterval(Duration interval) {
        Duration slowest = EVERY_MINUTE.interval;
        if (interval.isNegative() || interval.isZero() || interval.compareTo(slowest) > 0) {
            throw new IllegalArgumentException("the interval is " + interval + "; more than zero and at most " + slowest + " is allowed");
        }
        return Arrays.stream(values()).filter(pace -> pace.interval.compareTo(interval) >= 0).findFirst().orElse(EVERY_MINUTE);
    }
}
