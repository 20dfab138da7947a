package io.ssehub.demo.ingest;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/** Writes addresses as text, and that of an address that comes again and again only once. Thread-safe. */
final class AddressTexts {
    private static final int PLACES = 1_024;

    private record Known(InetAddress address, String text) {}

    // Two addresses that share a place take it from each other; what a thread finds there is whole, as its fields are final.
    private final @Nullable Known[] places = new Known[PLACES];

    /** Returns {@code address} in numbers. */
    String of(InetAddress address) {
        int place = address.hashCode() & (PLACES - 1);
        Known known = places[place];
        if (known == null || !known.address().equals(address)) {
            known = new Known(address, NetUtil.toAddressString(address));
            places[place] = known;
        }
        return known.text();
    }
}
