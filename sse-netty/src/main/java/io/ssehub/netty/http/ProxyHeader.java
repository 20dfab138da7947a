package io.ssehub.netty.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.haproxy.HAProxyCommand;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import io.netty.handler.codec.haproxy.HAProxyProxiedProtocol.AddressFamily;
import io.netty.util.NetUtil;
import io.netty.util.ReferenceCountUtil;
import io.ssehub.core.limit.Source;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A listed proxy's connection until it has said by the PROXY protocol, version 1 or 2, whose it is. It has the time of a request's head; a connection that begins
 * otherwise is closed and counted.
 *
 * <p>Confined to its event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // closing cannot fail
final class ProxyHeader extends ChannelInboundHandlerAdapter implements HttpConnection {
    /** Of what a proxy may add, such as the name a client asked for by TLS; it is passed over. */
    private static final int MOST_ADDED_BYTES = 4096;

    private final HttpService service;
    private final boolean full;
    private final Consumer<@Nullable InetSocketAddress> done;

    private ChannelHandlerContext ctx;
    private Deadline deadline;
    private boolean begun;
    private boolean over;

    @SuppressWarnings("NullAway.Init") // handlerAdded comes before everything else
    private ProxyHeader(HttpService service, boolean full, Consumer<@Nullable InetSocketAddress> done) {
        this.service = service;
        this.full = full;
        this.done = done;
    }

    /** Has a new connection begin with a header; {@code done} is told the client, null if that is the proxy itself or unknown, and is to make it speak what comes next. */
    static void begin(Channel channel, HttpService service, boolean full, Consumer<@Nullable InetSocketAddress> done) {
        channel.pipeline().addLast(new HAProxyMessageDecoder(MOST_ADDED_BYTES), new ProxyHeader(service, full, done));
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        this.ctx = ctx;
        deadline = new Deadline(ctx.executor(), () -> fail("timeout", "no header came in time"));
        deadline.set(service.options().headTimeout().toNanos());
        service.add(this);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        deadline.cancel();
        service.remove(this);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        try {
            if (!over && message instanceof HAProxyMessage header) {
                over = true;
                done.accept(client(header));
                ctx.pipeline().remove(this);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private static @Nullable InetSocketAddress client(HAProxyMessage header) {
        AddressFamily family = header.proxiedProtocol().addressFamily();
        if (header.command() == HAProxyCommand.LOCAL || (family != AddressFamily.AF_IPv4 && family != AddressFamily.AF_IPv6)) {
            return null;
        }
        InetAddress address = NetUtil.createInetAddressFromIpAddressString(header.sourceAddress());
        return address == null ? null : new InetSocketAddress(Source.unmapped(address), header.sourcePort());
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        begun = true;
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (begun) { // else somebody has looked whether there is a server
            fail("closed", "the connection has ended");
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable failure) {
        Throwable first = failure;
        while (first.getCause() != null) {
            first = first.getCause();
        }
        fail(failure instanceof IOException ? "closed" : "malformed", String.valueOf(first.getMessage()));
    }

    private void fail(String cause, String message) {
        if (!over) {
            over = true;
            service.proxyHeaderFailed(cause, ctx.channel().remoteAddress(), message);
        }
        ctx.close();
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
}
