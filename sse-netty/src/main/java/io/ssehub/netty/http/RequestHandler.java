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
}
