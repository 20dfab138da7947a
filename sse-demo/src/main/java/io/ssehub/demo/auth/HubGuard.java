package io.ssehub.demo.auth;

import io.ssehub.core.count.Counters;
import io.ssehub.core.count.LogAllowance;
import io.ssehub.netty.http.Grant;
import io.ssehub.netty.http.Guard;
import io.ssehub.netty.http.Request;
import io.ssehub.netty.http.Sender;
import io.ssehub.netty.http.Stranger;
import java.net.InetAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the credentials of requests: RFC 6750 section 2. An API key or a token comes in the header {@code Authorization} or, from a browser, in a cookie; the token of a
 * capability URL in the parameter {@value #PARAMETER}, where nothing else is taken, since URLs are written down everywhere.
 *
 * <p>Thread-safe. What a client shows never gets into the log.
 */
public final class HubGuard implements Guard {
    static final String COOKIE = "sse_hub";
    static final String PARAMETER = "access_token";

    private static final Logger LOG = LoggerFactory.getLogger(HubGuard.class);
    private static final String SCHEME = "Bearer ";

    private final Supplier<Credentials> credentials;
    private final Counters counters;
    private final LogAllowance logAllowance = new LogAllowance(System::nanoTime);

    /** Makes a guard that goes by what is in {@code file}. */
    public HubGuard(AuthFile file, Counters counters) {
        this(file::credentials, counters);
    }

    HubGuard(Supplier<Credentials> credentials, Counters counters) {
        this.credentials = credentials;
        this.counters = counters;
        for (Fault fault : Fault.values()) {
            counters.counter("credentials_refused", fault.label(), "Credentials that are good for nothing");
        }
    }

    @Override
    public Sender sender(Request request, InetAddress client) {
        return sender(request.headers("Authorization"), request.headers("Cookie"), request.query().all(PARAMETER), client);
    }

    Sender sender(List<String> authorizations, List<String> cookies, List<String> capabilities, InetAddress client) {
        Set<String> bearers = new HashSet<>();
        authorizations.forEach(field -> bearers.add(withoutScheme(field)));
        cookies.forEach(field -> addCookies(field, bearers));
        if (capabilities.size() + bearers.size() > 1) {
            return Stranger.AMBIGUOUS;
        }
        if (!capabilities.isEmpty()) {
            return known(() -> credentials.get().capability(capabilities.get(0)), client);
        }
        return bearers.isEmpty() ? Stranger.ANONYMOUS : bearer(bearers.iterator().next(), client);
    }

    /** Returns what a field shows as a {@code Bearer}; of other schemes, or without one, nothing, which is good for nothing. */
    private static String withoutScheme(String field) {
        return field.regionMatches(true, 0, SCHEME, 0, SCHEME.length()) ? field.substring(SCHEME.length()).strip() : "";
    }

    private static void addCookies(String field, Set<String> found) {
        for (String pair : field.split(";", -1)) {
            String cookie = pair.strip();
            if (cookie.startsWith(COOKIE + "=") && cookie.length() > COOKIE.length() + 1) {
                found.add(cookie.substring(COOKIE.length() + 1));
            }
        }
    }

    /** Returns who shows an API key or a token. */
    Sender bearer(String credential, InetAddress client) {
        return known(() -> credentials.get().bearer(credential), client);
    }

    private interface Check {
        Grant grant() throws BadCredentialsException;
    }

    private Sender known(Check check, InetAddress client) {
        try {
            return check.grant();
        } catch (BadCredentialsException e) {
            return refused(e.fault(), client);
        }
    }

    private Stranger refused(Fault fault, InetAddress client) {
        counters.counter("credentials_refused", fault.label(), "Credentials that are good for nothing").increment();
        long silentBefore = logAllowance.ask();
        if (silentBefore != LogAllowance.SILENT) {
            LOG.atInfo()
                    .addKeyValue("cause", fault.label())
                    .addKeyValue("address", client.getHostAddress())
                    .addKeyValue("not_logged_before", silentBefore)
                    .log("credentials refused");
        }
        return Stranger.UNKNOWN;
    }
}
