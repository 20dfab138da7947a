package io.ssehub.netty.http;

import io.netty.handler.codec.http.HttpHeaders;
import io.ssehub.core.event.EventStreamEncoder;
import io.ssehub.core.event.ServerSentEvent;
import io.ssehub.core.topic.Selection;
import io.ssehub.netty.fanout.FanOut;
import io.ssehub.netty.fanout.KeepAlive;
import io.ssehub.netty.fanout.Start;
import io.ssehub.netty.fanout.Subscription;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Answers {@code GET} with the events of the topics that the query selects, all of them if it names none: WHATWG HTML 9.2.
 *
 * <table>
 *   <caption>The query</caption>
 *   <tr><td>{@code topic}</td><td>a pattern, see {@link Selection}; any number of them</td></tr>
 *   <tr><td>{@code lastEventId}</td><td>where to resume, for clients that cannot set the header {@code Last-Event-ID}, which goes before it</td></tr>
 *   <tr><td>{@code last}</td><td>how many past events to begin with, 0 to 999,999,999; for clients that resume from nowhere</td></tr>
 *   <tr><td>{@code max-rate}</td><td>how often to hear of a topic at most, such as {@code 5/s} or {@code 12/m}, always ending in its newest event</td></tr>
 *   <tr><td>{@code min-interval}</td><td>the same as a time, such as {@code 200ms}</td></tr>
 * </table>
 *
 * An empty value counts as absent. Of what the patterns select a client gets what its {@link Grant} covers, if there is a guard; a topic without wildcards that it may not
 * read is refused, as is a selection of which nothing is left. Pages of any origin may read the answer, also one that refuses. Thread-safe.
 */
public final class EventStream implements RequestHandler {
    /** The answer to a client that has nothing to wait for: 204 ends an {@code EventSource} for good, WHATWG HTML 9.2.3 (processing-model). */
    static final Answer NOTHING_MORE = Answer.empty(204).with("Cache-Control", "no-store").crossOrigin();

    static final String NO_ROOM = "The server conflates as many choices of topics and rate as it may";

    private static final Start LIVE = new Start.Live();
    private static final KeepAlive KEEP_ALIVE = new KeepAlive.WhenSilent();
    private static final int MAX_LAST_DIGITS = 9;

    private record Selected(List<String> patterns, Selection selection) {}

    private record Cut(Selection asked, Selection readable, @Nullable Selection left) {}

    /** Remembered, since most clients of a server select the same and an open stream keeps its selection. */
    private volatile Selected latest = new Selected(List.of(), Selection.all());

    private volatile Cut latestCut = new Cut(Selection.all(), Selection.all(), Selection.all());

    private final Supplier<ServerSentEvent> comeBack;

    /** Makes a handler whose streams begin with the reconnection times of {@code fanOut}. */
    public EventStream(FanOut fanOut) {
        this.comeBack = fanOut::comeBack;
    }

    @Override
    public void handle(Exchange exchange) {
        RequestHead head = exchange.head();
        Answer refused = refuse(head.headers());
        if (refused != null) {
            exchange.answer(refused);
            return;
        }
        try {
            Subscription asked = subscription(exchange.query(), head.headers());
            Grant grant = exchange.grant();
            Selection readable = grant == null ? asked.selection() : readable(grant, asked.selection(), exchange.query());
            if (readable == null) {
                exchange.forbid();
            } else {
                exchange.stream(asked.with(readable));
            }
        } catch (IllegalArgumentException wrong) {
            exchange.answer(Answer.problem(wrong).crossOrigin());
        }
    }

    /** Returns the answer to a client that must come back later: a browser would give up for good on any status but 200. */
    static Answer comeBackLater(HttpHeaders headers, String reason, ServerSentEvent comeBack) {
        return Accept.eventStream(headers) == Accept.NAMED
                ? Answer.eventStream(new String(EventStreamEncoder.encode(comeBack), StandardCharsets.UTF_8))
                : Answer.problem(503, reason + "; try again later.").with("Retry-After", "5");
    }

    /** Returns why the client cannot have a stream, or null if it can. */
    static @Nullable Answer refuse(HttpHeaders headers) {
        return Accept.eventStream(headers) != Accept.EXCLUDED ? null : Answer.problem(406, "There is only text/event-stream here, which Accept excludes.").crossOrigin();
    }

    /**
     * Returns what a request asks for.
     *
     * @throws IllegalArgumentException saying what is wrong with a pattern or number
     */
    Subscription subscription(Query query, HttpHeaders headers) {
        return new Subscription(selection(query), Rate.pace(query), start(query, LastEventId.of(headers, query)), KEEP_ALIVE, comeBack.get());
    }

    private Selection selection(Query query) {
        List<String> patterns = query.all("topic").stream().filter(pattern -> !pattern.isEmpty()).toList();
        Selected known = latest;
        if (!known.patterns.equals(patterns)) {
            known = new Selected(patterns, patterns.isEmpty() ? Selection.all() : Selection.of(patterns));
            latest = known;
        }
        return known.selection;
    }

    /** Returns what a client may read of what it asks for; null if that is nothing, or it asks for a topic by its name that it may not read. */
    private @Nullable Selection readable(Grant grant, Selection asked, Query query) {
        Selection readable = grant.readable();
        if (readable == null || query.all("topic").stream().anyMatch(topic -> !topic.isEmpty() && topic.indexOf('*') < 0 && !readable.matches(topic))) {
            return null;
        }
        Cut known = latestCut;
        if (!known.asked.equals(asked) || !known.readable.equals(readable)) {
            known = new Cut(asked, readable, asked.within(readable));
            latestCut = known;
        }
        return known.left;
    }

    private static Start start(Query query, @Nullable String lastEventId) {
        if (lastEventId != null) {
            return new Start.After(lastEventId);
        }
        String last = query.first("last");
        if (last == null || last.isEmpty()) {
            return LIVE;
        }
        if (!Syntax.isNumber(last, MAX_LAST_DIGITS)) {
            throw new IllegalArgumentException("last is \"" + Syntax.shown(last) + "\"; a number of events from 0 to 999,999,999 is allowed");
        }
        return new Start.Back(Integer.parseInt(last));
    }
}
