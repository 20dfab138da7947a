package io.ssehub.demo.channel;

import io.ssehub.core.channel.ChannelAllocator;
import io.ssehub.core.channel.ChannelLease;
import io.ssehub.core.channel.ChannelStatus;
import io.ssehub.core.count.Counters;
import io.ssehub.core.event.Utf8Event;
import io.ssehub.core.hub.Hub;
import io.ssehub.core.hub.Publication;
import io.ssehub.demo.board.EventSink;
import io.ssehub.netty.http.Routes;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.ToIntFunction;

/**
 * The numbered channels of a hub, from the routes that clients see to the log that the operator sees.
 *
 * <pre>{@code
 * NumberedChannels channels = new NumberedChannels(65_536, Duration.ofSeconds(60), client -> 64, Opening.ADDRESS, hub, System::nanoTime);
 * channels.watch(scheduler);
 * SseServer.builder().hub(hub).routes(channels::addTo).routes(routes -> routes.otherwise(NotFoundReport::answer));
 * Boards boards = new Boards(limits, channels.telling(hub), clock, System::nanoTime, hub.counters());
 * }</pre>
 *
 * <p>Thread-safe.
 */
public final class NumberedChannels {
    private static final long SHORTEST_WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final ChannelStory story;
    private final ChannelAllocator allocator;
    private final StoredLeases leases;
    private final ChannelRoutes routes;

    /**
     * Makes channels that are all free, but for those that were leased when the hub was open before.
     *
     * @param channels 1 to {@value ChannelAllocator#MAX_CHANNELS}
     * @param lease how long a client may be away, more than 0
     * @param limitPerAddress how many channels an address may hold at once
     * @param opening what opens a channel; with {@link Opening#ADDRESS} whoever shares an address with its client can listen
     * @param hub where leases are kept, and what happens is counted
     * @param nanoClock as {@link System#nanoTime}
     * @throws IllegalArgumentException naming the value and its range
     */
    public NumberedChannels(
            int channels, Duration lease, ToIntFunction<InetAddress> limitPerAddress, Opening opening, Hub hub, LongSupplier nanoClock) {
        Counters counters = hub.counters();
        this.story = new ChannelStory(counters);
        this.allocator = new ChannelAllocator(channels, lease, limitPerAddress, this::expired, nanoClock);
        this.leases = new StoredLeases(allocator, hub.state("leases"));
        this.routes = new ChannelRoutes(allocator, opening, leases, story);
        leases.restore(stored -> switch (opening) {
            case ADDRESS -> true;
            case TOKEN -> stored.token() != null;
            case GRANT -> Term.of(stored.token()) != null;
        });
        counters.gauge("channels_leased", "Channels that a client holds", allocator::leased);
        counters.gauge("channels_listening", "Channels that a client listens on", allocator::listening);
    }

    private void expired(ChannelLease lease) {
        story.expired(lease);
        leases.changed(lease.number());
    }

    /** Adds everything below {@code /rest/events/}. */
    public void addTo(Routes.Builder builder) {
        builder.onAny(ChannelRoutes.PATH + "*", routes::handle).onAny(ChannelRoutes.SUBSCRIBE, routes::handleSubscribe).changing(ChannelRoutes.SUBSCRIBE)
                .identified(ChannelRoutes.SUBSCRIBE)
                .open(ChannelRoutes.PATH + "*");
    }

    /**
     * Tells of each lease that runs out when it does, and not only when somebody next asks for a channel, until {@code scheduler} is shut down.
     */
    public void watch(ScheduledExecutorService scheduler) {
        long quietNanos = Math.max(allocator.expire().toNanos(), SHORTEST_WAIT_NANOS);
        try {
            var unused = scheduler.schedule(() -> watch(scheduler), quietNanos, TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            // The hub stops.
        }
    }

    /** Returns a sink that passes everything on to {@code hub}, and tells of each listening client that an event goes to, if the log is at trace. */
    public EventSink telling(Hub hub) {
        return new EventSink() {
            @Override
            public Publication publish(Collection<String> topics, Utf8Event event) {
                Publication publication = hub.publish(topics, event);
                if (publication instanceof Publication.Accepted accepted
                        && story.tellsOfDeliveries()
                        && topics.stream().anyMatch(ChannelRoutes.STATE_CHANGES::matches)) {
                    allocator.statuses().stream().filter(ChannelStatus::listening).forEach(status -> story.broadcast(status.lease(), accepted.id()));
                }
                return publication;
            }

            @Override
            public void forget(Collection<String> topics) {
                hub.forget(topics);
            }
        };
    }

    /** Returns who holds which channel. */
    public ChannelAllocator allocator() {
        return allocator;
    }
}
