package io.ssehub.demo.channel;

import io.ssehub.core.channel.Allocation;
import io.ssehub.core.channel.ChannelAllocator;
import io.ssehub.core.channel.ChannelLease;
import io.ssehub.core.channel.ListenResult;
import io.ssehub.core.channel.Refusal;
import io.ssehub.core.channel.ReleaseResult;
import io.ssehub.core.event.ServerSentEvent;
import io.ssehub.core.topic.Selection;
import io.ssehub.netty.fanout.KeepAlive;
import io.ssehub.netty.fanout.Start;
import io.ssehub.netty.fanout.Subscriber;
import io.ssehub.netty.fanout.Subscription;
import io.ssehub.netty.http.Answer;
import io.ssehub.netty.http.Exchange;
import io.ssehub.netty.http.Grant;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Answers what is asked below {@code /rest/events/}: {@code subscribe} gives the client a channel, a number listens on that channel or gives it back, all else
 * is the {@link NotFoundReport}. Whoever does not hold a channel is not told whether anybody does.
 *
 * <p>Called on event loops.
 */
final class ChannelRoutes {
    static final String PATH = "/rest/events/";
    static final Selection STATE_CHANGES = Selection.of(List.of("$state/**"));

    static final String SUBSCRIBE = PATH + "subscribe";

    private static final String TOKEN = "t";
    private static final int MAX_DIGITS = 9;

    private static final KeepAlive KEEP_ALIVE = new KeepAlive.Always(ServerSentEvent.of("event", "{ \"TYPE\":\"KEEP-ALIVE\" }"));
    private static final ServerSentEvent GREETING = new ServerSentEvent(null, null, null, null, "listening");

    private final ChannelAllocator allocator;
    private final Opening opening;
    private final InstantSource clock = InstantSource.system();
    private final StoredLeases leases;
    private final ChannelStory story;

    /** Makes routes to the channels of {@code allocator}. */
    ChannelRoutes(ChannelAllocator allocator, Opening opening, StoredLeases leases, ChannelStory story) {
        this.allocator = allocator;
        this.opening = opening;
        this.leases = leases;
        this.story = story;
    }

    void handleSubscribe(Exchange exchange) {
        Grant grant = exchange.grant();
        if (grant != null && !grant.mayRead(STATE_CHANGES)) {
            exchange.forbid();
            return;
        }
        switch (exchange.method()) {
            case "GET" -> subscribe(exchange);
            case "HEAD" -> exchange.answer(Answer.of(200, "text/plain", new byte[0]).crossOrigin());
            case "OPTIONS" -> exchange.answer(Answer.preflight("GET, HEAD, OPTIONS"));
            default -> notAllowed(exchange, "GET, HEAD, OPTIONS");
        }
    }

    void handle(Exchange exchange) {
        String rest = exchange.pathRest();
        if (isNumber(rest)) {
            int number = Integer.parseInt(rest);
            if (opening == Opening.GRANT && hasEnded(Term.of(token(exchange))) && !exchange.method().equals("OPTIONS")) {
                refuse(exchange, number, Refusal.WRONG_TOKEN);
                return;
            }
            switch (exchange.method()) {
                case "GET" -> listen(exchange, number);
                case "HEAD" -> check(exchange, number);
                case "DELETE" -> release(exchange, number);
                case "OPTIONS" -> exchange.answer(Answer.preflight("DELETE, GET, HEAD, OPTIONS"));
                default -> notAllowed(exchange, "DELETE, GET, HEAD, OPTIONS");
            }
        } else {
            NotFoundReport.answer(exchange);
        }
    }

    private boolean hasEnded(@Nullable Term term) {
        return term == null || term.isOver(clock);
    }

    /** Whether this is how the hub itself writes a number, so that no channel has two URLs. */
    private static boolean isNumber(String text) {
        return !text.isEmpty()
                && text.length() <= MAX_DIGITS
                && text.chars().allMatch(c -> c >= '0' && c <= '9')
                && (text.length() == 1 || text.charAt(0) != '0');
    }

