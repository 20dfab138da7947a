package io.ssehub.netty.fanout;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.unix.Socket;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2StreamChannel;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The way out by a stream of HTTP/2: a copy in DATA frames, one at a time. A frame has left when the client's windows, for the stream and for the connection, and the
 * socket have had room for it; until then nothing more is taken. What the streams of one connection send in a turn leaves together.
 */
@SuppressWarnings("FutureReturnValueIgnored") // closing cannot fail
final class Http2Outlet extends Outlet {
    /** The largest frame that every client takes: RFC 9113 section 4.2. */
    private static final int MOST_BYTES = 16 << 10;

    private final Channel stream;
    private final Http2Connection connection;

    Http2Outlet(Http2StreamChannel stream, @Nullable SocketAddress client, Subscriber subscriber) {
        super(subscriber, client);
        this.stream = stream;
        this.connection = stream.parent().pipeline().get(Http2FrameCodec.class).connection();
    }

    @Override
    @Nullable Socket socket() {
        return null;
    }

    @Override
    int send(ByteBuffer bytes, int from, int to) {
        int length = Math.min(to - from, MOST_BYTES);
        ByteBuf copy = stream.alloc().ioBuffer(length, length);
        copy.writeBytes(bytes.duplicate().limit(from + length).position(from));
        ChannelFuture sent = stream.write(new DefaultHttp2DataFrame(copy));
        if (connection.numActiveStreams() > 1) {
            subscriber.shard.flushSoon(stream.parent());
        } else {
            stream.flush();
        }
        blockUntil(sent);
        return length;
    }

    @Override
    int awaitRoom(byte next) {
        throw new IllegalStateException("a stream of HTTP/2 has no socket of its own");
    }

    /** There is nothing to look at: a frame is taken in whole. */
    @Override
    boolean retry() {
        return false;
    }

    /** Ends the stream as its client expects it, RFC 9113 section 8.1. */
    @Override
    void finish() {
        block();
        stream.writeAndFlush(new DefaultHttp2DataFrame(true)).addListener(sent -> close());
    }

    @Override
    void close() {
        stream.close();
    }

    /** Closing a stream that has not ended resets it. */
    @Override
    void reset() {
        close();
    }

    @Override
    void onClosed(Runnable task) {
        stream.closeFuture().addListener(closed -> task.run());
    }

    @Override
    SocketAddress remoteAddress() {
        return stream.remoteAddress();
    }
}
