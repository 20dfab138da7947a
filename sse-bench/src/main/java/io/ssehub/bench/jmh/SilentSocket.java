package io.ssehub.bench.jmh;

import io.netty.channel.unix.Socket;
import java.nio.ByteBuffer;

/** A socket that counts what it is sent and never comes to use its descriptor, which belongs to a socket without a peer. Not thread-safe. */
final class SilentSocket extends Socket {
    private long takenBytes;

    SilentSocket(Socket withoutPeer) {
        super(withoutPeer.intValue());
    }

    long takenBytes() {
        return takenBytes;
    }

    @Override
    public int send(ByteBuffer bytes, int from, int to) {
        takenBytes += to - from;
        return to - from;
    }

    @Override
    public int sendAddress(long address, int from, int to) {
        takenBytes += to - from;
        return to - from;
    }
}
