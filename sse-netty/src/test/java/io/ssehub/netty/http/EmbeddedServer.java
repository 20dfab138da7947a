package io.ssehub.netty.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.ssehub.core.count.Counters;
import io.ssehub.core.hub.Hub;
import io.ssehub.core.hub.HubOptions;
import io.ssehub.netty.fanout.FanOut;
import io.ssehub.netty.fanout.FanOutOptions;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;

/** One HTTP connection without a socket: bytes in, bytes out, time under the test's control. */
final class EmbeddedServer implements AutoCloseable {
    final Hub hub = Hub.open(HubOptions.defaults());
    final FanOut fanOut = new FanOut(hub, FanOutOptions.defaults());
    final Counters counters = hub.counters();
    final HttpService service;
    final EmbeddedChannel channel = new EmbeddedChannel();

    EmbeddedServer(Routes routes) {
        this(routes, HttpOptions.defaults());
    }

    EmbeddedServer(Routes routes, HttpOptions options) {
        this(routes, options, false);
    }

    EmbeddedServer(Routes routes, HttpOptions options, boolean full) {
        service = new HttpService(routes, options, fanOut, counters);
        serve(channel, full);
    }

    private void serve(EmbeddedChannel connection, boolean full) {
        connection.freezeTime();
        service.serve(connection, null, full, () -> {}, (client, counted) -> () -> {});
    }

    /** Returns one more connection of the same server, to be closed by the test. */
    EmbeddedChannel connect() {
        EmbeddedChannel another = new EmbeddedChannel();
        serve(another, false);
        return another;
    }

    /** Returns one more connection of the same server, from that address, to be closed by the test. */
    EmbeddedChannel connect(SocketAddress from) {
        EmbeddedChannel another = new EmbeddedChannel() {
            @Override
            protected SocketAddress remoteAddress0() {
                return from;
            }
        };
        serve(another, false);
        return another;
    }

    /** Sends text, each character one byte, unless the connection has ended, and returns what is answered at once. */
    String send(String bytes) {
        if (!isOpen()) {
            return "";
        }
        channel.writeInbound(Unpooled.copiedBuffer(bytes, StandardCharsets.ISO_8859_1));
        return answers();
    }

    /** Returns what has been answered since the last time, without the {@code Date}. */
    String answers() {
        return answers(channel);
    }

    static String answers(EmbeddedChannel connection) {
        connection.runPendingTasks();
        StringBuilder text = new StringBuilder();
        for (ByteBuf out = connection.readOutbound(); out != null; out = connection.readOutbound()) {
            text.append(out.toString(StandardCharsets.UTF_8));
            out.release();
        }
        return text.toString().replaceAll("Date: [^\r]*\r\n", "");
    }

    boolean isOpen() {
        return channel.isOpen();
    }

    long counted(String name, String cause) {
        return counters.counter(name, cause, "").value();
    }

    @Override
    public void close() {
        channel.finishAndReleaseAll();
        fanOut.close();
        hub.close();
    }
}
