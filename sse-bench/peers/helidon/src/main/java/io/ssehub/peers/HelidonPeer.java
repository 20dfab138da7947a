// Set up as Helidon's chapter "SSE" says: a handler, on a virtual thread of its own, emits to its SseSink as long as the client is there. Publishing fills a
// bounded queue for each client.
// https://helidon.io/docs/v4/se/sse
package io.ssehub.peers;

import io.helidon.http.Status;
import io.helidon.http.sse.SseEvent;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.helidon.webserver.sse.SseSink;
import java.io.UncheckedIOException;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Streams events with Helidon. */
public final class HelidonPeer {
    private static final int QUEUED_EVENTS = 1_024;
    private static final int KEEP_ALIVE_SECONDS = 15;
    private static final SseEvent KEEP_ALIVE = SseEvent.builder().comment("keep-alive").build();
    private static final Set<BlockingQueue<SseEvent>> STREAMS = ConcurrentHashMap.newKeySet();

    private HelidonPeer() {}

    public static void main(String[] args) {
        WebServer server = WebServer.builder()
                .host("127.0.0.1")
                .port(Integer.parseInt(args[0]))
                .routing(routing -> routing.get("/events", HelidonPeer::stream).post("/events", HelidonPeer::publish))
                .build()
                .start();
        System.out.println("listening on http://127.0.0.1:" + server.port() + "/");
    }

    private static void stream(ServerRequest request, ServerResponse response) throws InterruptedException {
        BlockingQueue<SseEvent> queue = new ArrayBlockingQueue<>(QUEUED_EVENTS);
        try (SseSink sink = response.sink(SseSink.TYPE)) {
            STREAMS.add(queue);
            while (true) {
                SseEvent event = queue.poll(KEEP_ALIVE_SECONDS, TimeUnit.SECONDS);
                sink.emit(event == null ? KEEP_ALIVE : event);
            }
        } catch (UncheckedIOException gone) {
            // The client has closed the connection.
        } finally {
            STREAMS.remove(queue);
        }
    }

    private static void publish(ServerRequest request, ServerResponse response) {
        SseEvent event = SseEvent.create(request.content().as(String.class));
        for (BlockingQueue<SseEvent> stream : STREAMS) {
            stream.offer(event);
        }
        response.status(Status.NO_CONTENT_204).send();
    }
}
