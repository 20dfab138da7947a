package io.ssehub.core.limit;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/**
 * Which addresses a limit counts as one: an IPv4 address and the same mapped into IPv6 (RFC 4291 section 2.5.5.2), and the IPv6 addresses of a /64, of which one
 * machine can have as many as it likes. Thread-safe.
 */
public final class Source {
    private static final int PREFIX_BYTES = 8;

    private Source() {}

    /** Returns the address that stands for all that are one with {@code address}. */
    public static InetAddress of(InetAddress address) {
        InetAddress source = unmapped(address);
        byte[] bytes = source.getAddress();
        if (bytes.length <= PREFIX_BYTES || source.isLoopbackAddress()) {
            return source;
        }
        Arrays.fill(bytes, PREFIX_BYTES, bytes.length, (byte) 0);
        return address(bytes);
    }

    /** Returns the IPv4 address that {@code address} is a mapped form of, or else {@code address} itself. */
    public static InetAddress unmapped(InetAddress address) {
        byte[] bytes = address.getAddress();
        return bytes.length == 16 && isMapped(bytes) ? address(Arrays.copyOfRange(bytes, 12, 16)) : address;
    }

    private static boolean isMapped(byte[] bytes) {
        for (int i = 0; i < 10; i++) {
            if (bytes[i] != 0) {
                return false;
            }
        }
        return bytes[10] == -1 && bytes[11] == -1;
    }

    private static InetAddress address(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new AssertionError(bytes.length + " bytes are an address", e);
        }
    }
}
