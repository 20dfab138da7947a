// Set up as the reference's chapter "SSE" says: response.sse(), flushed after each event; events come from a sink for any number of subscribers, and a
// subscriber that is slow has a bounded buffer of its own.
// https://projectreactor.io/docs/netty/release/reference/http-server.html
// https://projectreactor.io/docs/core/release/reference/coreFeatures/sinks.html
package io.ssehub.peers;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import reactor.core.publisher.BufferOverflowStrategy;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/** Streams events with Reactor Netty. */
public final class ReactorNettyPeer {
    private static final int BUFFERED_EVENTS = 1_024;
    private static final Duration OTHERS_TURN = Duration.ofSeconds(1);

    private ReactorNettyPeer() {}

    public static void main(String[] args) {
        Sinks.Many<String> sink = Sinks.many().multicast().directBestEffort();
        Flux<String> events = sink.asFlux();
        DisposableServer server = HttpServer.create()
                .host("127.0.0.1")
                .port(Integer.parseInt(args[0]))
                .route(routes -> routes
                        .get("/events", (request, response) -> response
                                .sse()
                                .send(events.onBackpressureBuffer(BUFFERED_EVENTS, BufferOverflowStrategy.DROP_OLDEST).map(ReactorNettyPeer::encoded), event -> true))
                        .post("/events", (request, response) -> request
                                .receive()
                                .aggregate()
                                .asString()
                                .doOnNext(data -> sink.emitNext(data, Sinks.EmitFailureHandler.busyLooping(OTHERS_TURN)))
                                .then(response.status(204).send())))
                .bindNow();
        System.out.println("listening on http://127.0.0.1:" + server.port() + "/");
        server.onDispose().block();
    }

    private static ByteBuf encoded(String data) {
        return Unpooled.copiedBuffer("data: " + data + "\n\n", StandardCharsets.UTF_8);
    }
}
