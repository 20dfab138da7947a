package io.ssehub.demo.auth;

import io.ssehub.core.topic.Selection;
import io.ssehub.netty.http.Answer;
import io.ssehub.netty.http.Exchange;
import io.ssehub.netty.http.Grant;
import io.ssehub.netty.http.Period;
import io.ssehub.netty.http.Routes;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/**
 * Makes capability URLs: {@code POST /api/capabilities?topic=sensors/**&for=1h}, for operators, who can give away what they may read themselves. Whoever has the URL
 * may read it, without anything else, until the time is up.
 *
 * <p>Thread-safe.
 */
public final class CapabilityRoute {
    private static final Logger LOG = LoggerFactory.getLogger(CapabilityRoute.class);
    private static final String PATH = "/api/capabilities";
    private static final Duration LONGEST = Duration.ofDays(365);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final AuthFile file;
    private final InstantSource clock;

    /** What a client is told. */
    private record Made(String url, String expires) {}

    /** Makes the route, with the secret that {@code file} names. */
    public CapabilityRoute(AuthFile file, InstantSource clock) {
        this.file = file;
        this.clock = clock;
    }

    /** Adds the route. */
    public void addTo(Routes.Builder routes) {
        routes.on("POST", PATH, this::make);
    }

    private void make(Exchange exchange) {
        String text = exchange.query().first("for");
        Duration left = text == null ? null : Period.parse(text);
        if (left == null || left.toSeconds() < 1 || left.compareTo(LONGEST) > 0) {
            exchange.problem(400, "The parameter for is not a time from 1s to 8760h, such as 1h.");
            return;
        }
        Selection selection;
        try {
            selection = Selection.of(exchange.query().all("topic"));
        } catch (IllegalArgumentException wrong) {
            exchange.answer(Answer.problem(wrong));
            return;
        }
        Grant maker = exchange.grant();
        if (maker == null || !maker.mayRead(selection)) {
            exchange.forbid();
            return;
        }
        Duration makersLeft = maker.left();
        if (makersLeft != null && left.compareTo(makersLeft) > 0) {
            exchange.problem(400, "The parameter for is longer than your own credentials hold, which is " + Math.max(0, makersLeft.toSeconds()) + "s.");
            return;
        }
        LOG.atInfo().addKeyValue("by", maker.name()).addKeyValue("topics", selection).addKeyValue("for", left).log("capability URL made");
        Made made = new Made(url(exchange, selection, file.credentials().capabilities().make(selection, left)), expiry(left));
        exchange.answer(Answer.json(200, JSON.writeValueAsString(made)).with("Cache-Control", "no-store"));
    }

    private static String url(Exchange exchange, Selection selection, String token) {
        List<String> topics = selection.patterns().stream().map(pattern -> "topic=" + URLEncoder.encode(pattern, StandardCharsets.UTF_8) + "&").toList();
        return topics.stream().collect(Collectors.joining("", exchange.baseUrl() + "/events?", HubGuard.PARAMETER + "=" + token));
    }

    private String expiry(Duration left) {
        return clock.instant().plus(left).truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
