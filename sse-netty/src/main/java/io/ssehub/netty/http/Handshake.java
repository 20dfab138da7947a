package io.ssehub.netty.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import io.netty.util.ReferenceCountUtil;
import java.nio.channels.ClosedChannelException;
import java.util.Locale;
import javax.net.ssl.SSLException;

/**
 * A connection that is to speak HTTP behind TLS, until its handshake is done. A client that speaks HTTP without TLS is told so.
 *
 * <p>Confined to its event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // closing cannot fail, and a write that fails closes the connection
final class Handshake extends ChannelInboundHandlerAdapter implements HttpConnection {
    private static final String PLAIN_ANSWER = "HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: 45\r\n\r\n"
            + "This port speaks TLS: ask for an https:// URL";

    private final HttpService service;
    private final Peer peer;
    private final boolean full;
    private final Runnable done;

    private ChannelHandlerContext ctx;
    private boolean told;

    @SuppressWarnings("NullAway.Init") // handlerAdded comes before everything else
    private Handshake(HttpService service, Peer peer, boolean full, Runnable done) {
        this.service = service;
        this.peer = peer;
        this.full = full;
        this.done = done;
    }

    /** Has a new connection shake hands; {@code done} is to make it speak what comes behind that. */
    static void begin(Channel channel, SslHandler tls, HttpService service, Peer peer, boolean full, Runnable done) {
        Handshake handshake = new Handshake(service, peer, full, done);
        tls.setHandshakeTimeoutMillis(service.options().headTimeout().toMillis());
        channel.pipeline().addLast(handshake.new FirstByte(), tls, handshake);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        this.ctx = ctx;
        service.add(this);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        service.remove(this);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof SslHandshakeCompletionEvent completion) {
            if (completion.isSuccess()) {
                done.run();
                ctx.pipeline().remove(this);
            } else {
                fail(cause(completion.cause()), completion.cause());
            }
        }
    }

    private void fail(String cause, Throwable failure) {
        if (!told) {
            told = true;
            String message = failure.getMessage() == null ? "the connection has ended" : failure.getMessage();
            service.handshakeFailed(cause, peer.address(), message.substring(message.lastIndexOf(':') + 1)); // BoringSSL puts its numbers ahead
        }
        ctx.close();
    }

    /** Returns the name that a failure is counted under. */
    private static String cause(Throwable failure) {
        if (failure instanceof SslHandshakeTimeoutException) {
            return "timeout";
        }
        if (failure instanceof NotSslRecordException) {
            return "not_tls";
        }
        if (failure instanceof ClosedChannelException || failure.getCause() instanceof ClosedChannelException || !(failure instanceof SSLException)) {
            return "closed";
        }
        String message = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
        return message.contains("certificate") || message.contains("unknown_ca") || message.contains("unknown ca") ? "certificate" : "protocol";
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close(); // the event before it has told why
    }

    @Override
    public void cut() {
        ctx.close();
    }

    @Override
    public void drain() {
        if (!full) {
            ctx.close();
        }
    }

    /** Stands ahead of TLS until something comes: a record of TLS begins with no letter, a request of HTTP with no other. */
    private final class FirstByte extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            ByteBuf bytes = (ByteBuf) message;
            if (told) {
                ReferenceCountUtil.release(message);
            } else if (bytes.isReadable() && bytes.getByte(bytes.readerIndex()) >= 'A' && bytes.getByte(bytes.readerIndex()) <= 'Z') {
                ReferenceCountUtil.release(message);
                refusePlain(ctx);
            } else {
                ctx.fireChannelRead(message);
                ctx.pipeline().remove(this);
            }
        }

        private void refusePlain(ChannelHandlerContext ctx) {
            told = true;
            service.handshakeFailed("plain_http", peer.address(), "the client speaks HTTP without TLS");
            ctx.writeAndFlush(ByteBufUtil.writeAscii(ctx.alloc(), PLAIN_ANSWER)).addListener(sent -> {
                // Not closed at once: what the client is still sending would reset the connection before it reads the answer.
                if (sent.isSuccess() && ctx.channel() instanceof DuplexChannel duplex) {
                    duplex.shutdownOutput();
                } else {
                    ctx.close();
                }
            });
        }
    }
}
