package io.ssehub.netty.fanout;

import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.ssehub.core.event.ServerSentEvent;
import io.ssehub.core.hub.Hub;
import io.ssehub.core.hub.Resumption;
import io.ssehub.core.hub.Silence;
import io.ssehub.core.log.Framing;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Serves a hub's events to any number of connections, each from its own event loop.
 *
 * <p>Thread-safe, but for {@link #subscribe}.
 */
public final class FanOut implements AutoCloseable {
    private final Hub hub;
    private final FanOutOptions options;
    private final FanOutCounters counters;
    private final Consumer<String> onSilence = this::silenced;
    private final Map<EventLoop, Shard> shards = new ConcurrentHashMap<>();
    private volatile boolean stopping;

    /** Makes the fan-out of a hub. */
    public FanOut(Hub hub, FanOutOptions options) {
        this.hub = hub;
        this.options = options;
        this.counters = new FanOutCounters(hub.counters());
        hub.onSilence(onSilence);
    }

    private void silenced(String topic) {
        shards.forEach((loop, shard) -> {
            try {
                loop.execute(() -> shard.silenced(topic));
            } catch (RejectedExecutionException loopIsGone) {
                // And its streams with it.
            }
        });
    }

    /** Returns whether a client may have a stream. One that may not is counted, and is to be told so in place of {@link #subscribe}. Any thread. */
    public Admission admit(Subscription subscription) {
        Admission admission = Admission.ADMITTED;
        if (hub.silence(subscription.selection()) instanceof Silence.Closed closed && !hasMissed(subscription.start(), closed.newest())) {
            admission = Admission.CLOSED;
        } else if (!hub.feeds().hasRoom(subscription.selection(), subscription.pace())) {
            admission = Admission.FULL;
        }
        counters.admitted(admission);
        return admission;
    }

    private boolean hasMissed(Start start, long newest) {
        if (start instanceof Start.After after) {
            return !(hub.resume(after.lastEventId()) instanceof Resumption.After seen && seen.sequence() >= newest);
        }
        return start instanceof Start.Back back && back.events() > 0 && newest >= hub.feeds().oldestSequence();
    }

    /** Returns a reconnection time of a second and a random part of the spread, so that clients which lost their streams together do not return together. */
    public ServerSentEvent comeBack() {
        return ServerSentEvent.ofRetry(options.retry());
    }

    /**
     * Makes a connection a subscriber. From here on the fan-out alone writes to the channel, straight to the socket where no handler in the pipeline is a
     * {@link io.netty.channel.ChannelOutboundHandler}; bytes that come in are somebody else's to discard. The channel may be a stream of HTTP/2. To be called on the
     * channel's event loop.
     *
     * @param headWritten when the response head, which has been written already, is out
     * @param framing CHUNKED if the head says {@code Transfer-Encoding: chunked}
     */
    public Subscriber subscribe(Channel channel, ChannelFuture headWritten, Framing framing, Subscription subscription) {
        return subscribe(channel, outlet(channel, null), headWritten, framing, subscription);
    }

    /**
     * Makes a connection a subscriber as {@link #subscribe} does, and where it can takes the socket out of its channel, which then is an empty shell that nobody
     * hears of again: its close future never completes. For a server that keeps nothing by the channel from here on; an idle stream then takes a quarter of the
     * memory. Nothing else may be about to be written. To be called on the channel's event loop.
     *
     * @param client who the stream is for, if that is not the connection's other end
     * @param closed run on the event loop when a connection that has left its channel is closed, in place of listeners to the close future
     */
    public Subscriber takeOver(
            Channel channel, ChannelFuture headWritten, Framing framing, Subscription subscription, @Nullable SocketAddress client, Runnable closed) {
        // Where there is no epoll, nothing may as much as touch the class of a lone socket.
        if (!(channel instanceof EpollSocketChannel) || !headWritten.isSuccess() || Outlet.socket(channel) == null) {
            return subscribe(channel, outlet(channel, client), headWritten, framing, subscription);
        }
        return subscribe(channel, subscriber -> LoneSocket.of(channel, client, closed, subscriber), headWritten, framing, subscription);
    }

    private static Function<Subscriber, Outlet> outlet(Channel channel, @Nullable SocketAddress client) {
        return channel instanceof Http2StreamChannel stream
                ? subscriber -> new Http2Outlet(stream, client, subscriber)
                : subscriber -> new ChannelOutlet(channel, client, subscriber);
    }

    private Subscriber subscribe(
            Channel channel, Function<Subscriber, Outlet> outlet, ChannelFuture headWritten, Framing framing, Subscription subscription) {
        limitSilence(channel);
        Subscriber subscriber = shards.computeIfAbsent(channel.eventLoop(), this::newShard).subscribe(outlet, headWritten, framing, subscription);
        if (stopping) {
            subscriber.end(End.STOP, comeBack());
        }
        return subscriber;
    }

    /** Has the kernel give a connection up, where it can, that acknowledges nothing or has no room for too long: RFC 5482. */
    private void limitSilence(Channel channel) {
        Channel connection = channel instanceof Http2StreamChannel ? channel.parent() : channel;
        if (connection instanceof EpollSocketChannel epoll) {
            try {
                epoll.config().setTcpUserTimeout((int) Math.min(Integer.MAX_VALUE, Math.max(1, options.stallTimeout().toMillis())));
            } catch (ChannelException clientHasGone) {
                // The first write will find out.
            }
        }
    }

    private Shard newShard(EventLoop loop) {
        Shard shard = new Shard(hub, loop, options, counters);
        hub.feeds().memory().register(shard);
        return shard;
    }

    /**
     * Returns the streams that are open, of one event loop after the other; each loop is asked in turn and answers when it gets to it.
     *
     * @return for each event loop the streams it serves
     */
    public List<CompletableFuture<List<SubscriberState>>> subscribers() {
        return shards.entrySet().stream()
                .map(entry -> CompletableFuture.supplyAsync(() -> entry.getValue().states(), entry.getKey()))
                .toList();
    }

    /**
     * Ends every stream, also those to come, after what has been published, with a time to {@linkplain #comeBack come back} at, however long the peers take. Returns
     * without waiting.
     */
    public void endAll() {
        stopping = true;
        shards.forEach((loop, shard) -> loop.execute(shard::endAll));
    }

    /** Closes the connection of every stream at once, whatever has been sent. Returns without waiting for that. */
    public void cutAll() {
        shards.forEach((loop, shard) -> loop.execute(shard::cutAll));
    }

    /** Reads the hub's memory no more. To be called when the event loops have ended, or serve no subscriber of this fan-out. */
    @Override
    public void close() {
        hub.removeOnSilence(onSilence);
        shards.values().forEach(hub.feeds().memory()::unregister);
    }
}
