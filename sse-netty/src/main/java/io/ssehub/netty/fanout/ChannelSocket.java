package io.ssehub.netty.fanout;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.unix.Socket;
import java.net.SocketAddress;

/**
 * The socket of a channel that goes on to be somebody's. When the kernel's buffer is full, one byte goes through the pipeline, whose transport knows how to
 * wait for room.
 */
@SuppressWarnings("FutureReturnValueIgnored") // closing cannot fail
final class ChannelSocket extends SocketOutlet {
    private final Channel channel;

    ChannelSocket(Channel channel, Socket socket, Subscriber subscriber) {
        super(socket, subscriber);
        this.channel = channel;
    }

    @Override
    int awaitRoom(byte next) {
        ChannelFuture write = channel.writeAndFlush(channel.alloc().ioBuffer(1, 1).writeByte(next));
        PipelineOutlet.blockUntil(write, this);
        return 1;
    }

    @Override
    void close() {
        channel.close();
    }

    @Override
    void onClosed(Runnable task) {
        channel.closeFuture().addListener(closed -> task.run());
    }

    @Override
    SocketAddress remoteAddress() {
        return channel.remoteAddress();
    }
}
