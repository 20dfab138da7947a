package io.ssehub.netty.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.util.ReferenceCountUtil;
import io.ssehub.core.log.Framing;
import io.ssehub.netty.fanout.Subscriber;
import io.ssehub.netty.fanout.Subscription;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * One connection: requests in from {@link RequestDecoder}, one handled after the other, answers out in their order.
 *
 * <p>Confined to its event loop. It reads no further while a request waits for its turn or the client does not take its answers, so a connection holds at most what
 * one read brought, one body and the answers to those.
 */
@SuppressWarnings("FutureReturnValueIgnored") // closing cannot fail, and a write that fails closes the connection
final class HttpConnection extends ChannelInboundHandlerAdapter {
    private enum Phase {
        NEW,
        IDLE,
        HEAD,
        BODY,
        ANSWERING,
        LINGERING
    }

    private static final int MAX_UNANSWERED = 256;
    private static final Duration LINGER = Duration.ofSeconds(2);

    private final HttpService service;
    private final RequestDecoder decoder;
    private final boolean full;
    private final Runnable closed;
    private final ArrayDeque<Exchange> unanswered = new ArrayDeque<>(4);

    private ChannelHandlerContext ctx;
    private AnswerWriter writer;
    private BodyBuffer body;
    private Deadline deadline;

    private Phase phase = Phase.NEW;
    private boolean reading;
    private @Nullable Exchange incoming;
    private boolean continueDue;
    private boolean discarding;
    private long discardedBytes;
    private boolean noMoreRequests;
    private @Nullable Answer refusal;
    private @Nullable RequestHead refusedHead;
    private boolean ending;
    private long lastPendingBytes;

    @SuppressWarnings("NullAway.Init") // handlerAdded comes before everything else
    HttpConnection(HttpService service, RequestDecoder decoder, boolean full, Runnable closed) {
        this.service = service;
        this.decoder = decoder;
        this.full = full;
        this.closed = closed;
    }

