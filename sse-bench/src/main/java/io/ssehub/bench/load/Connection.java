package io.ssehub.bench.load;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ConnectTimeoutException;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.util.Locale;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** One connection to an HTTP server, from the attempt to make it to its end, of which {@link #ended} is told once. Confined to its event loop. */
@SuppressWarnings("FutureReturnValueIgnored") // a failed write ends the connection
abstract class Connection extends ChannelInboundHandlerAdapter implements ResponseDecoder.Listener {
    private static final int MOST_SHOWN = 120;

    private final Dialer dialer;
    private final ResponseDecoder decoder = new ResponseDecoder(this);
    private @Nullable ChannelHandlerContext context;
    private @Nullable Future<?> timeout;
    private @Nullable String cause;
    private boolean over;

    Connection(Dialer dialer) {
        this.dialer = dialer;
    }

    /** Returns what is sent first. */
    abstract byte[] greeting();

    /** Takes the end, or the failure to begin, of the connection and why. Nothing else comes after it. */
    abstract void ended(String cause);

    final Dialer dialer() {
        return dialer;
    }

    final boolean isOver() {
        return over;
    }

    /** Returns whether everything handed to {@link #write} can be sent at once. */
    final boolean isWritable() {
        ChannelHandlerContext at = context;
        return at != null && !over && at.channel().isWritable();
    }

    final void write(byte[] bytes) {
        ChannelHandlerContext at = context;
        if (at != null) {
            at.write(Unpooled.wrappedBuffer(bytes), at.voidPromise());
        }
    }

    final void flush() {
        ChannelHandlerContext at = context;
        if (at != null) {
            at.flush();
        }
    }

    /** Reads what a slow connection takes at a time. */
    final void readMore() {
        ChannelHandlerContext at = context;
        if (at != null) {
            at.read();
        }
    }

    /** Gives up the wait for the response's head. */
    final void beganInTime() {
        Future<?> waiting = timeout;
        if (waiting != null) {
            waiting.cancel(false);
            timeout = null;
        }
    }

    /** Closes the connection; {@link #ended} is told {@code why}. */
    final void close(String why) {
        if (cause == null) {
            cause = why;
        }
        decoder.stop();
        ChannelHandlerContext at = context;
        if (at != null) {
            at.close();
        }
    }

    final void failed(Throwable failure) {
        end(causeOf(failure));
    }

    private void end(String why) {
        if (!over) {
            over = true;
            beganInTime();
            ended(cause == null ? why : cause);
        }
    }

    @Override
    public final void channelActive(ChannelHandlerContext ctx) {
        context = ctx;
        timeout = ctx.executor().schedule(() -> close("no answer in time"), dialer.timeoutMillis(), TimeUnit.MILLISECONDS);
        write(greeting());
        flush();
    }

    @Override
    public final void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf buffer = (ByteBuf) message;
        byte[] scratch = dialer.scratch();
        dialer.tick();
        try {
            while (buffer.isReadable()) {
                int length = Math.min(buffer.readableBytes(), scratch.length);
                buffer.readBytes(scratch, 0, length);
                decoder.read(scratch, 0, length);
            }
        } catch (BrokenResponseException e) {
            close(e.cause());
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    @Override
    public final void channelInactive(ChannelHandlerContext ctx) {
        end(decoder.close() ? "closed by the server" : "closed by the server in the midst of its answer");
    }

    @Override
    public final void exceptionCaught(ChannelHandlerContext ctx, Throwable failure) {
        close(causeOf(failure));
    }

    /** Returns a few words for {@code failure} that are the same for all of its kind. */
    static String causeOf(Throwable failure) {
        String message = failure.getMessage() == null ? "" : failure.getMessage().toLowerCase(Locale.ROOT);
        if (message.contains("too many open files")) {
            return "out of file descriptors (ulimit -n)";
        } else if (failure instanceof ConnectTimeoutException) {
            return "connecting timed out";
        } else if (failure instanceof UnknownHostException || failure instanceof UnresolvedAddressException) {
            return "unknown host";
        } else if (failure instanceof NoRouteToHostException || message.contains("unreachable")) {
            return "no route to the host";
        } else if (failure instanceof BindException || message.contains("cannot assign requested address")) {
            return "no local address or port is free";
        } else if (failure instanceof ConnectException || message.contains("connection refused")) {
            return "connection refused";
        } else if (message.contains("reset") || message.contains("broken pipe")) {
            return "connection reset";
        }
        Throwable inner = failure.getCause();
        if (failure instanceof SSLException || inner instanceof SSLException) {
            return "TLS: " + shown(inner instanceof SSLException ? inner.getMessage() : failure.getMessage());
        }
        return failure instanceof IOException ? shown(failure.getMessage()) : shown(failure.toString());
    }

    /** Returns {@code text} of a peer, short enough and without anything that a terminal obeys. */
    static String shown(@Nullable String text) {
        String line = String.valueOf(text).replaceAll("[\\p{Cntrl}\\p{Zl}\\p{Zp}\\s]+", " ").strip();
        return line.length() > MOST_SHOWN ? line.substring(0, MOST_SHOWN) + "…" : line;
    }
}
