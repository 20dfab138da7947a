package io.ssehub.bench.jmh;

import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/**
 * The subscribers of {@link FanOutBenchmark}: any number of event streams read by one thread, in a process of its own so that none of this runs in the one
 * that is measured.
 */
final class SubscriberProcess {
    /** Reported once: every stream has begun. */
    static final int CONNECTED = 'c';
    /** Reported after each burst: every subscriber has all of it. */
    static final int COMPLETE = 'b';
    /** Reported at the end, ahead of the reason. */
    static final int FAILED = 'f';

    private static final int READ_BYTES = 256 << 10;

    private final DataOutputStream report;
    private final long burstDeliveries;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(READ_BYTES);
    private final Selector selector = Selector.open();
    private long missing;

    private SubscriberProcess(DataOutputStream report, long burstDeliveries) throws IOException {
        this.report = report;
        this.burstDeliveries = burstDeliveries;
        this.missing = burstDeliveries;
    }

    /**
     * Reads until something is wrong or the streams end.
     *
     * @param args port to report to, port and request target of the streams, how many, and the events in a burst
     */
    public static void main(String[] args) throws IOException {
        int subscribers = Integer.parseInt(args[3]);
        long burstDeliveries = (long) subscribers * Integer.parseInt(args[4]);
        try (Socket control = new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(args[0]))) {
            control.setTcpNoDelay(true);
            DataOutputStream report = new DataOutputStream(control.getOutputStream());
            try {
                SubscriberProcess process = new SubscriberProcess(report, burstDeliveries);
                InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(args[1]));
                for (int number = 0; number < subscribers; number++) {
                    process.connect(address, args[2], number);
                }
                report.writeByte(CONNECTED);
                process.read();
            } catch (IOException | UncheckedIOException e) {
                report.writeByte(FAILED);
                report.writeUTF(String.valueOf(e.getMessage()));
            }
        }
    }

    /** Returns when the first chunk has come: from then on the subscriber misses nothing. */
    private void connect(InetSocketAddress address, String target, int number) throws IOException {
        SocketChannel channel = SocketChannel.open(address);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        String request = "GET " + target + " HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n";
        channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
        CheckedStream stream = new CheckedStream(number);
        do {
            stream.putRest(buffer.clear());
            fill(channel, number);
            count(stream.take(buffer.flip()));
        } while (!stream.hasBegun());
        channel.configureBlocking(false);
        channel.register(selector, SelectionKey.OP_READ, stream);
    }

    private void read() throws IOException {
        while (true) {
            selector.select(this::read);
        }
    }

    private void read(SelectionKey key) {
        CheckedStream stream = (CheckedStream) key.attachment();
        try {
            stream.putRest(buffer.clear());
            fill((SocketChannel) key.channel(), stream.number());
            count(stream.take(buffer.flip()));
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }

    private void fill(SocketChannel channel, int number) throws IOException {
        if (channel.read(buffer) < 0) {
            throw new IOException("the stream of subscriber " + number + " ended");
        }
    }

    private void count(int events) throws IOException {
        missing -= events;
        if (missing < 0) {
            throw new IOException("more events came than were published");
        }
        if (missing == 0) {
            missing = burstDeliveries;
            report.writeByte(COMPLETE);
        }
    }
}
