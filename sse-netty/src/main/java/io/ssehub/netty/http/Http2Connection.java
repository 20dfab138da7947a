package io.ssehub.netty.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http2.DefaultHttp2GoAwayFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2PingFrame;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2SettingsFrame;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One connection that speaks HTTP/2: RFC 9113. Its requests are streams, see {@link Http2Request}; here is what they share: limits, how long nothing may come, the end.
 *
 * <p>Confined to its event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // closing cannot fail, and a write that fails closes the connection
final class Http2Connection extends ChannelInboundHandlerAdapter implements HttpConnection {
    private static final int MOST_STREAMS = 100;
    private static final int MOST_HEADER_BYTES = 8 * 1024;
    private static final int MOST_CONTROL_FRAMES_WAITING = 1_000;

    /** As many resets, and as many pings and settings, are taken within a period. */
    private static final int MOST_CONTROL_FRAMES = 200;

    private static final int CONTROL_SECONDS = 30;

    /** How long a client that is given up has to take the news. */
    private static final int LAST_WORD_SECONDS = 2;

    /** As many of the largest bodies may be under way at a time. */
    private static final int MOST_BODIES = 4;

    private final HttpService service;
    private final Peer peer;
    private final boolean full;
    private final ClientPlaces places;

    private ChannelHandlerContext ctx;
    private Deadline deadline;
    private boolean begun;
    private int streams;
    private long bodyBytes;
    private long periodStartNanos;
    private int controlFrames;
    private boolean givenUp;

    @SuppressWarnings("NullAway.Init") // handlerAdded comes before everything else
    private Http2Connection(HttpService service, Peer peer, boolean full, ClientPlaces places) {
        this.service = service;
        this.peer = peer;
        this.full = full;
        this.places = places;
    }

    /** Makes a connection speak HTTP/2 from here on. */
    static void begin(ChannelPipeline pipeline, HttpService service, Peer peer, boolean full, ClientPlaces places) {
        Http2Connection connection = new Http2Connection(service, peer, full, places);
        Http2FrameCodec codec = Http2FrameCodecBuilder.forServer()
                .initialSettings(new Http2Settings()
                        .maxConcurrentStreams(MOST_STREAMS)
                        .maxHeaderListSize(Math.min(MOST_HEADER_BYTES, service.options().headBytes())))
                .validateHeaders(true)
                .validateRequiredPseudoHeaders(true)
                .encoderEnforceMaxQueuedControlFrames(MOST_CONTROL_FRAMES_WAITING)
                .decoderEnforceMaxRstFramesPerWindow(MOST_CONTROL_FRAMES, CONTROL_SECONDS)
                .build();
        Http2FrameTime time = new Http2FrameTime(service.options().headTimeout(), () -> connection.giveUp("http2_stalled", Http2Error.ENHANCE_YOUR_CALM));
        pipeline.addLast(time, codec, new Http2MultiplexHandler(new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel stream) {
                connection.opened(stream);
                stream.pipeline().addLast(new Http2Request(service, connection));
            }
        }), connection);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        this.ctx = ctx;
        deadline = new Deadline(ctx.executor(), this::expired);
        deadline.set(service.options().headTimeout().toNanos());
        periodStartNanos = now();
        service.add(this);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        deadline.cancel();
        service.remove(this);
    }

    private void opened(Channel stream) {
        begun = true;
        streams++;
        if (!givenUp) {
            deadline.clear();
        }
        stream.closeFuture().addListener(closed -> {
            streams--;
            if (streams == 0 && !givenUp && !ctx.isRemoved()) {
                deadline.set(service.options().idleTimeout().toNanos());
            }
        });
    }

    Peer peer() {
        return peer;
    }

    /** Whether the server has no connection for the client: then this one ends with its first answer. */
    boolean isFull() {
        return full;
    }

    /** Takes the place of one more event stream of a client. Returns what gives it back; null if there is none. */
    @Nullable Runnable takePlace(SocketAddress client) {
        return places.take(client, false);
    }

    /** Takes note of more of a body that is kept. Returns false if the bodies that are under way are too much together. */
    boolean keep(int bytes) {
        if (bodyBytes + bytes > (long) MOST_BODIES * service.options().bodyBytes()) {
            return false;
        }
        bodyBytes += bytes;
        return true;
    }

    /** Takes note that some of what was kept is no more. */
    void release(long bytes) {
        bodyBytes -= bytes;
    }

    private void expired() {
        if (givenUp) { // and it does not take what it is told
            cut();
            return;
        }
        giveUp(begun ? "idle" : "silent", Http2Error.NO_ERROR);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if ((message instanceof Http2PingFrame || message instanceof Http2SettingsFrame) && isTooOften()) {
            giveUp("http2_flood", Http2Error.ENHANCE_YOUR_CALM);
        }
        ReferenceCountUtil.release(message);
    }

    private boolean isTooOften() {
        long now = now();
        if (now - periodStartNanos >= TimeUnit.SECONDS.toNanos(CONTROL_SECONDS)) {
            periodStartNanos = now;
            controlFrames = 0;
        }
        return ++controlFrames > MOST_CONTROL_FRAMES;
    }

    private long now() {
        return ctx.executor().ticker().nanoTime();
    }

    private void giveUp(String cause, Http2Error error) {
        if (!givenUp) {
            givenUp = true;
            service.countClosed(cause);
            ctx.writeAndFlush(new DefaultHttp2GoAwayFrame(error)).addListener(sent -> cut());
            deadline.set(TimeUnit.SECONDS.toNanos(LAST_WORD_SECONDS));
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (givenUp) {
            return;
        }
        givenUp = true;
        if (cause instanceof Http2Exception wrong) { // the codec says so to the client, and closes
            service.countClosed(wrong.error() == Http2Error.ENHANCE_YOUR_CALM ? "http2_flood" : "http2_" + wrong.error().name().toLowerCase(Locale.ROOT));
        } else {
            service.countClosed(cause instanceof IOException ? "reset" : "error");
            cut();
        }
    }

    @Override
    public void cut() {
        ctx.executor().execute(() -> {
            ChannelHandlerContext codec = ctx.pipeline().context(Http2FrameCodec.class);
            if (codec != null) {
                codec.close(); // past the codec, which would wait for streams
            }
        });
    }

    /** Says that no more requests are taken, RFC 9113 section 6.8, and closes when the last stream has ended. */
    @Override
    public void drain() {
        if (!full) {
            ctx.channel().close();
        }
    }
}
