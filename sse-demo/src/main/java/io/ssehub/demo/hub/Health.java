package io.ssehub.demo.hub;

import io.ssehub.netty.http.Answer;
import io.ssehub.netty.http.Exchange;

/** Tells whether the hub lives, and whether new clients should come to it. Thread-safe. */
final class Health {
    private static final Answer LIVE = text(200, "live\n");
    private static final Answer READY = text(200, "ready\n");
    private static final Answer STARTING = text(503, "starting\n");
    private static final Answer DRAINING = text(503, "draining\n");

    private volatile Answer readiness = STARTING;

    private static Answer text(int status, String body) {
        return Answer.text(status, body).with("Cache-Control", "no-store");
    }

    void ready() {
        readiness = READY;
    }

    void draining() {
        readiness = DRAINING;
    }

    /** Answers 200 as long as there is anybody to answer. */
    void answerLive(Exchange exchange) {
        exchange.answer(LIVE);
    }

    /** Answers 200 between start and stop, else 503. */
    void answerReady(Exchange exchange) {
        exchange.answer(readiness);
    }
}
