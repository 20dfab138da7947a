package io.ssehub.netty.http;

import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/** How much one client may have open where a connection does not tell: it carries several streams, or is a proxy's. Thread-safe. */
@FunctionalInterface
public interface ClientPlaces {
    /**
     * Takes a place for one more event stream, or connection, of a client.
     *
     * @param counted whether it has a connection of its own, which is counted already but for whose it is
     * @return what gives the place back, to be run once; null if there is none
     */
    @Nullable Runnable take(SocketAddress client, boolean counted);
}