    Channel channel() {
        return ctx.channel();
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        this.ctx = ctx;
        writer = new AnswerWriter(ctx);
        body = new BodyBuffer(ctx.alloc());
        deadline = new Deadline(ctx.executor(), this::expired);
        enter(Phase.NEW);
        service.add(this);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        service.remove(this);
        deadline.cancel();
        writer.release();
        body.take().release();
        unanswered.forEach(Exchange::releaseBody);
        unanswered.clear();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        reading = true;
        if (ending) {
            ReferenceCountUtil.release(message);
        } else if (message instanceof RequestHead head) {
            begin(head);
        } else if (message instanceof ByteBuf piece) {
            take(piece);
        } else if (message instanceof Refusal given) {
            refuse(given, null);
        } else {
            end();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        reading = false;
        settle();
    }

    private void begin(RequestHead head) {
        enter(Phase.ANSWERING);
        noMoreRequests |= !keepsAlive(head);
        Refusal wrongHost = service.checkHost(head);
        if (wrongHost != null) {
            refuse(wrongHost, head);
            return;
        }
        if (full) {
            service.countRefused("full");
            refuse(HttpService.busy(head), head);
            return;
        }
        Routes.Match match = service.routes().match(head.method(), head.path());
        Exchange exchange;
        try {
            boolean strict = match.strict();
            exchange = new Exchange(this, head, Query.parse(head.rawQuery(), strict), Percent.decode(match.rest(), false, strict), match.handler());
        } catch (RefusedException e) {
            service.countRefused(e.refusal().cause());
            answerInstead(head, Answer.problem(e.refusal().status(), e.refusal().detail()));
            return;
        }
        Refusal wrongBody = match.takesBody() ? checkBody(head) : null;
        if (wrongBody != null) {
            refuse(wrongBody, head);
        } else if (match.takesBody() || head.bodyLength() == 0) {
            incoming = exchange;
            askForBody(head);
        } else {
            answerWithoutBody(exchange);
        }
    }

    /** Has a request answered that is well-formed but asks for nothing that could be. */
    private void answerInstead(RequestHead head, Answer answer) {
        answerWithoutBody(new Exchange(this, head, Query.EMPTY, "", exchange -> exchange.answer(answer)));
    }

    private void answerWithoutBody(Exchange exchange) {
        RequestHead head = exchange.head();
        discarding = true;
        discardedBytes = 0;
        noMoreRequests |= expectsContinue(head) || head.bodyLength() > service.options().bodyBytes();
        enqueue(exchange);
    }

    private static boolean keepsAlive(RequestHead head) {
        return head.http11()
                ? !head.headers().containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE, true)
                : head.headers().containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.KEEP_ALIVE, true);
    }

    private static boolean expectsContinue(RequestHead head) {
        return head.http11() && head.headers().contains(HttpHeaderNames.EXPECT);
    }

    private @Nullable Refusal checkBody(RequestHead head) {
        if (head.bodyLength() > service.options().bodyBytes()) {
            return bodyTooLarge();
        }
        String coding = head.headers().get(HttpHeaderNames.CONTENT_ENCODING);
        if (coding != null && !coding.equalsIgnoreCase("identity")) {
            return new Refusal(415, "content_encoding", "The body is encoded as " + Syntax.shown(coding) + "; it must come as it is.");
        }
        String expectation = head.http11() ? head.headers().get(HttpHeaderNames.EXPECT) : null;
        if (expectation != null && !expectation.equalsIgnoreCase("100-continue")) {
            return new Refusal(417, "expectation", "The only expectation that is met is: 100-continue.");
        }
        return null;
    }

    private Refusal bodyTooLarge() {
        return new Refusal(413, "body_too_large", "The body is longer than " + service.options().bodyBytes() + " bytes.");
    }

    private void askForBody(RequestHead head) {
        continueDue = head.bodyLength() != 0 && expectsContinue(head);
        if (continueDue && unanswered.isEmpty()) {
            continueDue = false;
            writer.writeContinue();
        }
    }

    private void take(ByteBuf piece) {
        int length = piece.readableBytes();
        if (incoming == null) {
            piece.release();
            discardedBytes += length;
            if (discardedBytes > service.options().bodyBytes()) {
                refuse(bodyTooLarge(), null);
            }
        } else if (body.length() + length > service.options().bodyBytes()) {
            piece.release();
            refuse(bodyTooLarge(), null);
        } else {
            body.add(piece);
        }
    }

    private void end() {
        enter(Phase.ANSWERING);
        discarding = false;
        continueDue = false;
        if (noMoreRequests) {
            decoder.ignoreRest();
        }
        Exchange complete = incoming;
        if (complete != null) {
            incoming = null;
            complete.fill(body.take());
            enqueue(complete);
        }
    }

    private void enqueue(Exchange exchange) {
        Exchange previous = unanswered.peekLast();
        unanswered.add(exchange);
        if (previous == null || previous.allowsNext(exchange)) {
            start(exchange);
        }
        throttle();
    }

    private void start(Exchange exchange) {
        try {
            exchange.start();
        } catch (Throwable failure) {
            service.failed(exchange.head(), failure);
            exchange.answerIfNone(Answer.problem(500, "The server failed to answer; its operator finds the reason in its log."));
        }
    }

    /** Refuses a request, or what should have been one: the connection ends behind the answer, since where the next request begins may be unknown. */
    private void refuse(Refusal given, @Nullable RequestHead head) {
        service.countRefused(given.cause());
        refuse(Answer.problem(given.status(), given.detail()), head);
    }

    private void refuse(Answer given, @Nullable RequestHead head) {
        if (!discarding) { // else the request has its answer already
            refusal = given;
            refusedHead = head;
        }
        incoming = null;
        body.take().release();
        discarding = true;
        noMoreRequests = true;
        decoder.ignoreRest();
        advance();
    }

    /** Takes a handler's answer, on the event loop; drops it if the connection has gone. */
    void answered(Exchange exchange, Answer given) {
        if (ctx.isRemoved()) {
            return;
        }
        exchange.give(given);
        advance();
        if (!reading) {
            settle();
        }
    }

    /** Writes the answers whose turn has come, and starts the request whose turn has come. */
    private void advance() {
        Exchange first;
        while ((first = unanswered.peek()) != null) {
            Answer given = first.given();
            if (given != null) {
                unanswered.remove();
                write(given, first.head());
            } else if (!first.isStarted()) {
                start(first);
            } else {
                return;
            }
        }
        if (continueDue && incoming != null) {
            continueDue = false;
            writer.writeContinue();
        }
        Answer last = refusal;
        if (last != null) {
            refusal = null;
            write(last, refusedHead);
        }
        if (isLast() && !ending && !ctx.isRemoved()) {
            finish();
        }
    }

    /** Whether nothing follows what has been answered. */
    private boolean isLast() {
        return noMoreRequests && unanswered.isEmpty() && incoming == null && refusal == null;
    }

    private void write(Answer answer, @Nullable RequestHead head) {
        service.countAnswer(answer.status());
        writer.write(answer, isLast() ? "close" : head == null || head.http11() ? "" : "keep-alive", head);
    }

    /** Ends the connection behind the last answer, in the steps of RFC 9112 section 9.6, so that input still under way does not reset it before the answer is read. */
    private void finish() {
        ending = true;
        decoder.ignoreRest();
        boolean linger = discarding && channel() instanceof DuplexChannel;
        writer.flushLast().addListener(sent -> {
            if (linger && sent.isSuccess()) {
                ((DuplexChannel) channel()).shutdownOutput();
            } else {
                ctx.close();
            }
        });
    }

    /** Closes the connection. Thread-safe. */
    void cut() {
        ctx.close();
    }

    /** Ends the connection as soon as the requests that have begun are answered. Thread-safe. */
    void drain() {
        ctx.executor().execute(() -> {
            if (ending || ctx.isRemoved()) {
                return;
            }
            noMoreRequests = true;
            if (incoming == null && unanswered.isEmpty()) {
                ctx.close();
            } else if (incoming == null && !discarding) {
                decoder.ignoreRest();
            }
        });
    }

    /**
     * Answers the request whose turn it is with a stream, which the fan-out has the connection for from here on.
     *
     * @return the stream; null if only its head was asked for, which is sent, or the connection has gone
     */
    @Nullable Subscriber stream(Exchange exchange, Subscription subscription) {
        if (ctx.isRemoved()) {
            return null;
        }
        RequestHead head = exchange.head();
        if (head.isHead()) {
            answered(exchange, Answer.EVENT_STREAM);
            return null;
        }
        unanswered.remove();
        service.countAnswer(Answer.EVENT_STREAM.status());
        writer.write(Answer.EVENT_STREAM, noMoreRequests || !head.http11() ? "close" : "", head);
        ChannelFuture headWritten = writer.flushLast();
        Channel channel = channel();
        channel.config().setAutoRead(true); // so that the client's leaving is seen
        channel.pipeline().addLast(IgnoredInput.HANDLER).remove(this).remove(decoder);
        return service.subscribe(channel, headWritten, head.http11() ? Framing.CHUNKED : Framing.PLAIN, subscription, closed);
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
        watch();
    }

    private boolean mustWait() {
        Exchange last = unanswered.peekLast();
        return !ending && ((last != null && !last.isStarted()) || unanswered.size() >= MAX_UNANSWERED || !channel().isWritable());
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
            try {
                decoder.resume();
            } catch (Exception failure) {
                exceptionCaught(ctx, failure);
            }
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        throttle();
        ctx.fireChannelWritabilityChanged();
    }

    private void watch() {
        Phase now = phaseNow();
        if (now != phase || now == Phase.IDLE) {
            enter(now);
        }
    }

    private void enter(Phase next) {
        phase = next;
        switch (next) {
            case NEW, HEAD -> deadline.set(service.options().headTimeout().toNanos());
            case BODY -> deadline.set(service.options().bodyTimeout().toNanos());
            case IDLE -> deadline.set(service.options().idleTimeout().toNanos());
            case ANSWERING -> deadline.clear();
            case LINGERING -> deadline.set(LINGER.toNanos());
        }
    }

    private Phase phaseNow() {
        if (ending) {
            return Phase.LINGERING;
        }
        if (incoming != null || discarding) {
            return Phase.BODY;
        }
        if (!unanswered.isEmpty()) {
            return Phase.ANSWERING;
        }
        if (decoder.insideHead() && !decoder.isPaused()) {
            return Phase.HEAD;
        }
        return phase == Phase.NEW ? Phase.NEW : Phase.IDLE;
    }

    private void expired() {
        switch (phase) {
            case HEAD -> refuseLate(new Refusal(408, "head_timeout", "The request's head did not come to its end in time."));
            case BODY -> refuseLate(new Refusal(408, "body_timeout", "The request's body did not come to its end in time."));
            case IDLE -> {
                if (isTakingAnswers()) {
                    deadline.set(service.options().idleTimeout().toNanos());
                } else {
                    giveUp("idle");
                }
            }
            case NEW -> giveUp("silent");
            case ANSWERING, LINGERING -> ctx.close();
        }
    }

    private void refuseLate(Refusal late) {
        refuse(late, null);
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
