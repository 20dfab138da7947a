package io.ssehub.demo.hmac;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * How a datagram ends: in nothing that concerns us, or in a last line that proves where it comes from,
 *
 * <pre>
 *   hmac SP board SP counter SP code
 * </pre>
 *
 * <p>{@code counter} is an unsigned 64-bit number in decimal digits without leading zeros, {@code code} is {@value #CODE_DIGITS} lower-case hexadecimal digits: each
 * trailer has one spelling only. The board's name is what stands between the first space and the last but one, so it may hold spaces.
 */
public sealed interface Trailer {
    /** The hexadecimal digits of a code. */
    int CODE_DIGITS = 2 * BoardKey.CODE_BYTES;

    /** There is none. */
    record Absent() implements Trailer {}

    /** The last line begins like one and is none; {@code fault} says why, and may hold what the peer sent. */
    record Malformed(String fault) implements Trailer {}

    /**
     * There is one.
     *
     * @param payloadBytes how many bytes are the payload
     * @param coveredBytes how many bytes the code vouches for; it follows them
     * @param board who is said to have sent the datagram
     * @param counter unsigned
     */
    record Hmac(int payloadBytes, int coveredBytes, String board, long counter) implements Trailer {}

    /** Reads the end of {@code datagram}, from its position to its limit, neither of which changes. */
    static Trailer of(ByteBuffer datagram) {
        ByteBuffer bytes = datagram.slice();
        int line = lastLine(bytes);
        byte[] word = "hmac ".getBytes(US_ASCII);
        if (bytes.limit() - line < word.length || !bytes.slice(line, word.length).equals(ByteBuffer.wrap(word))) {
            return new Absent();
        }
        if (line == 0) {
            return new Malformed("there is no line before the trailer");
        }
        int covered = bytes.limit() - CODE_DIGITS;
        int board = line + word.length;
        if (covered <= board || !isCode(bytes, covered)) {
            return new Malformed("the trailer does not end in a space and " + CODE_DIGITS + " lower-case hexadecimal digits");
        }
        int space = lastSpace(bytes, covered - 1);
        if (space <= board) {
            return new Malformed("the trailer is not of the form: hmac board counter code");
        }
        String counter = US_ASCII.decode(bytes.slice(space + 1, covered - 1 - (space + 1))).toString();
        try {
            long number = Long.parseUnsignedLong(counter);
            if (!Long.toUnsignedString(number).equals(counter)) {
                throw new NumberFormatException("spelled otherwise");
            }
            String name = StandardCharsets.UTF_8.newDecoder().decode(bytes.slice(board, space - board)).toString();
            return new Hmac(line - 1, covered, name, number);
        } catch (NumberFormatException e) {
            return new Malformed("the counter is " + counter + "; a whole number from 0 to 18446744073709551615 is allowed");
        } catch (CharacterCodingException e) {
            return new Malformed("the board's name is not UTF-8");
        }
    }

    private static int lastLine(ByteBuffer bytes) {
        int at = bytes.limit();
        while (at > 0 && bytes.get(at - 1) != '\n') {
            at--;
        }
        return at;
    }

    private static int lastSpace(ByteBuffer bytes, int before) {
        int at = before - 1;
        while (at >= 0 && bytes.get(at) != ' ') {
            at--;
        }
        return at;
    }

    private static boolean isCode(ByteBuffer bytes, int from) {
        for (int i = from; i < bytes.limit(); i++) {
            byte c = bytes.get(i);
            if (!(c >= '0' && c <= '9') && !(c >= 'a' && c <= 'f')) {
                return false;
            }
        }
        return bytes.get(from - 1) == ' ';
    }
}
