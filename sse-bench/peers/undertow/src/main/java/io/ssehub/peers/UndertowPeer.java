// Set up as Undertow's own example: ServerSentEventHandler keeps the connections, publishing sends to each of them.
// https://github.com/undertow-io/undertow/blob/main/examples/src/main/java/io/undertow/examples/sse/ServerSentEventsServer.java
package io.ssehub.peers;

import io.undertow.Handlers;
import io.undertow.Undertow;
import io.undertow.server.handlers.sse.ServerSentEventConnection;
import io.undertow.server.handlers.sse.ServerSentEventHandler;
import java.net.InetSocketAddress;

/** Streams events with Undertow. */
public final class UndertowPeer {
    private UndertowPeer() {}

    public static void main(String[] args) {
        ServerSentEventHandler events = Handlers.serverSentEvents();
        Undertow server = Undertow.builder()
                .addHttpListener(Integer.parseInt(args[0]), "127.0.0.1")
                .setHandler(Handlers.routing()
                        .get("/events", events)
                        .post("/events", exchange -> exchange.getRequestReceiver().receiveFullString((posted, data) -> {
                            for (ServerSentEventConnection connection : events.getConnections()) {
                                connection.send(data);
                            }
                            posted.setStatusCode(204).endExchange();
                        })))
                .build();
        server.start();
        InetSocketAddress address = (InetSocketAddress) server.getListenerInfo().get(0).getAddress();
        System.out.println("listening on http://127.0.0.1:" + address.getPort() + "/");
    }
}
