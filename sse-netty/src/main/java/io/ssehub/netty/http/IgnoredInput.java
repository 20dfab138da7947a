package io.ssehub.netty.http;

import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;

/** Drops what a client sends behind a request that was answered with an endless stream. Keeps nothing; reading goes on, so that the client's leaving is seen. */
@Sharable
@SuppressWarnings("FutureReturnValueIgnored") // closing cannot fail
final class IgnoredInput extends ChannelInboundHandlerAdapter {
    static final IgnoredInput HANDLER = new IgnoredInput();

    private IgnoredInput() {}

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ReferenceCountUtil.release(message);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close();
    }
}
