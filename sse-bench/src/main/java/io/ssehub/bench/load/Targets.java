package io.ssehub.bench.load;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the options say about where streams and events go: which stream is of which server, topic and source address, and which of them read slowly. */
final class Targets {
    private static final int CONNECTIONS_PER_SOURCE = 25_000;
    private static final int SLOW_READS_PER_SECOND = 4;
    private static final String POSTED_TOPIC = "load/{topic}";
    private static final String BOARD_TOPIC = "sensors/load-{topic}/sent";

    private final LoadOptions options;
    private final List<Endpoint> endpoints;
    private final List<InetSocketAddress> addresses;
    private final boolean subscribe;
    private final int slow;

    /** Reads the options and looks the servers' names up. */
    Targets(LoadOptions options) {
        this.options = options;
        Endpoint subscribeUrl = options.subscribeUrl();
        List<Endpoint> urls = options.urls();
        this.subscribe = subscribeUrl != null;
        List<Endpoint> given = subscribeUrl != null ? List.of(subscribeUrl) : urls == null ? List.of() : urls;
        this.endpoints = given.stream().map(this::secured).map(endpoint -> subscribe ? endpoint : withTopics(endpoint)).toList();
        this.addresses = endpoints.stream().map(Endpoint::address).toList();
        Double share = options.slow();
        this.slow = share == null ? 0 : (int) Math.ceil(options.connections() * share);
    }

    private Endpoint secured(Endpoint endpoint) {
        return options.tls() && !endpoint.isUdp() ? endpoint.secure() : endpoint;
    }

    private Endpoint withTopics(Endpoint endpoint) {
        Endpoint publishUrl = options.publishUrl();
        boolean byBoards = publishUrl != null && publishUrl.isUdp();
        return options.topics() == 1 || endpoint.isUdp() ? endpoint : endpoint.withTopic(byBoards ? BOARD_TOPIC : POSTED_TOPIC);
    }

    /** Returns where to publish, null if nowhere. */
    @Nullable Endpoint publishing() {
        Endpoint url = options.publishUrl();
        return url == null ? null : withTopics(secured(url));
    }

    /** Returns what the stream of that number is to be. */
    Stream.Plan plan(int number) {
        int server = number % endpoints.size();
        Endpoint endpoint = endpoints.get(server);
        boolean ofOneTopic = endpoint.namesTopic();
        int topic = ofOneTopic ? number / endpoints.size() % options.topics() : 0;
        // Evenly among the others, so that every reader and every part of the ramp has its share.
        boolean isSlow = (number + 1L) * slow / options.connections() > (long) number * slow / options.connections();
        return new Stream.Plan(
                endpoint,
                addresses.get(server),
                subscribe,
                topic,
                ofOneTopic ? options.topics() : 1,
                source(number, addresses.get(server).getAddress()),
                isSlow ? Math.max(1, options.slowRate() / SLOW_READS_PER_SECOND) : 0,
                1000 / SLOW_READS_PER_SECOND,
                options.reconnect());
    }

    private @Nullable InetAddress source(int number, @Nullable InetAddress target) {
        List<InetAddress> sources = options.sources();
        if (sources != null) {
            return sources.get(number % sources.size());
        }
        boolean roomFor = number < CONNECTIONS_PER_SOURCE;
        return roomFor || target == null || !target.isLoopbackAddress() || target.getAddress().length != 4 ? null : loopback(1 + number / CONNECTIONS_PER_SOURCE);
    }

    private static InetAddress loopback(int last) {
        try {
            return InetAddress.getByAddress(new byte[] {127, 0, (byte) (last >> 8), (byte) last});
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four bytes are an address", e);
        }
    }

    /**
     * Returns what TLS is spoken with, null if it is not.
     *
     * @throws IOException if the certificates to trust cannot be read
     */
    @Nullable SslContext tls() throws IOException {
        Endpoint publishing = publishing();
        if (endpoints.stream().noneMatch(Endpoint::isSecure) && (publishing == null || !publishing.isSecure())) {
            return null;
        }
        SslContextBuilder builder = SslContextBuilder.forClient();
        Path trust = options.tlsTrust();
        if (options.tlsInsecure()) {
            builder.trustManager(InsecureTrustManagerFactory.INSTANCE);
        } else if (trust != null) {
            try {
                builder.trustManager(trust.toFile());
            } catch (IllegalArgumentException e) {
                throw new IOException(trust + " holds no certificates in PEM form", e);
            }
        }
        return builder.build();
    }
}
