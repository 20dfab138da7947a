package io.ssehub.core.channel;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * The right of one client to one numbered channel. Immutable and thread-safe.
 *
 * @param number the channel, from 0
 * @param client the only address that may listen on it and give it back; never an IPv4-mapped IPv6 address
 * @param token what the client has to show besides, 22 characters of {@code [0-9A-Za-z_-]} that nobody can guess, and maybe a mark behind them; null if its address will do
 */
public record ChannelLease(int number, InetAddress client, @Nullable String token) {
    private static final int TOKEN_BYTES = 16;
    private static final SecureRandom RANDOM = new SecureRandom();

    static String newToken() {
        byte[] bytes = new byte[TOKEN_BYTES];
        RANDOM.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** Takes the same time whatever part of the token is right. */
    boolean opensWith(@Nullable String shown) {
        return token == null || (shown != null && MessageDigest.isEqual(bytes(token), bytes(shown)));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Returns the number and the client, without the token: this goes into logs. */
    @Override
    public String toString() {
        return "channel " + number + " of " + client.getHostAddress();
    }
}
