package io.ssehub.netty.http;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a head that has been read, and the request that it is. A head means what its bytes say, so the same bytes are the same request; and where they differ
 * in nothing but the digits of {@code Content-Length}, it is the same but for the length of its body.
 *
 * <p>Confined to the event loop of its connection.
 */
final class KeptHead {
    private static final byte[] CONTENT_LENGTH = "content-length:".getBytes(StandardCharsets.US_ASCII);

    private final ByteBuffer bytes;
    private final Request request;

    /** Where the digits of {@code Content-Length} begin, and what follows them; behind the end, and nothing, if there are none. */
    private final int digitsAt;
    private final ByteBuffer rest;

    KeptHead(byte[] head, Request request) {
        this.request = request;
        bytes = ByteBuffer.wrap(head);
        digitsAt = digitsAt(head);
        int digitsEnd = digitsAt;
        while (digitsEnd < head.length && isDigit(head[digitsEnd])) {
            digitsEnd++;
        }
        rest = ByteBuffer.wrap(head, digitsEnd, head.length - digitsEnd).slice();
    }

    private static int digitsAt(byte[] head) {
        for (int line = 1; line + CONTENT_LENGTH.length < head.length; line++) {
            if (head[line - 1] == '\n' && isContentLength(head, line)) {
                int at = line + CONTENT_LENGTH.length;
                while (head[at] == ' ' || head[at] == '\t') {
                    at++;
                }
                return at;
            }
        }
        return head.length;
    }

    private static boolean isContentLength(byte[] head, int line) {
        for (int i = 0; i < CONTENT_LENGTH.length; i++) {
            if (Character.toLowerCase(head[line + i]) != CONTENT_LENGTH[i]) {
                return false;
            }
        }
        return true;
    }

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }

    /** Takes the next head from {@code in}, and returns its request, if it is this one once more; else takes nothing and returns null. */
    @Nullable Request readFrom(ByteBuf in) {
        ByteBuffer next = in.internalNioBuffer(in.readerIndex(), Math.min(in.readableBytes(), bytes.limit()));
        int same = bytes.mismatch(next);
        if (same < 0) {
            in.skipBytes(bytes.limit());
            return request;
        }
        return same < digitsAt || same == next.remaining() ? null : readWithOtherLength(in);
    }

    private @Nullable Request readWithOtherLength(ByteBuf in) {
        int from = in.readerIndex() + digitsAt;
        int to = from;
        while (to < in.writerIndex() && to - from <= RequestHead.MAX_LENGTH_DIGITS && isDigit(in.getByte(to))) {
            to++;
        }
        int end = to + rest.limit();
        if (to == from || to - from > RequestHead.MAX_LENGTH_DIGITS || end > in.writerIndex() || !rest.equals(in.internalNioBuffer(to, rest.limit()))) {
            return null;
        }
        String digits = in.toString(from, to - from, StandardCharsets.US_ASCII);
        in.readerIndex(end);
        return request.withContentLength(digits);
    }
}
