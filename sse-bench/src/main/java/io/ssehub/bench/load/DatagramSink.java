package io.ssehub.bench.load;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Publishes readings to a hub by UDP: the board {@code load-T} for each topic T sends the mark as the newest value of its sensor {@code sent}. Nobody answers a
 * datagram, so what was sent counts as accepted.
 */
@SuppressWarnings("FutureReturnValueIgnored") // closing cannot fail
final class DatagramSink implements Sink {
    private static final long SEQUENCE_NUMBERS = 1L << 32;

    private final Dialer dialer;
    private final InetSocketAddress address;
    private final int run;
    private final int topics;
    private final Sink.Listener listener;
    private @Nullable Channel channel;

    DatagramSink(Dialer dialer, Endpoint endpoint, int run, int topics, Sink.Listener listener) {
        this.dialer = dialer;
        this.address = endpoint.address();
        this.run = run;
        this.topics = topics;
        this.listener = listener;
    }

    @Override
    public void open() {
        dialer.dialDatagrams(address, new Pipeline()).addListener(future -> {
            if (future.isSuccess()) {
                listener.ready();
            } else {
                listener.refused(Connection.causeOf(future.cause()), 0);
            }
        });
    }

    @Override
    public boolean isReady() {
        Channel at = channel;
        return at != null && at.isActive() && at.isWritable();
    }

    @Override
    public void send(long number, long dueMicros) {
        byte[] mark = new byte[Mark.LENGTH];
        Mark.write(mark, 0, dueMicros, run, number);
        String reading = "{\"board\":\"load-" + number % topics + "\",\"seq\":" + number / topics % SEQUENCE_NUMBERS + ",\"sent\":\"" + new String(mark, US_ASCII) + "\"}";
        Channel at = channel;
        if (at != null) {
            at.writeAndFlush(Unpooled.wrappedBuffer(reading.getBytes(US_ASCII))).addListener(future -> {
                if (future.isSuccess()) {
                    listener.accepted();
                } else {
                    listener.refused(Connection.causeOf(future.cause()), 1);
                }
            });
        }
    }

    @Override
    public void flush() {}

    @Override
    public long unanswered() {
        return 0;
    }

    @Override
    public void close() {
        Channel at = channel;
        if (at != null) {
            at.close();
        }
    }

    private final class Pipeline extends ChannelInitializer<Channel> {
        @Override
        protected void initChannel(Channel made) {
            channel = made;
            made.pipeline().addLast(new ChannelInboundHandlerAdapter() {
                @Override
                public void channelWritabilityChanged(ChannelHandlerContext ctx) {
                    listener.ready();
                }

                @Override
                public void exceptionCaught(ChannelHandlerContext ctx, Throwable failure) {
                    listener.refused(Connection.causeOf(failure), 0); // a datagram before this one found nobody
                }
            });
        }
    }
}
