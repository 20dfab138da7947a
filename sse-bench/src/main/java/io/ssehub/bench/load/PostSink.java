package io.ssehub.bench.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.channel.ChannelHandlerContext;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * Publishes by POST, all over one connection so that events keep their order, without waiting for one answer before the next request: RFC 9112 section 9.3.2. A
 * connection that ends takes what was not answered with it, and is made anew.
 */
final class PostSink implements Sink {
    /** As many requests may be unanswered: {@value}. */
    static final int MOST_UNANSWERED = 1024;

    private static final long AGAIN_MILLIS = 100;
    private static final int MOST_EXPLANATION = 200;

    private final Dialer dialer;
    private final Endpoint endpoint;
    private final InetSocketAddress address;
    private final int run;
    private final int topics;
    private final byte[][] heads;
    private final byte[] beforeMark;
    private final byte[] afterMark;
    private final Sink.Listener listener;
    private Posting connection;
    private boolean connected;
    private boolean closed;
    private long unanswered;

    /** Makes a sink; {@code fields} are lines of the head, {@code body} has {@link LoadOptions#EVENT} where the mark and its padding go. */
    PostSink(Dialer dialer, Endpoint endpoint, int run, int topics, String fields, String body, int size, Sink.Listener listener) {
        this.dialer = dialer;
        this.endpoint = endpoint;
        this.address = endpoint.address();
        this.run = run;
        this.topics = topics;
        this.heads = new byte[endpoint.namesTopic() ? topics : 1][];
        this.listener = listener;
        int place = body.indexOf(LoadOptions.EVENT);
        String padding = size > Mark.LENGTH ? " " + "x".repeat(size - Mark.LENGTH - 1) : "";
        beforeMark = body.substring(0, place).getBytes(UTF_8);
        afterMark = (padding + body.substring(place + LoadOptions.EVENT.length())).getBytes(UTF_8);
        int length = beforeMark.length + Mark.LENGTH + afterMark.length;
        for (int topic = 0; topic < heads.length; topic++) {
            heads[topic] = ("POST " + endpoint.path(topic) + " HTTP/1.1\r\nHost: " + endpoint.authority() + "\r\nContent-Length: " + length + "\r\n" + fields + "\r\n")
                    .getBytes(UTF_8);
        }
        connection = new Posting();
    }

    @Override
    public void open() {
        connection = new Posting();
        dialer.dial(endpoint, address, null, 0, connection);
    }

    @Override
    public boolean isReady() {
        return connected && unanswered < MOST_UNANSWERED && connection.isWritable();
    }

    @Override
    public void send(long number, long dueMicros) {
        byte[] head = heads[(int) (number % topics) % heads.length];
        byte[] request = Arrays.copyOf(head, head.length + beforeMark.length + Mark.LENGTH + afterMark.length);
        System.arraycopy(beforeMark, 0, request, head.length, beforeMark.length);
        Mark.write(request, head.length + beforeMark.length, dueMicros, run, number);
        System.arraycopy(afterMark, 0, request, request.length - afterMark.length, afterMark.length);
        unanswered++;
        connection.write(request);
    }

    @Override
    public void flush() {
        connection.flush();
    }

    @Override
    public long unanswered() {
        return unanswered;
    }

    @Override
    public void close() {
        closed = true;
        connection.close("not answered before the run ended");
    }

    @SuppressWarnings("FutureReturnValueIgnored") // what runs has nothing to say
    private void lost(String cause) {
        connected = false;
        listener.refused(cause, unanswered);
        unanswered = 0;
        if (!closed) {
            dialer.loop().schedule(this::again, AGAIN_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void again() {
        if (!closed) {
            open();
        }
    }

    private final class Posting extends Connection {
        private int status;
        private final StringBuilder explanation = new StringBuilder();

        Posting() {
            super(dialer);
        }

        @Override
        byte[] greeting() {
            connected = true;
            beganInTime();
            dialer.loop().execute(listener::ready);
            return new byte[0];
        }

        @Override
        public void head(ResponseHead head) {
            status = head.isSuccess() ? 0 : head.status();
            explanation.setLength(0);
        }

        @Override
        public void content(byte[] bytes, int at, int length) {
            if (status != 0 && explanation.length() < MOST_EXPLANATION) {
                explanation.append(new String(bytes, at, Math.min(length, MOST_EXPLANATION), UTF_8));
            }
        }

        @Override
        public void end() {
            boolean wasFull = unanswered == MOST_UNANSWERED;
            unanswered--;
            if (status == 0) {
                listener.accepted();
            } else {
                listener.refused(explanation.isEmpty() ? "status " + status : "status " + status + ": " + shown(explanation.toString()), 1);
            }
            if (wasFull) {
                listener.ready();
            }
        }

        @Override
        public void channelWritabilityChanged(ChannelHandlerContext ctx) {
            if (ctx.channel().isWritable()) {
                listener.ready();
            }
        }

        @Override
        void ended(String cause) {
            if (this == connection) {
                lost(cause);
            }
        }
    }
}
