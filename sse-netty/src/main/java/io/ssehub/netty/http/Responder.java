package io.ssehub.netty.http;

import io.netty.channel.Channel;
import io.ssehub.netty.fanout.Subscriber;
import io.ssehub.netty.fanout.Subscription;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Where the answer to a request goes: a connection of HTTP/1.1, or a stream of HTTP/2.
 *
 * <p>Confined to the event loop of its channel, but for {@link #channel}, {@link #peer} and {@link #service}.
 */
interface Responder {
    Channel channel();

    Peer peer();

    /** Returns the client of a request, if it is another than the connection's other end; else null. */
    default @Nullable SocketAddress client(Exchange exchange) {
        SocketAddress client = peer().proxy() ? exchange.remoteAddress() : peer().address();
        return client.equals(channel().remoteAddress()) ? null : client;
    }

    HttpService service();

    /** Takes a handler's answer; drops it if the connection has gone. */
    void answered(Exchange exchange, Answer given);

    /**
     * Answers with a stream, which the fan-out has the channel for from here on.
     *
     * @return the stream; null if the client may not have it or asked for the head alone, which is answered, or the connection has gone
     */
    @Nullable Subscriber stream(Exchange exchange, Subscription subscription);
}
