package io.ssehub.netty.http;

import io.ssehub.core.topic.Selection;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What the sender of a request may do. Immutable and thread-safe.
 *
 * @param name whose it is, for the log: no secret
 * @param readable the topics whose events it may read; null for none
 * @param publishable the topics it may publish on; null for none
 * @param operator whether it may use the routes that are for operators; of topics that says nothing
 * @param expiresNanos when it ends, as {@link System#nanoTime} will tell; null for never
 */
public record Grant(String name, @Nullable Selection readable, @Nullable Selection publishable, boolean operator, @Nullable Long expiresNanos) implements Sender {
    /** Returns whether events of {@code topic} may be read. */
    public boolean mayRead(String topic) {
        return readable != null && readable.matches(topic);
    }

    /** Returns whether everything of {@code selection} may be read. */
    public boolean mayRead(Selection selection) {
        return readable != null && readable.covers(selection);
    }

    /** Returns whether {@code topic} may be published on. */
    public boolean mayPublish(String topic) {
        return publishable != null && publishable.matches(topic);
    }

    /** Returns how long it still holds, zero or less if it holds no more; null for ever. */
    public @Nullable Duration left() {
        return expiresNanos == null ? null : Duration.ofNanos(expiresNanos - System.nanoTime());
    }

    /** Returns whether it holds no more. */
    public boolean hasExpired() {
        Duration left = left();
        return left != null && (left.isNegative() || left.isZero());
    }
}
