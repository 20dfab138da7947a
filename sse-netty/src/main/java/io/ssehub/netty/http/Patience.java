package io.ssehub.netty.http;

import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * How long a connection waits for its client.
 *
 * <p>Confined to the event loop of its connection.
 */
final class Patience {
    /** What a connection is about. */
    enum Phase {
        /** Nothing has come yet. */
        NEW,
        /** Between two requests. */
        IDLE,
        HEAD,
        BODY,
        /** It is the server that takes its time. */
        ANSWERING,
        /** The last answer has gone, and the client should close. */
        LINGERING
    }

    private static final Duration LINGER = Duration.ofSeconds(2);

    private final HttpOptions options;
    private final Deadline deadline;
    private Phase phase = Phase.NEW;

    /** Begins with {@link Phase#NEW}; {@code expired} is told the phase that has taken too long. */
    Patience(HttpOptions options, EventExecutor loop, Consumer<Phase> expired) {
        this.options = options;
        deadline = new Deadline(loop, () -> expired.accept(phase));
        enter(Phase.NEW);
    }

    Phase phase() {
        return phase;
    }

    /** Begins to wait, also where the phase is the same. */
    void enter(Phase next) {
        phase = next;
        switch (next) {
            case NEW, HEAD -> deadline.set(options.headTimeout().toNanos());
            case BODY -> deadline.set(options.bodyTimeout().toNanos());
            case IDLE -> deadline.set(options.idleTimeout().toNanos());
            case ANSWERING -> deadline.clear();
            case LINGERING -> deadline.set(LINGER.toNanos());
        }
    }

    /** Goes on waiting if the phase is the same, but for an idle connection: that something came and went counts. */
    void watch(Phase now) {
        if (now != phase || now == Phase.IDLE) {
            enter(now);
        }
    }

    void end() {
        deadline.cancel();
    }
}
