package io.ssehub.demo.state;

import io.ssehub.demo.board.Readings;
import io.ssehub.netty.http.Answer;
import io.ssehub.netty.http.Exchange;
import io.ssehub.netty.http.Grant;
import io.ssehub.netty.http.Publishing;
import io.ssehub.netty.http.RequestHandler;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Answers with the newest readings, and with the position in the order of events from which a stream goes on without a gap. O(sensors).
 *
 * <p>Parameters: {@code board} and {@code sensor}, any number of each, select; {@code by=board} nests. Sensors are shown whose topics the client may read.
 */
public final class ReadingsRoute implements RequestHandler {
    private final Readings readings;

    /** Answers from {@code readings}. */
    public ReadingsRoute(Readings readings) {
        this.readings = readings;
    }

    @Override
    public void handle(Exchange exchange) {
        Grant grant = exchange.grant();
        if (grant != null && grant.readable() == null) {
            exchange.forbid();
            return;
        }
        @Nullable String by = exchange.query().first("by");
        if (by != null && !by.equals("board")) {
            exchange.answer(Answer.problem(400, "The parameter by is \"" + by + "\"; only \"board\" is allowed.").crossOrigin());
            return;
        }
        Predicate<String> readable = grant == null ? topic -> true : grant::mayRead;
        Readings.Wanted wanted = new Readings.Wanted(Set.copyOf(exchange.query().all("board")), Set.copyOf(exchange.query().all("sensor")), readable);
        Readings.Document document = by == null ? readings.flat(wanted) : readings.byBoard(wanted);
        exchange.answer(Answer.json(200, document.json())
                .with(Publishing.POSITION, document.position().toString())
                .with("Cache-Control", "no-store")
                .with("X-Content-Type-Options", "nosniff")
                .with("Access-Control-Expose-Headers", Publishing.POSITION)
                .crossOrigin());
    }
}
