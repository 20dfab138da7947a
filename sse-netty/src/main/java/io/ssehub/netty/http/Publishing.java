package io.ssehub.netty.http;

import io.ssehub.core.count.Counter;
import io.ssehub.core.count.LogAllowance;
import io.ssehub.core.event.Utf8Event;
import io.ssehub.core.hub.Hub;
import io.ssehub.core.hub.Publication;
import io.ssehub.core.hub.Publication.Accepted;
import io.ssehub.core.hub.Publication.Cause;
import io.ssehub.core.hub.Publication.Refused;
import io.ssehub.core.hub.Publication.Unstored;
import io.ssehub.core.limit.RateLimit;
import io.ssehub.core.topic.Topics;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Answers {@code POST} by publishing the body, as it is, on the topic that the query names.
 *
 * <table>
 *   <caption>The query</caption>
 *   <tr><td>{@code topic}</td><td>one topic, see {@link Topics}, that does not start with {@code $}</td></tr>
 *   <tr><td>{@code event}</td><td>the event's type; optional</td></tr>
 *   <tr><td>{@code retry}</td><td>the reconnection time to give the clients, in milliseconds, up to 9 digits; optional</td></tr>
 *   <tr><td>{@code durable}</td><td>{@code true}: answer once the event is on disk, with 507 if it does not get there; optional</td></tr>
 * </table>
 *
 * A body of {@code text/plain} or {@code application/json}, or without a type, is one event's data and answered with its id; of {@code application/x-ndjson}, each
 * line is, and is answered with a line. Thread-safe.
 */
public final class Publishing implements RequestHandler {
    /** The header of the position in the order of events that an answer is true at. */
    public static final String POSITION = "SSE-Last-Event-ID";

    private static final System.Logger LOG = System.getLogger(Publishing.class.getName());
    private static final String TYPES = "text/plain, application/json, application/x-ndjson";
    private static final int MAX_RETRY_DIGITS = 9;

    private final Hub hub;
    private final @Nullable RateLimit limit;
    private final Counter tooFast;
    private final LogAllowance logAllowance = new LogAllowance(System::nanoTime);

    /** Makes a handler that publishes to {@code hub}, for each client no faster than {@code limit}, or as fast as it likes if there is none. */
    public Publishing(Hub hub, @Nullable RateLimit limit) {
        this.hub = hub;
        this.limit = limit;
        this.tooFast = hub.counters().counter("publishes_refused", "rate", "Requests to publish that were refused as they came too fast");
    }

    /** What the events of a request have in common. */
    record Target(List<String> topics, @Nullable String event, @Nullable Long retryMillis, boolean durable) {
        static Target of(Query query) {
            List<String> topics = query.all("topic");
            if (topics.size() != 1) {
                throw new IllegalArgumentException("the query names " + topics.size() + " topics; exactly one is needed, as in ?topic=sensors/kitchen");
            }
            String topic = topics.get(0);
            if (topic.startsWith("$")) {
                throw new IllegalArgumentException("topic \"" + Syntax.shown(topic) + "\" starts with $, which is kept for the hub itself");
            }
            Topics.check(topic);
            String retry = query.first("retry");
            if (retry != null && !retry.isEmpty() && !Syntax.isNumber(retry, MAX_RETRY_DIGITS)) {
                throw new IllegalArgumentException("retry is \"" + Syntax.shown(retry) + "\"; milliseconds from 0 to 999,999,999 are allowed");
            }
            String durable = query.first("durable");
            if (durable != null && !List.of("", "true", "false").contains(durable)) {
                throw new IllegalArgumentException("durable is \"" + Syntax.shown(durable) + "\"; true or false is allowed");
            }
            Target target = new Target(
                    List.of(topic), query.first("event"), retry == null || retry.isEmpty() ? null : Long.valueOf(retry), "true".equals(durable));
            target.with(ByteBuffer.allocate(0)); // an event type that cannot be is refused here
            return target;
        }

        Utf8Event with(ByteBuffer data) {
            return new Utf8Event(event, data, retryMillis);
        }

        void offer(Hub hub, ByteBuffer data, Consumer<Publication> answer) {
            if (durable) {
                hub.offerDurably(topics, with(data), answer);
            } else {
                hub.offer(topics, with(data), answer);
            }
        }
    }

