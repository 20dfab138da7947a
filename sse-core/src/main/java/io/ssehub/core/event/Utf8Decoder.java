package io.ssehub.core.event;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * Decodes UTF-8 as the WHATWG Encoding standard does (utf-8 decoder): ill-formed bytes become U+FFFD, one for each maximal subpart of a sequence. The JDK's
 * own decoder differs: to it an encoded surrogate is one fault, to the standard it is three.
 */
final class Utf8Decoder {
    private static final char REPLACEMENT = '\uFFFD';

    private Utf8Decoder() {}

    /** Returns the text of {@code [start, end)}; a sequence that is cut off at the end becomes one U+FFFD. A leading BOM is text like any other. */
    static String decode(byte[] bytes, int start, int end) {
        String text = new String(bytes, start, end - start, UTF_8);
        // Both decoders agree on well-formed bytes, and without a U+FFFD in the result they were well-formed.
        return text.indexOf(REPLACEMENT) < 0 ? text : decodeExactly(bytes, start, end);
    }

    private static String decodeExactly(byte[] bytes, int start, int end) {
        StringBuilder text = new StringBuilder(end - start);
        int codePoint = 0;
        int bytesNeeded = 0;
        int lowerBoundary = 0x80;
        int upperBoundary = 0xBF;
        for (int at = start; at < end; at++) {
            int b = bytes[at] & 0xFF;
            if (bytesNeeded > 0) {
                if (b >= lowerBoundary && b <= upperBoundary) {
                    lowerBoundary = 0x80;
                    upperBoundary = 0xBF;
                    codePoint = (codePoint << 6) | (b & 0x3F);
                    if (--bytesNeeded == 0) {
                        text.appendCodePoint(codePoint);
                    }
                    continue;
                }
                text.append(REPLACEMENT);
            }
            // The byte begins a sequence, also where it has just broken one.
            bytesNeeded = bytesNeeded(b);
            lowerBoundary = b == 0xE0 ? 0xA0 : b == 0xF0 ? 0x90 : 0x80;
            upperBoundary = b == 0xED ? 0x9F : b == 0xF4 ? 0x8F : 0xBF;
            if (bytesNeeded == 0) {
                text.append(b < 0x80 ? (char) b : REPLACEMENT);
            } else {
                codePoint = b & (0x3F >> bytesNeeded);
            }
        }
        if (bytesNeeded > 0) {
            text.append(REPLACEMENT);
        }
        return text.toString();
    }

    private static int bytesNeeded(int lead) {
        if (lead >= 0xC2 && lead <= 0xDF) {
            return 1;
        }
        if (lead >= 0xE0 && lead <= 0xEF) {
            return 2;
        }
        return lead >= 0xF0 && lead <= 0xF4 ? 3 : 0;
    }
}
