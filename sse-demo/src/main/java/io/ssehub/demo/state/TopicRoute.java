package io.ssehub.demo.state;

import io.ssehub.core.hub.Hub;
import io.ssehub.netty.http.Answer;
import io.ssehub.netty.http.Exchange;
import io.ssehub.netty.http.Period;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Pauses and closes the topic that the rest of the path names. Answers 204. Not for an event loop. */
public final class TopicRoute {
    private static final String PAUSE = "/pause";
    private static final Answer DONE = Answer.empty(204);

    private final Hub hub;

    /** Makes the route to the topics of {@code hub}. */
    public TopicRoute(Hub hub) {
        this.hub = hub;
    }

    /** Answers {@code POST …/pause?for=10m}, see {@link Hub#pause}. */
    public void pause(Exchange exchange) {
        String path = exchange.pathRest();
        if (!path.endsWith(PAUSE)) {
            exchange.problem(404, "There is nothing to post to at this path; POST /api/topics/<topic>/pause?for=10m pauses a topic.");
            return;
        }
        String text = exchange.query().first("for");
        @Nullable Duration duration = text == null ? null : Period.parse(text);
        if (duration == null) {
            exchange.problem(400, "The parameter for is " + (text == null ? "missing" : "\"" + text + "\"") + "; a time such as 30s, 10m or 1h is needed.");
            return;
        }
        answer(exchange, path.substring(0, path.length() - PAUSE.length()), topic -> hub.pause(topic, duration));
    }

    /** Answers {@code DELETE}, see {@link Hub#close(String)}. */
    public void close(Exchange exchange) {
        answer(exchange, exchange.pathRest(), hub::close);
    }

    /** Does something to a topic, and returns whether there was room for it. */
    private interface Change {
        boolean make(String topic);
    }

    private static void answer(Exchange exchange, String topic, Change change) {
        try {
            if (topic.startsWith("$")) {
                throw new IllegalArgumentException("topic \"" + topic + "\" starts with $, which is kept for the hub itself");
            }
            exchange.answer(change.make(topic) ? DONE : Answer.problem(507, "The hub knows as many topics as it may."));
        } catch (IllegalArgumentException wrong) {
            exchange.answer(Answer.problem(wrong));
        }
    }
}
