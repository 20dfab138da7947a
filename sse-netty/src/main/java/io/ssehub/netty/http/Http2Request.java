package io.ssehub.netty.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.util.ReferenceCountUtil;
import io.ssehub.core.log.Framing;
import io.ssehub.netty.fanout.Subscriber;
import io.ssehub.netty.fanout.Subscription;
import org.jspecify.annotations.Nullable;

/**
 * One stream of HTTP/2, which carries one request and its answer: RFC 9113 section 8.1.
 *
 * <p>Confined to its event loop. It holds one body, and one answer until the client has taken it, which it has the time of an idle connection for.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a write that fails closes the stream
final class Http2Request extends ChannelInboundHandlerAdapter implements Responder {
    private final HttpService service;
    private final Http2Connection connection;

    private ChannelHandlerContext ctx;
    private BodyIntake body;
    private Deadline deadline;
    private @Nullable RequestHead head;
    private long keptBytes;
    private boolean ended;
    private boolean answered;

    @SuppressWarnings("NullAway.Init") // handlerAdded comes before everything else
    Http2Request(HttpService service, Http2Connection connection) {
        this.service = service;
        this.connection = connection;
    }

    @Override
    public Channel channel() {
        return ctx.channel();
    }

    @Override
    public Peer peer() {
        return connection.peer();
    }

    @Override
    public HttpService service() {
        return service;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        this.ctx = ctx;
        body = new BodyIntake(service.options().bodyBytes(), ctx.alloc());
        deadline = new Deadline(ctx.executor(), this::expired);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        deadline.cancel();
        releaseBody();
    }

    private void releaseBody() {
        body.release();
        connection.release(keptBytes);
        keptBytes = 0;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof Http2HeadersFrame headers) {
            ended = headers.isEndStream();
            if (head == null) {
                begin(headers);
            } else if (ended) {
                end(); // trailers, which mean nothing here
            }
        } else if (message instanceof Http2DataFrame data) {
            ended = data.isEndStream();
            take(data.content());
            if (ended) {
                end();
            }
        } else {
            ReferenceCountUtil.release(message);
        }
    }

    private void begin(Http2HeadersFrame headers) {
        RequestHead checked;
        try {
            checked = Http2Head.of(headers.headers(), ended, peer().scheme());
        } catch (RefusedException e) {
            Answer refused = service.refuse(e.refusal());
            if (e.refusal().status() == 400) { // malformed, which is a matter of the protocol here: RFC 9113 section 8.1.1
                reset(Http2Error.PROTOCOL_ERROR);
            } else {
                write(refused, false);
            }
            return;
        }
        head = checked;
        Request request = Request.of(checked, peer(), service);
        Exchange exchange = new Exchange(this, request);
        Answer refused = service.refuse(exchange, connection.isFull());
        if (refused != null) {
            write(refused, checked.isHead());
            return;
        }
        if (request.takesBody() || ended) {
            body.keepFor(exchange);
        } else {
            body.drop();
        }
        if (ended) {
            end();
            return;
        }
        deadline.set(service.options().bodyTimeout().toNanos());
        if (body.isDropping()) {
            service.handle(exchange);
        } else if (request.expectsContinue()) {
            ctx.writeAndFlush(new DefaultHttp2HeadersFrame(Http2Answer.goOn()));
        }
    }

    private void take(ByteBuf piece) {
        int length = piece.readableBytes();
        if (answered) {
            piece.release();
        } else if (body.isKeeping() && !connection.keep(length)) {
            piece.release();
            refuse(new Refusal(503, "bodies", "The bodies under way on this connection are too much together."));
        } else {
            keptBytes += body.isKeeping() ? length : 0;
            if (!body.add(piece)) {
                refuse(Refusal.bodyTooLarge(service.options().bodyBytes()));
            }
        }
    }

    /** Refuses a request that has not come in whole. */
    private void refuse(Refusal refusal) {
        body.giveUp();
        write(service.refuse(refusal), false);
    }

    private void end() {
        if (!answered) {
            deadline.clear();
        }
        Exchange complete = body.end();
        if (complete != null) {
            service.handle(complete);
            releaseBody();
        }
    }

    @Override
    public void answered(Exchange exchange, Answer given) {
        if (!ctx.isRemoved() && !answered) {
            write(service.origins().shown(given, exchange.head()), exchange.head().isHead());
        }
    }

    private void write(Answer answer, boolean headOnly) {
        answered = true;
        service.countAnswer(answer.status());
        boolean bodiless = headOnly || answer.body().length == 0;
        ChannelFuture written = ctx.write(new DefaultHttp2HeadersFrame(Http2Answer.head(answer), bodiless));
        if (!bodiless) {
            written = ctx.write(new DefaultHttp2DataFrame(Unpooled.wrappedBuffer(answer.body()), true));
        }
        deadline.set(service.options().idleTimeout().toNanos());
        written.addListener(done -> {
            if (!ended) { // what still comes of the request is of no use: RFC 9113 section 8.1
                reset(Http2Error.NO_ERROR);
            }
        });
        ctx.flush();
        if (connection.isFull()) {
            ctx.channel().parent().close();
        }
    }

    @Override
    public @Nullable Subscriber stream(Exchange exchange, Subscription subscription) {
        if (ctx.isRemoved() || answered) {
            return null;
        }
        Answer instead = service.answerInsteadOfStream(exchange.head(), subscription);
        Runnable leave = instead == null ? connection.takePlace(exchange.remoteAddress()) : null;
        if (leave == null) {
            answered(exchange, instead != null ? instead : service.busy(exchange.head()));
            return null;
        }
        ctx.channel().closeFuture().addListener(closed -> leave.run());
        service.countAnswer(Answer.EVENT_STREAM.status());
        ChannelFuture headWritten = ctx.writeAndFlush(new DefaultHttp2HeadersFrame(Http2Answer.head(service.origins().shown(Answer.EVENT_STREAM, exchange.head()))));
        ctx.pipeline().addLast(IgnoredInput.HANDLER).remove(this);
        return service.subscribe(ctx.channel(), headWritten, Framing.PLAIN, subscription, client(exchange), () -> {});
    }

    private void expired() {
        if (answered) {
            service.countClosed("idle");
            reset(Http2Error.CANCEL);
        } else {
            refuse(new Refusal(408, "body_timeout", "The request's body did not come to its end in time."));
        }
    }

    private void reset(Http2Error error) {
        ctx.writeAndFlush(new DefaultHttp2ResetFrame(error)).addListener(done -> ctx.close());
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof Http2Exception) { // the codec has found the request malformed, and resets the stream
            service.countRefused("malformed");
        } else {
            ctx.close();
        }
    }
}
