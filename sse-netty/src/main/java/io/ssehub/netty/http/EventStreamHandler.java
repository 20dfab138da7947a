package io.ssehub.netty.http;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.AttributeKey;
import io.netty.util.ReferenceCountUtil;
import io.ssehub.core.log.Framing;
import io.ssehub.netty.fanout.Admission;
import io.ssehub.netty.fanout.FanOut;
import io.ssehub.netty.fanout.Subscription;
import java.util.ArrayList;
import java.util.List;

/**
 * Serves event streams at one path of somebody's own HTTP server; every other request goes on to the next handler.
 *
 * <pre>
 *   1. SslHandler and the like, if any: they stay
 *   2. HttpServerCodec
 *   3. HttpObjectAggregator and the like, if any
 *   4. EventStreamHandler
 *   5. the server's own handlers
 * </pre>
 *
 * <p>When a stream begins, the handlers from the codec on leave the pipeline and the fan-out has the connection. What such a server lets in, which hosts it answers
 * for and how many connections it takes, is its own concern; a request must not come here before those ahead of it on the connection are answered.
 *
 * <p>Thread-safe; one is enough for all connections.
 */
@Sharable
@SuppressWarnings("FutureReturnValueIgnored") // a write that fails closes the connection
public final class EventStreamHandler extends ChannelInboundHandlerAdapter {
    /** Set while the rest of a request that has been answered here is still to come, as it does where nothing aggregates. */
    private static final AttributeKey<Boolean> ANSWERED = AttributeKey.valueOf(EventStreamHandler.class, "answered");

    private final FanOut fanOut;
    private final String path;
    private final EventStream events;

    /**
     * Makes a handler.
     *
     * @param path compared with the request's path as sent, such as {@code /events}
     */
    public EventStreamHandler(FanOut fanOut, String path) {
        this.fanOut = fanOut;
        this.path = path;
        events = new EventStream(fanOut);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (!(message instanceof HttpRequest request) || !isForStream(request)) {
            if (isRestOfAnswered(ctx, message)) {
                ReferenceCountUtil.release(message);
            } else {
                ctx.fireChannelRead(message);
            }
            return;
        }
        if (!(message instanceof LastHttpContent)) {
            ctx.channel().attr(ANSWERED).set(true);
        }
        try {
            Answer refused = EventStream.refuse(request.headers());
            if (refused != null) {
                answer(ctx, request, refused);
            } else {
                start(ctx, request, events.subscription(Query.parse(query(request.uri()), true), request.headers()));
            }
        } catch (RefusedException e) {
            answer(ctx, request, Answer.problem(e.refusal().status(), e.refusal().detail()).crossOrigin());
        } catch (IllegalArgumentException wrong) {
            answer(ctx, request, Answer.problem(wrong).crossOrigin());
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private static boolean isRestOfAnswered(ChannelHandlerContext ctx, Object message) {
        if (!(message instanceof HttpContent) || !ctx.channel().hasAttr(ANSWERED) || !ctx.channel().attr(ANSWERED).get()) {
            return false;
        }
        ctx.channel().attr(ANSWERED).set(!(message instanceof LastHttpContent));
        return true;
    }

    private boolean isForStream(HttpRequest request) {
        String uri = request.uri();
        return request.decoderResult().isSuccess()
                && (request.method().equals(HttpMethod.GET) || request.method().equals(HttpMethod.HEAD))
                && uri.startsWith(path)
                && (uri.length() == path.length() || uri.charAt(path.length()) == '?');
    }

    private String query(String uri) {
        return uri.length() == path.length() ? "" : uri.substring(path.length() + 1);
    }

    private void start(ChannelHandlerContext ctx, HttpRequest request, Subscription subscription) {
        Admission admission = fanOut.admit(subscription);
        if (admission != Admission.ADMITTED) {
            boolean closed = admission == Admission.CLOSED;
            answer(ctx, request, closed ? EventStream.NOTHING_MORE : EventStream.comeBackLater(request.headers(), EventStream.NO_ROOM, fanOut.comeBack()));
            return;
        }
        boolean http11 = request.protocolVersion().equals(HttpVersion.HTTP_1_1);
        boolean headOnly = request.method().equals(HttpMethod.HEAD);
        HttpResponse head = headOnly
                ? new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK)
                : new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
        setHeaders(head, Answer.EVENT_STREAM);
        HttpUtil.setTransferEncodingChunked(head, http11);
        if (headOnly) {
            send(ctx, request, head);
            return;
        }
        HttpUtil.setKeepAlive(head, http11 && HttpUtil.isKeepAlive(request));
        ChannelPipeline pipeline = ctx.pipeline();
        List<ChannelHandler> leaving = fromCodecOn(pipeline);
        pipeline.addLast(IgnoredInput.HANDLER);
        // Whatever stands between might compress the head or wait for its end.
        leaving.stream().filter(handler -> handler != this && !(handler instanceof HttpServerCodec)).forEach(pipeline::remove);
        ChannelFuture headWritten = ctx.writeAndFlush(head);
        pipeline.remove(this);
        pipeline.remove(HttpServerCodec.class);
        ctx.channel().config().setAutoRead(true);
        fanOut.subscribe(ctx.channel(), headWritten, http11 ? Framing.CHUNKED : Framing.PLAIN, subscription);
    }

    private static List<ChannelHandler> fromCodecOn(ChannelPipeline pipeline) {
        List<ChannelHandler> handlers = new ArrayList<>();
        for (String name : pipeline.names()) {
            ChannelHandler handler = pipeline.get(name);
            if (handler instanceof HttpServerCodec || (!handlers.isEmpty() && handler != null)) {
                handlers.add(handler);
            }
        }
        if (handlers.isEmpty()) {
            throw new IllegalStateException("there is no HttpServerCodec ahead of EventStreamHandler; the pipeline is " + pipeline.names());
        }
        return handlers;
    }

    private static void answer(ChannelHandlerContext ctx, HttpRequest request, Answer answer) {
        byte[] body = request.method().equals(HttpMethod.HEAD) ? new byte[0] : answer.body();
        HttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(answer.status()), Unpooled.wrappedBuffer(body));
        setHeaders(response, answer);
        if (answer.status() != HttpResponseStatus.NO_CONTENT.code()) {
            response.headers().set(HttpHeaderNames.CONTENT_LENGTH, answer.body().length);
        }
        send(ctx, request, response);
    }

    private static void send(ChannelHandlerContext ctx, HttpRequest request, HttpResponse response) {
        boolean keepAlive = HttpUtil.isKeepAlive(request);
        HttpUtil.setKeepAlive(response.headers(), request.protocolVersion(), keepAlive);
        ChannelFuture sent = ctx.writeAndFlush(response);
        if (!keepAlive) {
            sent.addListener(ChannelFutureListener.CLOSE);
        }
    }

    private static void setHeaders(HttpResponse response, Answer answer) {
        String contentType = answer.contentType();
        if (contentType != null) {
            response.headers().set(HttpHeaderNames.CONTENT_TYPE, contentType);
        }
        answer.headers().forEach(header -> response.headers().set(header.name(), header.value()));
    }
}
