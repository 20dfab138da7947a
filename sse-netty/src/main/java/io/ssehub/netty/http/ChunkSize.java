package io.ssehub.netty.http;

/** The line before each chunk of a body: RFC 9112 section 7.1. Extensions are ignored, as section 7.1.1 demands. */
final class ChunkSize {
    private static final int MAX_DIGITS = 8;

    private ChunkSize() {}

    /** Returns the bytes of the chunk that follows, 0 for the last. */
    static long parse(byte[] line) throws RefusedException {
        int end = 0;
        long size = 0;
        while (end < line.length && Character.digit(line[end], 16) >= 0) {
            size = (size << 4) | Character.digit(line[end++], 16);
            if (end > MAX_DIGITS) {
                throw Refusal.malformed("A chunk size has more than " + MAX_DIGITS + " digits.");
            }
        }
        if (end == 0) {
            throw Refusal.malformed("A chunk does not begin with its size in hexadecimal.");
        }
        int at = end;
        while (at < line.length && (line[at] == ' ' || line[at] == '\t')) {
            at++;
        }
        if (end < line.length && (at == line.length || line[at] != ';')) {
            throw Refusal.malformed("A chunk size is followed by something else than an extension.");
        }
        for (; at < line.length; at++) {
            if (!Syntax.isFieldContent(line[at])) {
                throw Refusal.malformed("A chunk extension holds a control character.");
            }
        }
        return size;
    }
}
