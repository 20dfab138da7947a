package io.ssehub.netty.http;

import java.nio.charset.StandardCharsets;

/**
 * The first line of a request: RFC 9112 section 3.
 *
 * @param method the method's name; methods are case-sensitive
 * @param target the request target, printable ASCII
 * @param http11 true for HTTP/1.1, false for HTTP/1.0
 */
record RequestLine(String method, String target, boolean http11) {

    static RequestLine parse(byte[] line) throws RefusedException {
        int methodEnd = indexOf(line, 0);
        if (!Syntax.isToken(line, 0, methodEnd)) {
            throw Refusal.malformed("The request line does not begin with a method.");
        }
        int targetEnd = indexOf(line, methodEnd + 1);
        if (targetEnd >= line.length || targetEnd == methodEnd + 1) {
            throw Refusal.malformed("The request line is not: method, one space, target, one space, HTTP/1.1.");
        }
        for (int i = methodEnd + 1; i < targetEnd; i++) {
            if (line[i] <= ' ' || line[i] == 0x7f || line[i] == '#') {
                throw Refusal.malformed("The request target holds a character that must be percent-encoded.");
            }
        }
        return new RequestLine(ascii(line, 0, methodEnd), ascii(line, methodEnd + 1, targetEnd), http11(ascii(line, targetEnd + 1, line.length)));
    }

    private static boolean http11(String version) throws RefusedException {
        return switch (version) {
            case "HTTP/1.1" -> true;
            case "HTTP/1.0" -> false;
            default -> throw version.matches("HTTP/[0-9]\\.[0-9]")
                    ? new RefusedException(new Refusal(505, "version", version + " is not spoken here; HTTP/1.1 and HTTP/1.0 are."))
                    : Refusal.malformed("The request line does not end in HTTP/1.1.");
        };
    }

    private static int indexOf(byte[] line, int from) {
        int i = from;
        while (i < line.length && line[i] != ' ') {
            i++;
        }
        return i;
    }

    private static String ascii(byte[] line, int from, int to) {
        return new String(line, from, to - from, StandardCharsets.ISO_8859_1);
    }
}
