package io.ssehub.netty.fanout;

import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Hands bytes to the kernel straight from where they are: one system call, no copy and no object on our side. */
abstract sealed class SocketOutlet extends Outlet permits ChannelSocket, LoneSocket {
    final Socket socket;

    SocketOutlet(Socket socket, Subscriber subscriber) {
        super(subscriber);
        this.socket = socket;
    }

    @Override
    final int send(ByteBuffer bytes, int from, int to) {
        if (!socket.isOpen()) { // its descriptor may be another connection's by now
            fail();
            return 0;
        }
        ByteBuffer scratch = subscriber.shard.scratch();
        boolean copied = !bytes.isDirect();
        int most = copied ? Math.min(to - from, scratch.capacity()) : to - from;
        int sent;
        try {
            if (copied) {
                scratch.put(0, bytes, from, most);
                sent = socket.send(scratch, 0, most);
            } else {
                sent = socket.send(bytes, from, to);
            }
        } catch (IOException e) {
            fail();
            return 0;
        }
        return sent == most ? sent : sent + awaitRoom(bytes.get(from + sent));
    }

    /** Blocks until the kernel has room again. Takes {@code next}, the byte that is to be sent next, if it needs one to wait with, and returns how many it took. */
    abstract int awaitRoom(byte next);

    /** Blocks for good and closes the connection, whose peer is gone. */
    final void fail() {
        block();
        close();
    }
}
