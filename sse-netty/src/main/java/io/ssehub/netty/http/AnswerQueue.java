package io.ssehub.netty.http;

import java.util.ArrayDeque;
import java.util.function.BiConsumer;

/**
 * The requests of a connection that are not answered yet. One is handled after the other, unless they may {@linkplain Exchange#overlap overlap}; their answers go out
 * in the order of the requests: RFC 9112 section 9.3.2.
 *
 * <p>Confined to the event loop of its connection.
 */
final class AnswerQueue {
    private static final int MOST = 256;

    private final HttpService service;
    private final BiConsumer<Answer, RequestHead> out;
    private final ArrayDeque<Exchange> unanswered = new ArrayDeque<>(4);

    /** Makes an empty queue; {@code out} gets the answers, each with the head of its request. */
    AnswerQueue(HttpService service, BiConsumer<Answer, RequestHead> out) {
        this.service = service;
        this.out = out;
    }

    /** Adds a request that has come in whole, and handles it if nothing is to be waited for. */
    void add(Exchange exchange) {
        Exchange previous = unanswered.peekLast();
        unanswered.add(exchange);
        if (previous == null || previous.allowsNext(exchange)) {
            service.handle(exchange);
        }
    }

    /** Passes on the answers whose turn has come, and handles the request whose turn has come. */
    void advance() {
        Exchange first;
        while ((first = unanswered.peek()) != null) {
            Answer given = first.given();
            if (given != null) {
                unanswered.remove();
                out.accept(given, first.head());
            } else if (!first.isStarted()) {
                service.handle(first);
            } else {
                return;
            }
        }
    }

    /** Takes out the first request, which is answered by other means. */
    void remove() {
        unanswered.remove();
    }

    boolean isEmpty() {
        return unanswered.isEmpty();
    }

    /** Whether no further request is to be read for now. */
    boolean isFull() {
        Exchange last = unanswered.peekLast();
        return (last != null && !last.isStarted()) || unanswered.size() >= MOST;
    }

    void release() {
        unanswered.forEach(Exchange::releaseBody);
        unanswered.clear();
    }
}
