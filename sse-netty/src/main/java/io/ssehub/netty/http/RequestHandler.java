package io.ssehub.netty.http;

/**
 * Answers requests.
 *
 * <p>Called on the event loop of the request's connection, so it must not block; what takes longer is handed elsewhere and answered from there.
 */
@FunctionalInterface
public interface RequestHandler {
    /**
     * Answers {@code exchange}, now or later, exactly once. An exception before that is answered with 500 and logged.
     */
    void handle(Exchange exchange);

    /**
     * Returns the handler of the requests that {@code request} is the head of; this one, where nothing else is said. A client that sends the same head again, but for
     * the length of the body, as publishers do, has it made once for all of them; so what follows from the head alone is best found out here.
     */
    default RequestHandler prepare(Request request) {
        return this;
    }
}
