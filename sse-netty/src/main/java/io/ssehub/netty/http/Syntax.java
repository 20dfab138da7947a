package io.ssehub.netty.http;

/** The characters that RFC 9110 section 5.6 and RFC 3986 allow where. */
final class Syntax {
    private static final boolean[] TOKEN = new boolean[256];

    static {
        for (char c : "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".toCharArray()) {
            TOKEN[c] = true;
        }
    }

    private Syntax() {}

    /** Whether {@code [from, to)} is a token: RFC 9110 section 5.6.2. */
    static boolean isToken(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (!TOKEN[bytes[i] & 0xff]) {
                return false;
            }
        }
        return from < to;
    }

    static boolean isToken(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (!isTokenChar(text.charAt(i))) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    static boolean isTokenChar(char c) {
        return c < TOKEN.length && TOKEN[c];
    }

    /** Whether the byte may stand in a field value: RFC 9110 section 5.5; bytes beyond ASCII are allowed there, and opaque. */
    static boolean isFieldContent(byte b) {
        return b < 0 || (b >= ' ' && b != 0x7f) || b == '\t';
    }

    /** Whether {@code text} is one or more ASCII digits, at most {@code max} of them. */
    static boolean isNumber(String text, int max) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return !text.isEmpty() && text.length() <= max;
    }

    /** Returns {@code text} fit to be shown: cut to 64 characters, whatever is not printable ASCII as {@code ?}. */
    static String shown(String text) {
        StringBuilder shown = new StringBuilder();
        text.chars().limit(64).forEach(c -> shown.append(c >= ' ' && c < 0x7f ? (char) c : '?'));
        return text.length() > 64 ? shown.append("...").toString() : shown.toString();
    }
}
