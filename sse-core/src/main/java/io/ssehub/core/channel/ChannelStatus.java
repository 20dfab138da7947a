package io.ssehub.core.channel;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a leased channel was doing when asked.
 *
 * @param untilFree how long it stays registered if nobody listens, more than 0; null while somebody does
 */
public record ChannelStatus(ChannelLease lease, @Nullable Duration untilFree) {
    /** Returns whether a connection listens. */
    public boolean listening() {
        return untilFree == null;
    }
}
