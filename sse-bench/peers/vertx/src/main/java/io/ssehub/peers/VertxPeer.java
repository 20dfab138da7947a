// Set up as the manual of Vert.x core says: a verticle for each event loop, the event bus between them, chunked responses that are written to unless their
// write queue is full, the native transport.
// https://vertx.io/docs/vertx-core/java/#_writing_http_responses
// https://vertx.io/docs/vertx-core/java/#streams
package io.ssehub.peers;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** Streams events with Vert.x. */
public final class VertxPeer extends VerticleBase {
    private static final String ADDRESS = "events";

    private final Set<HttpServerResponse> streams = new HashSet<>();
    private final int port;
    private final CompletableFuture<Integer> listening;

    private VertxPeer(int port, CompletableFuture<Integer> listening) {
        this.port = port;
        this.listening = listening;
    }

    public static void main(String[] args) throws Exception {
        Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
        // Verticles share a port; a negative one means any free one, the same for all that name the same.
        int port = args[0].equals("0") ? -1 : Integer.parseInt(args[0]);
        CompletableFuture<Integer> listening = new CompletableFuture<>();
        DeploymentOptions options = new DeploymentOptions().setInstances(VertxOptions.DEFAULT_EVENT_LOOP_POOL_SIZE);
        vertx.deployVerticle(() -> new VertxPeer(port, listening), options).await();
        System.out.println("listening on http://127.0.0.1:" + listening.get() + "/");
    }

    @Override
    public Future<HttpServer> start() {
        vertx.eventBus().<Buffer>localConsumer(ADDRESS, message -> {
            for (HttpServerResponse stream : streams) {
                if (!stream.writeQueueFull()) {
                    stream.write(message.body());
                }
            }
        });
        return vertx.createHttpServer()
                .requestHandler(this::handle)
                .listen(port, "127.0.0.1")
                .onSuccess(server -> listening.complete(server.actualPort()));
    }

    private void handle(HttpServerRequest request) {
        if (!request.path().equals("/events")) {
            request.response().setStatusCode(404).end();
        } else if (request.method().equals(HttpMethod.GET)) {
            HttpServerResponse stream = request.response();
            stream.putHeader("Content-Type", "text/event-stream").putHeader("Cache-Control", "no-cache").setChunked(true);
            stream.closeHandler(closed -> streams.remove(stream));
            stream.writeHead();
            streams.add(stream);
        } else if (request.method().equals(HttpMethod.POST)) {
            request.body().onSuccess(data -> {
                vertx.eventBus().publish(ADDRESS, Buffer.buffer("data: ").appendBuffer(data).appendString("\n\n"));
                request.response().setStatusCode(204).end();
            });
        } else {
            request.response().setStatusCode(405).end();
        }
    }
}
