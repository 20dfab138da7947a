package io.ssehub.bench.jmh;

import io.netty.channel.EventLoop;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.unix.UnixChannel;

/** A connection whose peer takes everything at once, without a kernel, on an event loop that many of them share. */
final class SilentChannel extends EmbeddedChannel implements UnixChannel {
    private final EventLoop loop;
    private final SilentSocket socket;

    SilentChannel(EventLoop loop, SilentSocket socket) {
        this.loop = loop;
        this.socket = socket;
    }

    @Override
    public EventLoop eventLoop() {
        return loop == null ? super.eventLoop() : loop; // asked for while it is made, too
    }

    @Override
    public SilentSocket fd() {
        return socket;
    }
}