    @Override
    public void handle(Exchange exchange) {
        prepare(exchange.request()).handle(exchange);
    }

    @Override
    public RequestHandler prepare(Request request) {
        String contentType = request.header("Content-Type");
        MediaType type = MediaType.parse(contentType == null ? "text/plain" : contentType);
        if (!type.isUtf8()) {
            return unsupported("The charset is " + Syntax.shown(String.valueOf(type.charset())) + "; only utf-8 is taken.");
        }
        Target target;
        try {
            target = Target.of(request.query());
        } catch (IllegalArgumentException wrong) {
            return exchange -> exchange.answer(Answer.problem(wrong));
        }
        return switch (type.type()) {
            case "text/plain", "application/json" -> exchange -> publish(exchange, target);
            case "application/x-ndjson" -> exchange -> publishLines(exchange, target);
            default -> unsupported("The body is " + Syntax.shown(type.type()) + "; taken are: " + TYPES + ".");
        };
    }

    private static RequestHandler unsupported(String detail) {
        return exchange -> exchange.answer(Answer.problem(415, detail).with("Accept", TYPES));
    }

    /** Returns whether the client may publish on the topic; if not, it has its answer. */
    private static boolean isAllowed(Exchange exchange, Target target) {
        Grant grant = exchange.grant();
        boolean allowed = grant == null || target.topics().stream().allMatch(grant::mayPublish);
        if (!allowed) {
            exchange.forbid();
        }
        return allowed;
    }

    private void publishLines(Exchange exchange, Target target) {
        if (!isAllowed(exchange, target)) {
            return;
        }
        PublishedLines lines = new PublishedLines(hub, exchange, target);
        if (isSlowEnough(exchange, Math.max(1, lines.count()))) {
            lines.publish();
        }
    }

    /** Returns whether the client may publish so many events now; if not, it has its answer. */
    private boolean isSlowEnough(Exchange exchange, int events) {
        Duration wait = limit == null ? Duration.ZERO : limit.take(exchange.remoteAddress().getAddress(), events);
        if (wait.isZero()) {
            return true;
        }
        tooFast.increment();
        long silentBefore = logAllowance.ask();
        if (silentBefore != LogAllowance.SILENT) {
            LOG.log(System.Logger.Level.WARNING, "{0} publishes too fast; not logged before: {1}", exchange.remoteAddress(), silentBefore);
        }
        exchange.answer(Answer.problem(429, "Events come too fast from your address; wait before you publish again.")
                .with("Retry-After", Long.toString(wait.toSeconds() + 1)));
        return false;
    }

    private void publish(Exchange exchange, Target target) {
        if (!isAllowed(exchange, target) || !isSlowEnough(exchange, 1)) {
            return;
        }
        ByteBuffer data = exchange.body().nioBuffer();
        if (!Utf8.isValid(data)) {
            exchange.problem(400, "The body is not UTF-8.");
            return;
        }
        exchange.overlap(); // the hub keeps the order of what one thread offers
        target.offer(hub, data, publication -> exchange.answer(answer(publication)));
    }

    private Answer answer(Publication publication) {
        if (publication instanceof Accepted accepted) {
            return AcceptedAnswer.of(accepted.id());
        }
        if (publication instanceof Unstored unstored) {
            return Answer.problem(507, "The event was published, but is not on disk: " + Cause.STORE_FAILING.reason() + ".")
                    .with(POSITION, unstored.id().toString());
        }
        return refusal(((Refused) publication).cause());
    }

    private Answer refusal(Cause cause) {
        String limit = cause == Cause.EVENT_TOO_LARGE ? ", which is " + hub.options().eventBytes() + " bytes as it stands on the wire" : "";
        Answer answer = Answer.problem(status(cause), "The event was refused: " + cause.reason() + limit + ".");
        return answer.status() == 503 ? answer.with("Retry-After", "1") : answer;
    }

    private static int status(Cause cause) {
        return switch (cause) {
            case TOPICS_FULL, NO_STORE, STORE_FAILING -> 507;
            case EVENT_TOO_LARGE -> 413;
            case QUEUE_FULL, HISTORY_FULL, CLOSED -> 503;
        };
    }
}
