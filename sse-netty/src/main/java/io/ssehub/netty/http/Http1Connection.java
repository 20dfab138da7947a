package io.ssehub.netty.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.socket.DuplexChannel;
import io.ssehub.core.log.Framing;
import io.ssehub.netty.fanout.Subscriber;
import io.ssehub.netty.fanout.Subscription;
import io.ssehub.netty.http.Patience.Phase;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * One connection that speaks HTTP/1.1 or 1.0: requests in from {@link RequestDecoder}, answers out in their order, and what is to be waited for how long.
 *
 * <p>Confined to its event loop. It reads no further while a request waits for its turn or the client does not take its answers, so a connection holds at most what
 * one read brought, one body and the answers to those.
 */
@SuppressWarnings("FutureReturnValueIgnored") // closing cannot fail, and a write that fails closes the connection
final class Http1Connection extends ChannelInboundHandlerAdapter implements HttpConnection, Responder {
    private final HttpService service;
    private final Peer peer;
    private final boolean full;
    private final Runnable closed;
    private final ClientPlaces places;
    private final AnswerQueue unanswered;

    private ChannelHandlerContext ctx;
    private RequestDecoder decoder;
    private AnswerWriter writer;
    private BodyIntake body;
    private Patience patience;

    private boolean reading;
    private boolean continueDue;
    private boolean noMoreRequests;
    private @Nullable Answer refusal;
    private @Nullable RequestHead refusedHead;
    private boolean ending;
    private long lastPendingBytes;

    @SuppressWarnings("NullAway.Init") // handlerAdded comes before everything else
    Http1Connection(HttpService service, Peer peer, boolean full, Runnable closed, ClientPlaces places) {
        this.service = service;
        this.peer = peer;
        this.full = full;
        this.closed = closed;
        this.places = places;
        unanswered = new AnswerQueue(service, this::write);
    }

    @Override
    public Channel channel() {
        return ctx.channel();
    }

    @Override
    public Peer peer() {
        return peer;
    }

    @Override
    public HttpService service() {
        return service;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        this.ctx = ctx;
        decoder = new RequestDecoder(ctx.alloc(), service.options().headBytes(), peer.scheme(), head -> Request.of(head, peer, service));
        writer = new AnswerWriter(ctx);
        body = new BodyIntake(service.options().bodyBytes(), ctx.alloc());
        patience = new Patience(service.options(), ctx.executor(), this::expired);
        service.add(this);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        service.remove(this);
        patience.end();
        decoder.release();
        writer.release();
        body.release();
        unanswered.release();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        reading = true;
        decoder.add((ByteBuf) message);
        decode();
    }

