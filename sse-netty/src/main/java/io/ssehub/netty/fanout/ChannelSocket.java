package io.ssehub.netty.fanout;

import io.netty.channel.Channel;
import io.netty.channel.unix.Socket;
import java.nio.ByteBuffer;

/**
 * The socket of a channel that goes on to be somebody's. When the kernel's buffer is full, one byte goes through the pipeline, whose transport knows how to
 * wait for room.
 */
final class ChannelSocket extends PipelineOutlet {
    private final Socket socket;

    ChannelSocket(Channel channel, Socket socket, Subscriber subscriber) {
        super(channel, subscriber);
        this.socket = socket;
    }

    @Override
    Socket socket() {
        return socket;
    }

    @Override
    int send(ByteBuffer bytes, int from, int to) {
        return send(socket, bytes, from, to);
    }
}
