package io.ssehub.netty.http;

import io.netty.buffer.ByteBuf;
import io.ssehub.core.hub.EventId;
import io.ssehub.core.hub.Hub;
import io.ssehub.core.hub.Publication;
import io.ssehub.core.hub.Publication.Accepted;
import io.ssehub.core.hub.Publication.Cause;
import io.ssehub.core.hub.Publication.Refused;
import io.ssehub.core.hub.Publication.Unstored;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Publishes each line of a body, some lines a turn so that one request does not keep its event loop from the others, and answers with a line for each.
 *
 * <p>Confined to the event loop, but for the hub's answers.
 */
final class PublishedLines {
    private static final int MAX_LINES = 10_000;
    private static final int LINES_PER_TURN = 128;

    private final Hub hub;
    private final Exchange exchange;
    private final Publishing.Target target;
    private final ByteBuf body;
    private final int lines;
    private final String[] results;
    private final AtomicInteger missing;

    private final AtomicReference<@Nullable EventId> newest = new AtomicReference<>();
    private int next;
    private int from;

    PublishedLines(Hub hub, Exchange exchange, Publishing.Target target) {
        this.hub = hub;
        this.exchange = exchange;
        this.target = target;
        this.body = exchange.body();
        this.lines = count(body);
        this.results = new String[lines];
        this.missing = new AtomicInteger(lines);
    }

    /** Returns how many lines there are, or one more than are allowed; the last one may end without a line feed. */
    private static int count(ByteBuf body) {
        int lines = 0;
        for (int from = 0; from < body.readableBytes() && lines <= MAX_LINES; lines++) {
            from = end(body, from) + 1;
        }
        return lines;
    }

    private static int end(ByteBuf body, int from) {
        int length = body.bytesBefore(body.readerIndex() + from, body.readableBytes() - from, (byte) '\n');
        return length < 0 ? body.readableBytes() : from + length;
    }

    /** Returns how many lines there are, or one more than are allowed. */
    int count() {
        return lines;
    }

    void publish() {
        if (lines == 0 || lines > MAX_LINES) {
            exchange.problem(lines == 0 ? 400 : 413, "The body has " + (lines == 0 ? "no" : "more than " + MAX_LINES) + " lines; 1 to " + MAX_LINES + " are allowed.");
            return;
        }
        body.retain();
        turn();
    }

    private void turn() {
        for (int i = 0; i < LINES_PER_TURN && next < lines; i++) {
            int end = end(body, from);
            int length = end - from;
            boolean crlf = length > 0 && body.getByte(body.readerIndex() + end - 1) == '\r';
            offer(next++, from, crlf ? length - 1 : length);
            from = end + 1;
        }
        if (next < lines) {
            exchange.executor().execute(this::turn);
        } else {
            body.release();
        }
    }

    private void offer(int line, int from, int length) {
        ByteBuffer data = body.nioBuffer(body.readerIndex() + from, length);
        if (length == 0) {
            result(line, error("the line is empty"));
        } else if (!Utf8.isValid(data)) {
            result(line, error("the line is not UTF-8"));
        } else {
            target.offer(hub, data, publication -> result(line, publication));
        }
    }

    private void result(int line, Publication publication) {
        if (publication instanceof Accepted accepted) {
            newest.accumulateAndGet(accepted.id(), (before, id) -> before == null || id == null || id.compareTo(before) > 0 ? id : before);
            result(line, "{\"id\":\"" + accepted.id() + "\"}");
        } else if (publication instanceof Unstored) {
            result(line, error("published, but not on disk: " + Cause.STORE_FAILING.reason()));
        } else {
            result(line, error(((Refused) publication).cause().reason()));
        }
    }

    private static String error(String reason) {
        return "{\"error\":" + JsonText.quote(reason) + "}";
    }

    private void result(int line, String result) {
        results[line] = result;
        if (missing.decrementAndGet() > 0) { // also makes every result visible to whoever brings the last
            return;
        }
        byte[] content = (String.join("\n", results) + "\n").getBytes(StandardCharsets.UTF_8);
        Answer answer = Answer.of(200, "application/x-ndjson", content);
        EventId position = newest.get();
        exchange.answer(position == null ? answer : answer.with(Publishing.POSITION, position.toString()));
    }
}
