package io.ssehub.netty.fanout;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Hands bytes to the kernel straight from where they are: one system call, no copy and no object on our side. When the kernel's buffer is full, one byte
 * goes through the pipeline, whose transport knows how to wait for room.
 */
final class SocketOutlet extends Outlet {
    private final Socket socket;
    private final ByteBuffer scratch;

    /**
     * Makes the outlet.
     *
     * @param scratch direct memory, shared by the outlets of one event loop, for what is not in direct memory itself
     */
    SocketOutlet(Channel channel, Socket socket, ByteBuffer scratch, Runnable onFree) {
        super(channel, onFree);
        this.socket = socket;
        this.scratch = scratch;
    }

    @Override
    int send(ByteBuffer bytes, int from, int to) {
        if (!socket.isOpen()) { // its descriptor may be another connection's by now
            blockAndClose();
            return 0;
        }
        int sent;
        try {
            sent = bytes.isDirect() ? socket.send(bytes, from, to) : sendCopy(bytes, from, to);
        } catch (IOException e) {
            blockAndClose();
            return 0;
        }
        if (sent == to - from || (!bytes.isDirect() && sent == scratch.capacity())) {
            return sent;
        }
        ByteBuf next = channel.alloc().ioBuffer(1, 1).writeByte(bytes.get(from + sent));
        blockUntil(channel.writeAndFlush(next));
        return sent + 1;
    }

    private int sendCopy(ByteBuffer bytes, int from, int to) throws IOException {
        int length = Math.min(to - from, scratch.capacity());
        scratch.put(0, bytes, from, length);
        return socket.send(scratch, 0, length);
    }
}
