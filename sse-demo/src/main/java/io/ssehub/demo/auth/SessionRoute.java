package io.ssehub.demo.auth;

import io.ssehub.netty.http.Answer;
import io.ssehub.netty.http.Exchange;
import io.ssehub.netty.http.Grant;
import io.ssehub.netty.http.Routes;
import io.ssehub.netty.http.Sender;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * Signs browsers in and out: {@code POST /session} takes an API key or a token as its body and hands it back as a cookie that no script can read and that goes with
 * requests from the hub's own pages alone; {@code DELETE /session} takes the cookie away. RFC 6265.
 *
 * <p>Thread-safe.
 */
public final class SessionRoute {
    private static final String PATH = "/session";

    /** Browsers take 4,096 bytes of a cookie, its name and what is said of it included. */
    private static final int MAX_CHARS = 3_800;

    private final HubGuard guard;

    /** Makes the route for those whom {@code guard} knows. */
    public SessionRoute(HubGuard guard) {
        this.guard = guard;
    }

    /** Adds the routes, which are open to everybody. */
    public void addTo(Routes.Builder routes) {
        routes.on("POST", PATH, this::signIn).on("DELETE", PATH, this::signOut).open(PATH);
    }

    private void signIn(Exchange exchange) {
        String credential = exchange.body().toString(StandardCharsets.UTF_8).strip();
        Sender sender = guard.bearer(credential, exchange.remoteAddress().getAddress());
        if (!(sender instanceof Grant grant)) {
            exchange.problem(401, "This key or token is not good for anything, or no longer.");
        } else if (credential.length() > MAX_CHARS) {
            exchange.problem(413, "The token is longer than browsers keep; " + MAX_CHARS + " characters are.");
        } else {
            Duration left = grant.left();
            exchange.answer(cookie(exchange, credential, left == null ? "" : "; Max-Age=" + left.toSeconds()));
        }
    }

    private void signOut(Exchange exchange) {
        exchange.answer(cookie(exchange, "", "; Max-Age=0"));
    }

    private static Answer cookie(Exchange exchange, String value, String age) {
        String secure = exchange.baseUrl().startsWith("https:") ? "; Secure" : "";
        return Answer.empty(204)
                .with("Set-Cookie", HubGuard.COOKIE + "=" + value + age + "; Path=/; HttpOnly; SameSite=Strict" + secure)
                .with("Cache-Control", "no-store");
    }
}
