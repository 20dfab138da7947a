package io.ssehub.netty.http;

import io.netty.util.NetUtil;
import java.math.BigInteger;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Networks that addresses may be in, as RFC 4632 and RFC 4291 section 2.3 write them: {@code 10.0.0.0/8}, {@code fe80::/10}. Immutable and thread-safe. */
public final class Networks {
    // Loopback, RFC 1918, RFC 3927, RFC 4193, RFC 4291. Not 100.64.0.0/10 of RFC 6598, which the customers of a carrier share.
    private static final String PRIVATE =
            "127.0.0.0/8,10.0.0.0/8,172.16.0.0/12,192.168.0.0/16,169.254.0.0/16,::1/128,fc00::/7,fe80::/10";

    private record Network(int addressBits, int bits, BigInteger prefix) {
        static Network of(byte[] address, int bits) {
            int all = Byte.SIZE * address.length;
            return new Network(all, bits, new BigInteger(1, address).shiftRight(all - bits));
        }

        boolean contains(byte[] address) {
            return Byte.SIZE * address.length == addressBits && of(address, bits).prefix().equals(prefix);
        }
    }

    private final List<Network> networks;

    private Networks(List<Network> networks) {
        this.networks = networks;
    }

    /**
     * Reads networks with commas between them; an address alone is a network of its own, {@code private} stands for loopback, private and link-local networks, and
     * {@code none} alone for none.
     *
     * @throws IllegalArgumentException saying what is wrong, and what would be right
     */
    public static Networks of(String text) {
        List<Network> networks = new ArrayList<>();
        if (!text.equals("none")) {
            for (String each : text.replace("private", PRIVATE).split(",", -1)) {
                networks.add(network(each.strip()));
            }
        }
        return new Networks(networks);
    }

    /** Returns networks that hold whatever one of {@code several} holds. */
    public static Networks all(List<Networks> several) {
        return new Networks(several.stream().flatMap(each -> each.networks.stream()).toList());
    }

    private static Network network(String text) {
        int slash = text.indexOf('/');
        String address = slash < 0 ? text : text.substring(0, slash);
        byte[] bytes = NetUtil.createByteArrayFromIpAddressString(address);
        if (bytes == null) {
            throw new IllegalArgumentException("'" + text + "' is no network; one such as 192.168.0.0/16 or fe80::/10 is, an address, private, or none alone");
        }
        int all = Byte.SIZE * bytes.length;
        String length = text.substring(slash + 1);
        if (slash >= 0 && (!length.matches("\\d{1,3}") || Integer.parseInt(length) > all)) {
            throw new IllegalArgumentException("'" + text + "' does not end in a number from 0 to " + all);
        }
        int bits = slash < 0 ? all : Integer.parseInt(length);
        Network network = Network.of(bytes, bits);
        if (!new BigInteger(1, bytes).equals(network.prefix().shiftLeft(all - bits))) {
            throw new IllegalArgumentException("'" + text + "' has bits behind its first " + bits + "; all of them must be 0");
        }
        return network;
    }

    /** Tells whether {@code address} is in one of them. */
    public boolean contains(InetAddress address) {
        byte[] bytes = address.getAddress();
        for (Network network : networks) {
            if (network.contains(bytes)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Networks that && networks.equals(that.networks);
    }

    @Override
    public int hashCode() {
        return networks.hashCode();
    }
}
