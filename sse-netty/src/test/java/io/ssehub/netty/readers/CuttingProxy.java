package io.ssehub.netty.readers;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Stands between a client and a server on one connection after the other, and cuts each at the next of a list of places; when that is used up, it lets everything
 * through.
 */
final class CuttingProxy implements AutoCloseable {
    /**
     * When and how a connection is cut.
     *
     * @param afterBytes how many bytes the server may send before the place is looked for
     * @param reset whether the client sees a reset, which may cost it bytes that it has not read yet, or an end in good order
     */
    record Cut(CutPlace place, int afterBytes, boolean reset) {}

    private static final int LONGEST_STREAM_BYTES = 1 << 20;

    private final int serverPort;
    private final Queue<Cut> cuts;
    private final Runnable whileCut;
    private final ServerSocket listener;
    private final Thread thread = new Thread(this::run, "cutting proxy");
    private final AtomicReference<@Nullable Socket> client = new AtomicReference<>();

    /** Listens; {@code whileCut} runs after each cut, before the client is let in again. */
    CuttingProxy(int serverPort, Collection<Cut> cuts, Runnable whileCut) {
        this.serverPort = serverPort;
        this.cuts = new ArrayDeque<>(cuts);
        this.whileCut = whileCut;
        try {
            listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        thread.start();
    }

    int port() {
        return listener.getLocalPort();
    }

    private void run() {
        while (!listener.isClosed()) {
            Cut cut = cuts.peek();
            boolean done = false;
            try (Socket accepted = listener.accept(); Socket server = new Socket(listener.getInetAddress(), serverPort)) {
                client.set(accepted);
                Thread requests = new Thread(() -> forward(accepted, server), "cutting proxy, requests");
                requests.start();
                done = answer(server.getInputStream(), accepted.getOutputStream(), cut);
                if (done && cut != null && cut.reset()) {
                    accepted.setSoLinger(true, 0);
                }
            } catch (IOException eitherHasLeft) {
                continue;
            }
            if (done) {
                cuts.remove();
                whileCut.run();
            }
        }
    }

    private static void forward(Socket from, Socket to) {
        try (to) {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException cut) {
            // Nothing more to forward.
        }
    }

    /** Lets bytes through until the place of the cut or the end; whether it was the cut. */
    private static boolean answer(InputStream from, OutputStream to, @Nullable Cut cut) throws IOException {
        byte[] bytes = new byte[LONGEST_STREAM_BYTES];
        int end = 0;
        for (int length = from.read(bytes); length > 0; length = from.read(bytes, end, bytes.length - end)) {
            int begin = end;
            for (int last = begin + length; end < last; ) {
                end++;
                if (cut != null && end > cut.afterBytes() && cut.place().isAt(bytes, end)) {
                    to.write(bytes, begin, end - begin);
                    return true;
                }
            }
            to.write(bytes, begin, length);
        }
        return false;
    }

    @Override
    public void close() {
        try {
            listener.close();
            Socket open = client.get();
            if (open != null) {
                open.close();
            }
            thread.join();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
