package io.ssehub.netty.http;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Percent-encoded UTF-8 back to text: RFC 3986 section 2.1. */
final class Percent {
    private Percent() {}

    /** Decodes {@code text}, printable ASCII; in a query a plus sign is a space. */
    static String decode(String text, boolean plusIsSpace) throws RefusedException {
        if (text.indexOf('%') < 0) {
            return plusIsSpace ? text.replace('+', ' ') : text;
        }
        byte[] bytes = new byte[text.length()];
        int length = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '%') {
                c = (char) octet(text, i + 1);
                i += 2;
            } else if (c == '+' && plusIsSpace) {
                c = ' ';
            }
            bytes[length++] = (byte) c;
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, 0, length)).toString();
        } catch (CharacterCodingException e) {
            throw Refusal.malformed("\"" + Syntax.shown(text) + "\" is not percent-encoded UTF-8.");
        }
    }

    private static int octet(String text, int at) throws RefusedException {
        int high = at + 1 < text.length() ? Character.digit(text.charAt(at), 16) : -1;
        int low = high < 0 ? -1 : Character.digit(text.charAt(at + 1), 16);
        if (low < 0) {
            throw Refusal.malformed("\"" + Syntax.shown(text) + "\" has a % that two hexadecimal digits do not follow; a % itself is %25.");
        }
        return (high << 4) | low;
    }
}
