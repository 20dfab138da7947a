package io.ssehub.core.store;

import java.time.Duration;

/**
 * When what is written has to be safe from a loss of power. Whatever is written is safe from the end of the process, by {@code kill -9} too.
 */
public sealed interface Sync {
    /**
     * What is published durably at once, before the publisher is told, with all that came until then; everything else within {@code period}.
     *
     * @param period zero, for all at once, or more
     */
    record Within(Duration period) implements Sync {
        /**
         * Checks the range.
         *
         * @throws IllegalArgumentException if {@code period} is negative
         */
        public Within {
            if (period.isNegative()) {
                throw new IllegalArgumentException("the period is " + period + "; zero or more is allowed");
            }
        }
    }

    /** When the operating system sees fit, and durable publishers are told as soon as it has taken the event. */
    record Never() implements Sync {}
}