    private void decode() {
        try {
            for (RequestDecoder.Part part = decoder.next(); part != RequestDecoder.Part.NONE; part = decoder.next()) {
                switch (part) {
                    case HEAD -> begin(decoder.request());
                    case PIECE -> take(decoder.takePiece());
                    default -> end();
                }
            }
        } catch (RefusedException e) {
            refuse(service.refuse(e.refusal()), null);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        reading = false;
        settle();
    }

    private void begin(Request request) {
        patience.enter(Phase.ANSWERING);
        noMoreRequests |= !request.keepsAlive();
        RequestHead head = request.head();
        Exchange exchange = new Exchange(this, request);
        Answer refused = service.refuse(exchange, full);
        if (refused != null) {
            refuse(refused, head);
        } else if (request.takesBody() || head.bodyLength() == 0) {
            body.keepFor(exchange);
            askForBody(request);
        } else {
            answerWithoutBody(exchange);
        }
    }

    private void answerWithoutBody(Exchange exchange) {
        Request request = exchange.request();
        body.drop();
        noMoreRequests |= request.expectsContinue() || request.head().bodyLength() > service.options().bodyBytes();
        enqueue(exchange);
    }

    private void askForBody(Request request) {
        continueDue = request.expectsContinue() && request.head().bodyLength() != 0;
        if (continueDue && unanswered.isEmpty()) {
            continueDue = false;
            writer.writeContinue();
        }
    }

    private void take(ByteBuf piece) {
        if (!body.add(piece)) {
            refuse(service.refuse(Refusal.bodyTooLarge(service.options().bodyBytes())), null);
        }
    }

    private void end() {
        patience.enter(Phase.ANSWERING);
        continueDue = false;
        if (noMoreRequests) {
            decoder.ignoreRest();
        }
        Exchange complete = body.end();
        if (complete != null) {
            enqueue(complete);
        }
    }

    private void enqueue(Exchange exchange) {
        unanswered.add(exchange);
        throttle();
    }

    /** Refuses a request, or what should have been one: the connection ends behind the answer, since where the next request begins may be unknown. */
    private void refuse(Answer given, @Nullable RequestHead head) {
        if (!body.isDropping()) { // else the request has its answer already
            refusal = given;
            refusedHead = head;
        }
        body.giveUp();
        noMoreRequests = true;
        decoder.ignoreRest();
        advance();
    }

    @Override
    public void answered(Exchange exchange, Answer given) {
        if (ctx.isRemoved()) {
            return;
        }
        exchange.give(service.origins().shown(given, exchange.head()));
        advance();
        if (!reading) {
            settle();
        }
    }

    /** Writes the answers whose turn has come, and starts the request whose turn has come. */
    private void advance() {
        unanswered.advance();
        if (continueDue && unanswered.isEmpty() && body.isKeeping()) {
            continueDue = false;
            writer.writeContinue();
        }
        Answer last = refusal;
        if (last != null && unanswered.isEmpty()) {
            refusal = null;
            write(last, refusedHead);
        }
        if (isLast() && !ending && !ctx.isRemoved()) {
            finish();
        }
    }

    /** Whether nothing follows what has been answered. */
    private boolean isLast() {
        return noMoreRequests && unanswered.isEmpty() && !body.isKeeping() && refusal == null;
    }

    private void write(Answer answer, @Nullable RequestHead head) {
        service.countAnswer(answer.status());
        writer.write(answer, isLast() ? "close" : head == null || head.http11() ? "" : "keep-alive", head);
    }

    /** Ends the connection behind the last answer, in the steps of RFC 9112 section 9.6, so that input still under way does not reset it before the answer is read. */
    private void finish() {
        ending = true;
        decoder.ignoreRest();
        boolean linger = body.isDropping() && channel() instanceof DuplexChannel;
        writer.flushLast().addListener(sent -> {
            if (linger && sent.isSuccess()) {
                ((DuplexChannel) channel()).shutdownOutput();
            } else {
                ctx.close();
            }
        });
    }

    @Override
    public void cut() {
        ctx.close();
    }

    @Override
    public void drain() {
        ctx.executor().execute(() -> {
            if (ending || full || ctx.isRemoved()) {
                return;
            }
            noMoreRequests = true;
            if (!body.isKeeping() && unanswered.isEmpty()) {
                ctx.close();
            } else if (!body.isKeeping() && !body.isDropping()) {
                decoder.ignoreRest();
            }
        });
    }

    @Override
    public @Nullable Subscriber stream(Exchange exchange, Subscription subscription) {
        if (ctx.isRemoved()) {
            return null;
        }
        RequestHead head = exchange.head();
        Answer instead = service.answerInsteadOfStream(head, subscription);
        if (instead != null) {
            answered(exchange, instead);
            return null;
        }
        Runnable ended = takePlace(exchange);
        if (ended == null) {
            answered(exchange, service.busy(head));
            return null;
        }
        unanswered.remove();
        service.countAnswer(Answer.EVENT_STREAM.status());
        writer.write(service.origins().shown(Answer.EVENT_STREAM, head), noMoreRequests || !head.http11() ? "close" : "", head);
        ChannelFuture headWritten = writer.flushLast();
        Channel channel = channel();
        channel.config().setAutoRead(true); // so that the client's leaving is seen
        channel.pipeline().addLast(IgnoredInput.HANDLER).remove(this);
        return service.subscribe(channel, headWritten, head.http11() ? Framing.CHUNKED : Framing.PLAIN, subscription, client(exchange), ended);
    }

    /** Takes a place for a stream, which a client behind a proxy has none for yet. Returns what to run when the stream has ended; null if there is no place. */
    private @Nullable Runnable takePlace(Exchange exchange) {
        if (!peer.proxy()) {
            return closed;
        }
        Runnable leave = places.take(exchange.remoteAddress(), true);
        if (leave == null) {
            return null;
        }
        channel().closeFuture().addListener(gone -> leave.run());
        return () -> {
            closed.run();
            leave.run();
        };
    }

    /** Leaves the connection as it should be until the next event: everything sent, the deadline set, reading or not. */
    private void settle() {
        if (ctx.isRemoved()) {
            return;
        }
        if (!ending) {
            writer.flush();
        }
        throttle();
        patience.watch(phase());
    }

    private boolean mustWait() {
        return !ending && (unanswered.isFull() || !channel().isWritable());
    }

    private void throttle() {
        if (ctx.isRemoved()) {
            return;
        }
        boolean wait = mustWait();
        if (wait && !decoder.isPaused()) {
            decoder.pause();
            channel().config().setAutoRead(false);
        } else if (!wait && decoder.isPaused()) {
            ctx.executor().execute(this::resume);
        }
    }

    private void resume() {
        if (!ctx.isRemoved() && decoder.isPaused() && !mustWait()) {
            channel().config().setAutoRead(true);
            decoder.resume();
            reading = true;
            decode();
            channelReadComplete(ctx);
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        throttle();
        ctx.fireChannelWritabilityChanged();
    }

    private Phase phase() {
        if (ending) {
            return Phase.LINGERING;
        }
        if (body.isKeeping() || body.isDropping()) {
            return Phase.BODY;
        }
        if (!unanswered.isEmpty()) {
            return Phase.ANSWERING;
        }
        if (decoder.insideHead() && !decoder.isPaused()) {
            return Phase.HEAD;
        }
        return patience.phase() == Phase.NEW ? Phase.NEW : Phase.IDLE;
    }

    private void expired(Phase phase) {
        switch (phase) {
            case HEAD -> refuseLate(new Refusal(408, "head_timeout", "The request's head did not come to its end in time."));
            case BODY -> refuseLate(new Refusal(408, "body_timeout", "The request's body did not come to its end in time."));
            case IDLE -> {
                if (isTakingAnswers()) {
                    patience.enter(Phase.IDLE);
                } else {
                    giveUp("idle");
                }
            }
            case NEW -> giveUp("silent");
            case ANSWERING, LINGERING -> ctx.close();
        }
    }

    private void refuseLate(Refusal late) {
        refuse(service.refuse(late), null);
        settle();
    }

    /** Whether a slow client has taken some of its answers since it was last asked. */
    private boolean isTakingAnswers() {
        ChannelOutboundBuffer outbound = channel().unsafe().outboundBuffer();
        long pendingBytes = outbound == null ? 0 : outbound.totalPendingWriteBytes();
        boolean taking = pendingBytes != 0 && pendingBytes != lastPendingBytes;
        lastPendingBytes = pendingBytes;
        return taking;
    }

    private void giveUp(String cause) {
        service.countClosed(cause);
        ctx.close();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        service.countClosed(cause instanceof IOException ? "reset" : "error");
        ctx.close();
    }
}
