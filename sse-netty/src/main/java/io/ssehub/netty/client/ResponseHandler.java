package io.ssehub.netty.client;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.timeout.ReadTimeoutException;
import io.netty.util.AsciiString;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import io.ssehub.core.event.EventStreamLimitException;
import io.ssehub.core.event.EventStreamParser;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One connection: asks for the stream, judges the answer as WHATWG HTML 9.2.3 (processing-model) says, feeds the body to a parser, and tells the
 * {@link EventSource} once how it ended. Stands behind the HTTP codec; confined to the event loop of its channel.
 */
final class ResponseHandler extends ChannelInboundHandlerAdapter {
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
    private static final AsciiString LAST_EVENT_ID = AsciiString.cached("last-event-id");

    private enum Phase {
        /** No answer yet, or only informational ones. */
        HEAD,
        STREAM,
        /** The end has been told; what still comes is dropped. */
        ENDED
    }

    private final EventSource source;
    private final Target target;
    private final HttpHeaders headers;
    private final EventStreamParser parser;
    private final Duration connectTimeout;
    private Phase phase = Phase.HEAD;
    private @Nullable ScheduledFuture<?> headTimer;

    ResponseHandler(EventSource source, Target target, HttpHeaders headers, EventStreamParser parser, Duration connectTimeout) {
        this.source = source;
        this.target = target;
        this.headers = headers;
        this.parser = parser;
        this.connectTimeout = connectTimeout;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        headTimer = ctx.executor().schedule(() -> lost(ctx, "no answer within " + connectTimeout, null), connectTimeout.toMillis(), TimeUnit.MILLISECONDS);
        ctx.writeAndFlush(request()).addListener(written -> {
            if (!written.isSuccess()) {
                lost(ctx, "the request could not be sent", written.cause());
            }
        });
    }

    private FullHttpRequest request() {
        // Not validated: the builder has checked the program's headers, and an id may hold any byte but CR, LF and NUL, which no id holds.
        DefaultHttpHeadersFactory unchecked = DefaultHttpHeadersFactory.headersFactory().withValidation(false);
        FullHttpRequest request =
                new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, target.path(), Unpooled.EMPTY_BUFFER, unchecked, unchecked);
        request.headers()
                .set(HttpHeaderNames.HOST, target.authority())
                .set(HttpHeaderNames.ACCEPT, "text/event-stream")
                .set(HttpHeaderNames.CACHE_CONTROL, "no-store")
                .add(headers);
        if (!parser.lastEventId().isEmpty()) {
            request.headers().set(LAST_EVENT_ID, new AsciiString(parser.lastEventId().getBytes(StandardCharsets.UTF_8), false));
        }
        return request;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        try {
            if (phase != Phase.ENDED) {
                read(ctx, (HttpObject) message);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void read(ChannelHandlerContext ctx, HttpObject message) {
        DecoderResult result = message.decoderResult();
        if (result.isFailure()) {
            lost(ctx, "the answer is not HTTP/1.1: " + SseException.shown(result.cause().getMessage()), result.cause());
            return;
        }
        if (message instanceof HttpResponse response && response.status().codeClass() != HttpStatusClass.INFORMATIONAL) {
            readHead(ctx, response);
        }
        if (phase == Phase.STREAM && message instanceof HttpContent content) {
            readBody(ctx, content.content());
        }
        if (phase == Phase.STREAM && message instanceof LastHttpContent) {
            lost(ctx, "the server ended the stream", null);
        }
    }

    private void readHead(ChannelHandlerContext ctx, HttpResponse response) {
        int status = response.status().code();
        String contentType = response.headers().get(HttpHeaderNames.CONTENT_TYPE);
        String location = response.headers().get(HttpHeaderNames.LOCATION);
        String contentEncoding = response.headers().get(HttpHeaderNames.CONTENT_ENCODING, "identity");
        if (status == HttpResponseStatus.NO_CONTENT.code()) {
            end(ctx);
            source.stop();
        } else if (REDIRECTS.contains(status) && location != null) {
            end(ctx);
            source.redirect(target, location);
        } else if (status != HttpResponseStatus.OK.code()) {
            fail(ctx, new SseException("the server answered " + HttpResponseStatus.valueOf(status) + "; 200 is needed", status));
        } else if (!isEventStream(contentType)) {
            fail(ctx, new SseException("the answer's Content-Type is " + SseException.shown(contentType) + "; text/event-stream is needed", status));
        } else if (!contentEncoding.equalsIgnoreCase("identity")) {
            fail(ctx, new SseException("the answer's Content-Encoding is " + SseException.shown(contentEncoding) + "; none was asked for", status));
        } else {
            cancelHeadTimer();
            phase = Phase.STREAM;
            source.opened();
        }
    }

    private static boolean isEventStream(@Nullable String contentType) {
        return contentType != null && contentType.split(";", 2)[0].strip().equalsIgnoreCase("text/event-stream");
    }

    private void readBody(ChannelHandlerContext ctx, ByteBuf body) {
        try {
            parser.parse(body.nioBuffer());
        } catch (EventStreamLimitException e) {
            fail(ctx, new SseException(String.valueOf(e.getMessage()), e));
        } catch (RuntimeException | Error e) {
            fail(ctx, e);
        } finally {
            source.reached(parser.lastEventId());
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        lost(ctx, phase == Phase.HEAD ? "the server closed the connection without an answer" : "the server cut the stream off", null);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        lost(ctx, cause instanceof ReadTimeoutException ? "the server has been silent for too long" : "the connection failed", cause);
    }

    private void lost(ChannelHandlerContext ctx, String message, @Nullable Throwable cause) {
        if (phase != Phase.ENDED) {
            end(ctx);
            source.lost(new SseException(message, cause));
        }
    }

    private void fail(ChannelHandlerContext ctx, Throwable cause) {
        end(ctx);
        source.fail(cause);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // closing cannot fail
    private void end(ChannelHandlerContext ctx) {
        phase = Phase.ENDED;
        cancelHeadTimer();
        ctx.close();
    }

    private void cancelHeadTimer() {
        if (headTimer != null) {
            headTimer.cancel(false);
        }
    }
}
