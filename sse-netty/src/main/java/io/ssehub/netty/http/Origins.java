package io.ssehub.netty.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The origins whose pages may do what this server's own may: read any answer, and change something. Without one, and without a {@link Guard}, pages of any origin may
 * read what says so by {@link Answer#crossOrigin()}; none but the server's own may ever change something.
 *
 * <p>A request that has neither {@code Origin} nor {@code Sec-Fetch-Site} is no browser's, or one that no page can have sent from elsewhere by a script or a form.
 * Fetch Standard, sections 3.2 and 3.3 (CORS); Fetch Metadata Request Headers, section 2.
 *
 * @param allowed such as {@code https://hub.example.com} or {@code http://localhost:3000}, in lower case
 * @param guarded whether there is a guard; pages may then also send the credentials that the browser has
 */
record Origins(Set<String> allowed, boolean guarded) {
    private static final Pattern ORIGIN = Pattern.compile("https?://([0-9a-z._-]+|\\[[0-9a-f:.]+])(:[0-9]{1,5})?");
    private static final String SITE = "Sec-Fetch-Site";

    /**
     * Checks the origins and keeps them in lower case.
     *
     * @throws IllegalArgumentException naming the one that no page can have
     */
    Origins {
        allowed = allowed.stream().map(origin -> origin.toLowerCase(Locale.ROOT)).collect(Collectors.toUnmodifiableSet());
        for (String origin : allowed) {
            if (!ORIGIN.matcher(origin).matches()) {
                throw new IllegalArgumentException("\"" + origin + "\" is no origin; http:// or https://, a host and, if it is not the usual one, a port is, without a path");
            }
        }
    }

    Origins(Set<String> allowed) {
        this(allowed, false);
    }

    /** Whether pages of any origin may read what says so. */
    private boolean areReaders() {
        return allowed.isEmpty() && !guarded;
    }

    /**
     * Returns whether the request comes from a page that may not change anything here.
     *
     * @param readable whether pages of any origin may send such a request if they say by {@code Origin} who they are, as long as such may read
     */
    boolean isForeign(RequestHead head, boolean readable) {
        List<String> origins = head.headers().getAll(HttpHeaderNames.ORIGIN);
        List<String> sites = head.headers().getAll(SITE);
        boolean fromHere = sites.stream().allMatch(site -> site.equals("same-origin") || site.equals("none"));
        if (origins.isEmpty()) {
            return !fromHere;
        }
        String origin = origins.get(0);
        if (origins.size() > 1 || !ORIGIN.matcher(origin).matches()) {
            return true;
        }
        return !allowed.contains(origin) && !(readable && areReaders()) && !(fromHere && isOwn(origin, head));
    }

    /** By host and port alone: what ends TLS may stand before this server. Browsers leave out the port that a scheme has by itself, here and in {@code Host}. */
    private static boolean isOwn(String origin, RequestHead head) {
        Authority asked = head.authority();
        String named = origin.substring(origin.indexOf("//") + 2);
        try {
            return asked != null && (asked.sameAs(Authority.parse(named, Scheme.HTTP)) || asked.sameAs(Authority.parse(named, Scheme.HTTPS)));
        } catch (RefusedException noHost) {
            return false;
        }
    }

    /** Returns the answer as pages of the request's origin may see it. */
    Answer shown(Answer answer, RequestHead head) {
        if (areReaders()) {
            return answer;
        }
        String origin = head.headers().get(HttpHeaderNames.ORIGIN);
        if (origin == null || !allowed.contains(origin)) {
            return answer.readableBy(null);
        }
        Answer readable = guarded ? answer.readableBy(origin).with("Access-Control-Allow-Credentials", "true") : answer.readableBy(origin);
        String allow = head.method().equals("OPTIONS") ? answer.header("Allow") : null;
        return allow == null
                ? readable
                : readable.with("Access-Control-Allow-Methods", allow)
                        .with("Access-Control-Allow-Headers", "Last-Event-ID, Cache-Control, Content-Type, Authorization")
                        .with("Access-Control-Max-Age", "86400");
    }

    Refusal refusal(RequestHead head) {
        String origin = head.headers().get(HttpHeaderNames.ORIGIN);
        String page = origin == null ? "A page of another site" : "A page of the origin \"" + Syntax.shown(origin) + "\"";
        return new Refusal(403, "origin", page + " may not change anything here; the server's operator can allow its origin.");
    }
}
