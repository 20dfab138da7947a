package io.ssehub.netty.http;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Percent-encoded UTF-8 back to text: RFC 3986 section 2.1. */
final class Percent {
    private Percent() {}

    /**
     * Decodes {@code text}, printable ASCII.
     *
     * @param plusIsSpace as in a query
     * @param strict whether to refuse what is wrong; else, as WHATWG URL 1.3 has it, a % that is no escape stands for itself, and U+FFFD for what is no UTF-8
     */
    static String decode(String text, boolean plusIsSpace, boolean strict) throws RefusedException {
        if (text.indexOf('%') < 0) {
            return plusIsSpace ? text.replace('+', ' ') : text;
        }
        byte[] bytes = new byte[text.length()];
        int length = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            int octet = c == '%' ? octet(text, i + 1) : -1;
            if (octet >= 0) {
                c = (char) octet;
                i += 2;
            } else if (c == '%' && strict) {
                throw Refusal.malformed("\"" + Syntax.shown(text) + "\" has a % that two hexadecimal digits do not follow; a % itself is %25.");
            } else if (c == '+' && plusIsSpace) {
                c = ' ';
            }
            bytes[length++] = (byte) c;
        }
        if (!strict) {
            return new String(bytes, 0, length, StandardCharsets.UTF_8);
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, 0, length)).toString();
        } catch (CharacterCodingException e) {
            throw Refusal.malformed("\"" + Syntax.shown(text) + "\" is not percent-encoded UTF-8.");
        }
    }

    /** Returns the value of the two hexadecimal digits at {@code at}, or -1 if they are none. */
    private static int octet(String text, int at) {
        int high = at + 1 < text.length() ? Character.digit(text.charAt(at), 16) : -1;
        int low = high < 0 ? -1 : Character.digit(text.charAt(at + 1), 16);
        return low < 0 ? -1 : (high << 4) | low;
    }
}
