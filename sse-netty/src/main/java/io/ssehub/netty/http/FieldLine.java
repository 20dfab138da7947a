package io.ssehub.netty.http;

import io.netty.util.AsciiString;
import java.nio.charset.StandardCharsets;

/**
 * One field line of a header or trailer section: RFC 9112 section 5.
 *
 * @param name the field's name as sent; names are compared without regard to case
 * @param value the value without the white space around it; bytes beyond ASCII as ISO 8859-1
 */
record FieldLine(AsciiString name, String value) {

    static FieldLine parse(byte[] line) throws RefusedException {
        if (line[0] == ' ' || line[0] == '\t') {
            throw Refusal.malformed("A header line begins with white space; folded lines are obsolete (RFC 9112 section 5.2).");
        }
        int colon = 0;
        while (colon < line.length && line[colon] != ':') {
            colon++;
        }
        if (colon == line.length || !Syntax.isToken(line, 0, colon)) {
            throw Refusal.malformed("A header line does not begin with a name and a colon right behind it.");
        }
        int from = colon + 1;
        int to = line.length;
        while (from < to && isBlank(line[from])) {
            from++;
        }
        while (from < to && isBlank(line[to - 1])) {
            to--;
        }
        for (int i = from; i < to; i++) {
            if (!Syntax.isFieldContent(line[i])) {
                throw Refusal.malformed("A header value holds a control character.");
            }
        }
        return new FieldLine(new AsciiString(line, 0, colon, false), new String(line, from, to - from, StandardCharsets.ISO_8859_1));
    }

    private static boolean isBlank(byte b) {
        return b == ' ' || b == '\t';
    }
}