    private void subscribe(Exchange exchange) {
        InetAddress client = client(exchange);
        Allocation allocation = allocate(client, exchange.grant());
        if (allocation instanceof Allocation.Allocated allocated) {
            story.allocated(allocated.lease());
            leases.changed(allocated.lease().number());
            exchange.answer(urlOf(allocated.lease(), exchange));
            return;
        }
        if (allocation instanceof Allocation.AddressLimit limited) {
            story.addressLimit(client, limited.limit());
        } else {
            story.allTaken(client);
        }
        long seconds = allocator.expire().toSeconds() + 1;
        exchange.answer(NotFoundReport.of(exchange, "all channels taken").with("Retry-After", Long.toString(seconds)).crossOrigin());
    }

    private Allocation allocate(InetAddress client, @Nullable Grant grant) {
        if (grant != null) {
            return allocator.allocateWithToken(client, Term.of(grant, clock).mark());
        }
        return opening == Opening.ADDRESS ? allocator.allocate(client) : allocator.allocateWithToken(client);
    }

    private static Answer urlOf(ChannelLease lease, Exchange exchange) {
        String token = lease.token() == null ? "" : "?" + TOKEN + "=" + lease.token();
        String url = exchange.baseUrl() + PATH + lease.number() + token;
        return Answer.of(200, "text/plain", url.getBytes(StandardCharsets.US_ASCII)).with("Cache-Control", "no-store").crossOrigin();
    }

    private void listen(Exchange exchange, int number) {
        CompletableFuture<Subscriber> stream = new CompletableFuture<>();
        Runnable end = () -> {
            var unused = stream.thenAccept(Subscriber::end);
        };
        ListenResult result = allocator.listen(number, client(exchange), token(exchange), end);
        if (result instanceof ListenResult.Listening listening) {
            ChannelLease lease = listening.lease();
            if (listening.displaced() != null) {
                story.takenOver(lease);
                listening.displaced().run();
            }
            story.listening(lease);
            Subscriber subscriber = exchange.stream(subscription(exchange));
            if (subscriber == null) {
                ended(listening);
            } else {
                subscriber.onClosed(() -> ended(listening));
                Term term = opening == Opening.GRANT ? Term.of(lease.token()) : null;
                Duration left = term == null ? null : term.left(clock);
                if (left != null) {
                    subscriber.expireAfter(left);
                }
                stream.complete(subscriber);
            }
        } else if (result instanceof ListenResult.Refused refused) {
            refuse(exchange, number, refused.refusal());
        }
    }

    private void ended(ListenResult.Listening listening) {
        if (allocator.ended(listening)) {
            story.registeredAgain(listening.lease());
        }
    }

    private void check(Exchange exchange, int number) {
        Refusal refusal = allocator.check(number, client(exchange), token(exchange));
        if (refusal != null) {
            refuse(exchange, number, refusal);
        } else {
            exchange.stream(subscription(exchange));
        }
    }

    private void release(Exchange exchange, int number) {
        ReleaseResult result = allocator.release(number, client(exchange), token(exchange));
        if (result instanceof ReleaseResult.Released released) {
            story.released(released.lease());
            leases.changed(released.lease().number());
            if (released.displaced() != null) {
                released.displaced().run();
            }
            exchange.answer(Answer.empty(204));
        } else if (result instanceof ReleaseResult.Refused refused) {
            refuse(exchange, number, refused.refusal());
        }
    }

    private void refuse(Exchange exchange, int number, Refusal refusal) {
        story.refused(number, client(exchange), refusal);
        NotFoundReport.answer(exchange);
    }

    private static void notAllowed(Exchange exchange, String allowed) {
        exchange.answer(Answer.text(405, "Method Not Allowed\n").with("Allow", allowed).with("X-Content-Type-Options", "nosniff"));
    }

    private static Subscription subscription(Exchange exchange) {
        return new Subscription(STATE_CHANGES, start(exchange), KEEP_ALIVE, GREETING);
    }

    private static Start start(Exchange exchange) {
        String lastEventId = exchange.lastEventId();
        return lastEventId == null ? new Start.Live() : new Start.After(lastEventId);
    }

    private static InetAddress client(Exchange exchange) {
        return exchange.remoteAddress().getAddress();
    }

    private static @Nullable String token(Exchange exchange) {
        return exchange.query().first(TOKEN);
    }
}
