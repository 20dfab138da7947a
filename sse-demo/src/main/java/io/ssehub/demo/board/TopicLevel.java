package io.ssehub.demo.board;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Writes a board's or sensor's name as one level of a topic: {@code % / * #}, control characters and a leading {@code $} percent-encoded, as RFC 3986
 * section 2.1 does it. A name whose level would be longer than {@value #MAX_BYTES} bytes is cut and ends in {@code %7E} and 16 hexadecimal digits of its
 * SHA-256: no other name spells that, since {@code ~} is never encoded.
 */
final class TopicLevel {
    /** Two such levels after {@code sensors/} fill the 255 bytes of a topic. */
    static final int MAX_BYTES = 123;

    private static final String CUT = "%7E";
    private static final int DIGEST_BYTES = 8;
    private static final int KEPT_BYTES = MAX_BYTES - CUT.length() - 2 * DIGEST_BYTES;
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private TopicLevel() {}

    /** Returns the level that stands for {@code name}, a name without fault. */
    static String of(String name) {
        StringBuilder level = new StringBuilder();
        int bytes = 0;
        int kept = 0;
        for (int i = 0; i < name.length(); i = name.offsetByCodePoints(i, 1)) {
            int c = name.codePointAt(i);
            byte[] utf8 = Character.toString(c).getBytes(StandardCharsets.UTF_8);
            if (Character.isISOControl(c) || "%/*#".indexOf(c) >= 0 || (c == '$' && i == 0)) {
                for (byte b : utf8) {
                    level.append('%').append(HEX.toHexDigits(b));
                }
                bytes += 3 * utf8.length;
            } else {
                level.appendCodePoint(c);
                bytes += utf8.length;
            }
            if (bytes <= KEPT_BYTES) {
                kept = level.length();
            }
        }
        return bytes <= MAX_BYTES ? level.toString() : level.substring(0, kept) + CUT + HEX.formatHex(digest(name), 0, DIGEST_BYTES);
    }

    private static byte[] digest(String name) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}
