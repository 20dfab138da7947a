package io.ssehub.demo.hmac;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A board's key: what it proves with that a datagram is its own, by HMAC-SHA-256 (RFC 2104, FIPS 180-4), of which the first {@value #CODE_BYTES} bytes are sent.
 * Thread-safe.
 */
public final class BoardKey {
    /** The fewest bytes of a key. */
    public static final int MIN_BYTES = 16;

    /** The most bytes of a key: a block of SHA-256. */
    public static final int MAX_BYTES = 64;

    /** The bytes of a code. */
    static final int CODE_BYTES = 16;

    private static final String ALGORITHM = "HmacSHA256";

    private final String board;
    private final Mac mac;
    private final String id;

    /**
     * Takes a key.
     *
     * @param key {@value #MIN_BYTES} to {@value #MAX_BYTES} bytes; not kept
     */
    BoardKey(String board, byte[] key) {
        this.board = board;
        try {
            mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every Java platform has HMAC-SHA-256, and it takes any key", e);
        }
        // No datagram's code: that would be over a line feed too, which a board's name does not hold.
        id = HexFormat.of().formatHex(hmac(ByteBuffer.wrap(("replay window of " + board).getBytes(UTF_8))));
    }

    String board() {
        return board;
    }

    /** Returns a name for this key of this board that tells nothing about the key. */
    String id() {
        return id;
    }

    /** Returns the code of {@code covered}, from its position to its limit, in the digits that are sent. */
    byte[] code(ByteBuffer covered) {
        return HexFormat.of().formatHex(hmac(covered)).getBytes(US_ASCII);
    }

    private synchronized byte[] hmac(ByteBuffer message) {
        mac.update(message);
        return Arrays.copyOf(mac.doFinal(), CODE_BYTES);
    }

    /** Returns the datagram that carries {@code payload} with a proof; {@code counter}, unsigned, must grow with each. */
    public byte[] sign(byte[] payload, long counter) {
        byte[] trailer = ("\nhmac " + board + " " + Long.toUnsignedString(counter) + " ").getBytes(UTF_8);
        ByteBuffer datagram = ByteBuffer.allocate(payload.length + trailer.length + 2 * CODE_BYTES).put(payload).put(trailer);
        return datagram.put(code(datagram.duplicate().flip())).array();
    }
}
