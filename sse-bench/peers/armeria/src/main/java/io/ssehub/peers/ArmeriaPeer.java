// Set up as Armeria's chapter "Serving Server-Sent Events" says: ServerSentEvents.fromPublisher of a Flux, the request's timeout cleared. The Flux is a sink's,
// and a subscriber that is slow has a bounded buffer of its own. A response's head goes out with its first event, so that a comment comes first.
// https://armeria.dev/docs/server/sse
package io.ssehub.peers;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.sse.ServerSentEvent;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.streaming.ServerSentEvents;
import java.net.InetSocketAddress;
import java.time.Duration;
import reactor.core.publisher.BufferOverflowStrategy;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

/** Streams events with Armeria. */
public final class ArmeriaPeer {
    private static final int BUFFERED_EVENTS = 1_024;
    private static final Duration OTHERS_TURN = Duration.ofSeconds(1);

    private ArmeriaPeer() {}

    public static void main(String[] args) {
        Sinks.Many<ServerSentEvent> sink = Sinks.many().multicast().directBestEffort();
        Flux<ServerSentEvent> events = sink.asFlux();
        Server server = Server.builder()
                .http(new InetSocketAddress("127.0.0.1", Integer.parseInt(args[0])))
                .route()
                .get("/events")
                .build((context, request) -> {
                    context.clearRequestTimeout();
                    return ServerSentEvents.fromPublisher(
                            events.onBackpressureBuffer(BUFFERED_EVENTS, BufferOverflowStrategy.DROP_OLDEST).startWith(ServerSentEvent.ofComment("open")));
                })
                .route()
                .post("/events")
                .build((context, request) -> HttpResponse.of(request.aggregate().thenApply(posted -> {
                    sink.emitNext(ServerSentEvent.ofData(posted.contentUtf8()), Sinks.EmitFailureHandler.busyLooping(OTHERS_TURN));
                    return HttpResponse.of(HttpStatus.NO_CONTENT);
                })))
                .build();
        server.start().join();
        System.out.println("listening on http://127.0.0.1:" + server.activeLocalPort() + "/");
    }
}
