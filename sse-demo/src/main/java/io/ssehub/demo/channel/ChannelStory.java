package io.ssehub.demo.channel;

import io.ssehub.core.channel.ChannelLease;
import io.ssehub.core.channel.Refusal;
import io.ssehub.core.count.Counter;
import io.ssehub.core.count.Counters;
import io.ssehub.core.count.LogAllowance;
import io.ssehub.core.hub.EventId;
import java.net.InetAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the operator what becomes of the channels, in the log and in numbers. It says nothing that a client has written: only numbers and addresses.
 *
 * <p>Thread-safe.
 */
final class ChannelStory {
    private static final Logger LOG = LoggerFactory.getLogger(ChannelStory.class);
    private static final String REFUSED = "channels_refused";
    private static final String REFUSED_HELP = "Subscribes that got no channel";

    private final Counters counters;
    private final LogAllowance logAllowance = new LogAllowance(System::nanoTime);
    private final Counter allocated;
    private final Counter listened;
    private final Counter takenOver;
    private final Counter released;
    private final Counter expired;
    private final Counter allTaken;
    private final Counter addressLimit;

    ChannelStory(Counters counters) {
        this.counters = counters;
        allocated = counters.counter("channels_allocated", "Channels leased to a client");
        listened = counters.counter("channel_connections", "Connections that listened on a channel");
        takenOver = counters.counter("channels_taken_over", "Connections ended because a newer one of the same client listens");
        released = counters.counter("channels_given_back", "Channels that their client gave back");
        expired = counters.counter("channels_expired", "Channels whose lease ran out");
        allTaken = counters.counter(REFUSED, "all_taken", REFUSED_HELP);
        addressLimit = counters.counter(REFUSED, "address_limit", REFUSED_HELP);
    }

    void allocated(ChannelLease lease) {
        allocated.increment();
        tell(lease, "channel allocated");
    }

    void allTaken(InetAddress client) {
        allTaken.increment();
        if (logAllowance.ask() != LogAllowance.SILENT) {
            LOG.atWarn().addKeyValue("address", client.getHostAddress()).log("no channel allocated: all are taken");
        }
    }

    void addressLimit(InetAddress client, int limit) {
        addressLimit.increment();
        if (logAllowance.ask() != LogAllowance.SILENT) {
            LOG.atWarn().addKeyValue("address", client.getHostAddress()).addKeyValue("limit", limit).log("no channel allocated: the address holds all it may");
        }
    }

    void listening(ChannelLease lease) {
        listened.increment();
        tell(lease, "client listening");
    }

    boolean tellsOfDeliveries() {
        return LOG.isTraceEnabled();
    }

    void broadcast(ChannelLease lease, EventId id) {
        LOG.atTrace().addKeyValue("number", lease.number()).addKeyValue("address", lease.client().getHostAddress()).addKeyValue("id", id).log("broadcast");
    }

    void takenOver(ChannelLease lease) {
        takenOver.increment();
        tell(lease, "channel taken over by a newer connection");
    }

    void registeredAgain(ChannelLease lease) {
        tell(lease, "client registered but not listening");
    }

    void expired(ChannelLease lease) {
        expired.increment();
        tell(lease, "client no longer connected and removed");
    }

    void released(ChannelLease lease) {
        released.increment();
        tell(lease, "channel given back");
    }

    void refused(int number, InetAddress client, Refusal refusal) {
        String cause =
                switch (refusal) {
                    case OUT_OF_RANGE -> "out_of_range";
                    case NOT_LEASED -> "not_leased";
                    case OTHER_ADDRESS -> "other_address";
                    case WRONG_TOKEN -> "wrong_token";
                };
        counters.counter("channel_requests_refused", cause, "Requests for a channel that their client does not hold").increment();
        LOG.atDebug().addKeyValue("number", number).addKeyValue("address", client.getHostAddress()).log("not this client's channel: {}", cause);
    }

    private static void tell(ChannelLease lease, String what) {
        LOG.atInfo().addKeyValue("number", lease.number()).addKeyValue("address", lease.client().getHostAddress()).log(what);
    }
}
