package io.ssehub.demo.state;

import io.ssehub.netty.http.Answer;
import io.ssehub.netty.http.Exchange;
import io.ssehub.netty.http.RequestHandler;
import tools.jackson.databind.json.JsonMapper;

/** Answers with one page of a list, as a JSON object whose {@code next}, if there is one, is the {@code after} of the next page. Not for an event loop. */
final class ListRoute implements RequestHandler {
    /** Loads what writes JSON when it is first wanted: it would make up a good part of the hub's start. */
    private static final class Json {
        static final JsonMapper MAPPER = new JsonMapper();
    }

    /** Makes a page's document. */
    @FunctionalInterface
    interface Source {
        Record document(PageRequest page) throws PageRequest.WrongException;
    }

    private final Source source;

    ListRoute(Source source) {
        this.source = source;
    }

    @Override
    public void handle(Exchange exchange) {
        Record document;
        try {
            document = source.document(PageRequest.of(exchange.query()));
        } catch (PageRequest.WrongException e) {
            exchange.problem(400, String.valueOf(e.getMessage()));
            return;
        }
        exchange.answer(Answer.of(200, "application/json", Json.MAPPER.writeValueAsBytes(document))
                .with("Cache-Control", "no-store")
                .with("X-Content-Type-Options", "nosniff"));
    }
}
