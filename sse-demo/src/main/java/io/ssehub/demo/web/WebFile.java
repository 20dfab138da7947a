package io.ssehub.demo.web;

import io.ssehub.netty.http.Answer;
import io.ssehub.netty.http.Exchange;
import io.ssehub.netty.http.RequestHandler;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * One file of the page. A browser keeps it, asks whenever it needs it whether it changed, and is told 304 if not: RFC 9110 section 13.1.2.
 *
 * <p>Immutable and thread-safe.
 */
final class WebFile implements RequestHandler {
    /** Nothing from anywhere else, nothing inline: what boards send is shown as text, and even a slip there could run no script. */
    private static final String CONTENT_SECURITY_POLICY = "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

    private final String tag;
    private final Answer whole;
    private final Answer unchanged;

    private WebFile(String tag, Answer whole, Answer unchanged) {
        this.tag = tag;
        this.whole = whole;
        this.unchanged = unchanged;
    }

    /** Returns the file of this name, whose ending tells its type, and content, which must not change any more. */
    static WebFile of(String name, byte[] content) {
        String tag = '"' + digest(content) + '"';
        Answer whole = Answer.of(200, contentType(name), content)
                .with("X-Content-Type-Options", "nosniff")
                .with("Content-Security-Policy", CONTENT_SECURITY_POLICY)
                .with("Referrer-Policy", "no-referrer");
        return new WebFile(tag, cached(whole, tag), cached(Answer.empty(304), tag));
    }

    private static Answer cached(Answer answer, String tag) {
        return answer.with("Cache-Control", "no-cache").with("ETag", tag);
    }

    private static String contentType(String name) {
        return switch (name.substring(name.lastIndexOf('.') + 1)) {
            case "html" -> "text/html; charset=utf-8";
            case "js" -> "text/javascript; charset=utf-8";
            case "css" -> "text/css; charset=utf-8";
            case "svg" -> "image/svg+xml";
            default -> throw new IllegalArgumentException(name + " is of no type that the page is made of");
        };
    }

    private static String digest(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content), 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }

    @Override
    public void handle(Exchange exchange) {
        exchange.answer(isHeld(exchange) ? unchanged : whole);
    }

    /** Whether the client says that it holds this very content. A tag has no quotes inside, so it is found with its own wherever it stands in the list. */
    private boolean isHeld(Exchange exchange) {
        return exchange.headers("If-None-Match").stream().anyMatch(list -> list.contains(tag) || list.strip().equals("*"));
    }
}
