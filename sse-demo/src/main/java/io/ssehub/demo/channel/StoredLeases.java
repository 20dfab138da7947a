package io.ssehub.demo.channel;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.ssehub.core.channel.ChannelAllocator;
import io.ssehub.core.channel.ChannelLease;
import io.ssehub.core.hub.StateTable;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Leases that outlive the hub. How long it was away nobody can tell without trusting the wall clock, so each lease begins anew: a client finds its channel again,
 * and one that is gone for good holds it for one lease more.
 *
 * <p>Thread-safe.
 */
final class StoredLeases {
    private static final Logger LOG = LoggerFactory.getLogger(StoredLeases.class);

    private final ChannelAllocator allocator;
    private final StateTable table;

    StoredLeases(ChannelAllocator allocator, StateTable table) {
        this.allocator = allocator;
        this.table = table;
    }

    /** Restores those leases that {@code good} says still hold. */
    void restore(Predicate<ChannelLease> good) {
        int restored = 0;
        for (var entry : table.restored().entrySet()) {
            ChannelLease lease = lease(entry.getKey(), new String(entry.getValue(), UTF_8));
            if (lease != null && good.test(lease) && allocator.restore(lease)) {
                restored++;
            } else {
                table.remove(entry.getKey());
            }
        }
        if (restored > 0) {
            LOG.atInfo().addKeyValue("channels", restored).log("leases begin anew");
        }
    }

    /** Brings what is stored up to date. The order of changes does not matter, as each stores what is true by then. */
    synchronized void changed(int number) {
        ChannelLease lease = allocator.lease(number);
        String key = Integer.toString(number);
        if (lease == null) {
            table.remove(key);
        } else {
            String address = lease.client().getHostAddress();
            table.put(key, (lease.token() == null ? address : address + " " + lease.token()).getBytes(UTF_8));
        }
    }

    private static @Nullable ChannelLease lease(String key, String value) {
        String[] parts = value.split(" ", 2);
        try {
            return new ChannelLease(Integer.parseInt(key), InetAddress.getByName(parts[0]), parts.length == 1 ? null : parts[1]);
        } catch (NumberFormatException | UnknownHostException damaged) {
            return null;
        }
    }
}
