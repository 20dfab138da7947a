package io.ssehub.netty.server;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.ssehub.core.count.Counter;
import io.ssehub.core.count.Counters;

/**
 * Counts connections that could not be accepted, most for want of descriptors. What follows in the pipeline then accepts nothing for a second, so that the event loop
 * does not spin, and logs why.
 */
final class AcceptFailures extends ChannelInboundHandlerAdapter {
    private final Counter failures;

    AcceptFailures(Counters counters) {
        failures = counters.counter("accept_failures", "Times that no connection could be accepted, most for want of descriptors");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        failures.increment();
        ctx.fireExceptionCaught(cause);
    }
}
