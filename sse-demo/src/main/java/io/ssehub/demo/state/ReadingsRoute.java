package io.ssehub.demo.state;

import io.ssehub.demo.board.Readings;
import io.ssehub.netty.http.Answer;
import io.ssehub.netty.http.Exchange;
import io.ssehub.netty.http.Publishing;
import io.ssehub.netty.http.RequestHandler;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Answers with the newest readings, and with the position in the order of events from which a stream goes on without a gap. O(sensors).
 *
 * <p>Parameters: {@code board} and {@code sensor}, any number of each, select; {@code by=board} nests.
 */
public final class ReadingsRoute implements RequestHandler {
    private final Readings readings;

    /** Answers from {@code readings}. */
    public ReadingsRoute(Readings readings) {
        this.readings = readings;
    }

    @Override
    public void handle(Exchange exchange) {
        @Nullable String by = exchange.query().first("by");
        if (by != null && !by.equals("board")) {
            exchange.answer(Answer.problem(400, "The parameter by is \"" + by + "\"; only \"board\" is allowed.").crossOrigin());
            return;
        }
        Set<String> boards = Set.copyOf(exchange.query().all("board"));
        Set<String> sensors = Set.copyOf(exchange.query().all("sensor"));
        Readings.Document document = by == null ? readings.flat(boards, sensors) : readings.byBoard(boards, sensors);
        exchange.answer(Answer.json(200, document.json())
                .with(Publishing.POSITION, document.position().toString())
                .with("Cache-Control", "no-store")
                .with("X-Content-Type-Options", "nosniff")
                .with("Access-Control-Expose-Headers", Publishing.POSITION)
                .crossOrigin());
    }
}
