package io.ssehub.netty.http;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A whole answer: status, content and headers. What belongs to the connection ({@code Content-Length}, {@code Connection}, {@code Date}) is added when it is sent.
 *
 * <p>Immutable and thread-safe, so that an answer may be made once and given often.
 */
public final class Answer {
    private static final byte[] NO_BODY = {};

    /** The head that every event stream begins with: WHATWG HTML 9.2.3, and what keeps proxies from holding events back. */
    static final Answer EVENT_STREAM = eventStream("").endless();

    record Header(String name, String value) {}

    private final int status;
    private final @Nullable String contentType;
    private final byte[] body;
    private final List<Header> headers;
    private final byte @Nullable [] encodedFields;
    private final boolean endless;

    private Answer(int status, @Nullable String contentType, byte[] body, List<Header> headers) {
        this(status, contentType, body, headers, null, false);
        if (status < 200 || status > 599) {
            throw new IllegalArgumentException("status is " + status + "; 200 to 599 is allowed");
        }
        if (contentType != null) {
            checkValue("Content-Type", contentType);
        }
    }

    private Answer(
            int status, @Nullable String contentType, byte[] body, List<Header> headers, byte @Nullable [] encodedFields, boolean endless) {
        this.status = status;
        this.contentType = contentType;
        this.body = body;
        this.headers = headers;
        this.encodedFields = encodedFields;
        this.endless = endless;
    }

    /** Returns an answer of plain text in UTF-8. */
    public static Answer text(int status, String body) {
        return of(status, "text/plain; charset=utf-8", body.getBytes(StandardCharsets.UTF_8));
    }

    /** Returns an answer of JSON. */
    public static Answer json(int status, String body) {
        return of(status, "application/json", body.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Returns an answer of any content. {@code body} is kept, not copied: it must not change any more.
     *
     * @throws IllegalArgumentException if {@code status} is not 200 to 599, or the type holds a character that a header cannot
     */
    public static Answer of(int status, String contentType, byte[] body) {
        return new Answer(status, contentType, body, List.of());
    }

    /**
     * Returns an answer of status 200 whose head is ready to be sent but for what belongs to the connection: the arrays are kept.
     *
     * @param fields all header lines, {@code Content-Length} among them
     */
    static Answer encoded(byte[] fields, byte[] body) {
        return new Answer(200, null, body, List.of(), fields, false);
    }

    /** Returns an event stream that ends at once, after a few fields. */
    static Answer eventStream(String text) {
        return of(200, "text/event-stream", text.getBytes(StandardCharsets.UTF_8))
                .with("Cache-Control", "no-cache, no-transform").with("X-Accel-Buffering", "no").crossOrigin();
    }

    private Answer endless() {
        return new Answer(status, contentType, body, headers, encodedFields, true);
    }

    /** Returns the answer to {@code OPTIONS} for a path that pages of any origin may read, and do no more to; {@code allow} names the methods there are. */
    public static Answer preflight(String allow) {
        return empty(204)
                .with("Allow", allow)
                .crossOrigin()
                .with("Access-Control-Allow-Methods", "GET, HEAD")
                .with("Access-Control-Allow-Headers", "Last-Event-ID, Cache-Control")
                .with("Access-Control-Max-Age", "86400");
    }

    /** Returns an answer without content. */
    public static Answer empty(int status) {
        return new Answer(status, null, NO_BODY, List.of());
    }

    /**
     * Returns an answer that tells what was wrong, as {@code application/problem+json}: RFC 9457, with the status's own words as its title.
     *
     * @param detail what was wrong and what would be right
     */
    public static Answer problem(int status, String detail) {
        String title = HttpResponseStatus.valueOf(status).reasonPhrase();
        String body = "{\"type\":\"about:blank\",\"title\":" + JsonText.quote(title) + ",\"status\":" + status + ",\"detail\":" + JsonText.quote(detail) + "}\n";
        return of(status, "application/problem+json", body.getBytes(StandardCharsets.UTF_8));
    }

    /** Returns a 400 problem that says what a check of the client's values found wrong. */
    public static Answer problem(IllegalArgumentException wrong) {
        String message = String.valueOf(wrong.getMessage());
        return problem(400, Character.toUpperCase(message.charAt(0)) + message.substring(1) + ".");
    }

    /**
     * Returns this answer with one more header.
     *
     * @throws IllegalArgumentException if the name is no token, or the value holds anything but printable ASCII, spaces and tabs
     */
    public Answer with(String header, String value) {
        if (!Syntax.isToken(header)) {
            throw new IllegalArgumentException("\"" + Syntax.shown(header) + "\" is not a header's name");
        }
        checkValue(header, value);
        List<Header> more = new ArrayList<>(headers);
        more.add(new Header(header, value));
        return new Answer(status, contentType, body, List.copyOf(more));
    }

    /** Returns this answer readable by pages of any origin, without credentials: {@code Access-Control-Allow-Origin: *}. */
    public Answer crossOrigin() {
        return with("Access-Control-Allow-Origin", "*");
    }

    /**
     * Returns this answer readable by pages of {@code origin}, by none if that is null, and by no other origin.
     */
    Answer readableBy(@Nullable String origin) {
        List<Header> fields = new ArrayList<>(headers.stream().filter(header -> !header.name().startsWith("Access-Control-")).toList());
        fields.add(new Header("Vary", "Origin"));
        if (origin != null) {
            fields.add(new Header("Access-Control-Allow-Origin", origin));
            fields.add(new Header("Access-Control-Expose-Headers", "SSE-Last-Event-ID"));
        }
        return new Answer(status, contentType, body, List.copyOf(fields), encodedFields, endless);
    }

    /** Returns the value of the first header of that name, or null. */
    @Nullable String header(String name) {
        return headers.stream().filter(header -> header.name().equals(name)).map(Header::value).findFirst().orElse(null);
    }

    private static void checkValue(String header, String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if ((c < ' ' && c != '\t') || c >= 0x7f) {
                throw new IllegalArgumentException("the value of " + header + " is \"" + Syntax.shown(value) + "\"; only printable ASCII is allowed");
            }
        }
    }

    /** Returns the status code. */
    public int status() {
        return status;
    }

    boolean isEndless() {
        return endless;
    }

    @Nullable String contentType() {
        return contentType;
    }

    /** Returns the content, which must not be changed. */
    byte[] body() {
        return body;
    }

    /** Returns header lines as they are sent, in place of {@link #contentType} and what belongs to the connection; null if they are still to be encoded. */
    byte @Nullable [] encodedFields() {
        return encodedFields;
    }

    List<Header> headers() {
        return headers;
    }
}
