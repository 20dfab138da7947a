package io.ssehub.demo.config;

import io.ssehub.core.store.Sync;
import io.ssehub.netty.fanout.Slow;
import io.ssehub.netty.http.Networks;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * How the hub is to run. This is the one table of its options: {@code --http-port} is also the variable {@code SSE_HUB_HTTP_PORT} and the key
 * {@code http-port} of the configuration file; the command line wins over the environment, that over the file, that over the default given here.
 *
 * <p>Immutable and thread-safe. Made by {@link CommandReader}.
 */
@Command(
        name = "serve",
        customSynopsis = "java -jar sse-hub.jar [serve] [options]",
        description = {
            "%nRuns the hub. Other commands: simulate, which sends datagrams as a fleet of boards would, and key, which makes an API key.%n",
            "Each option is also an environment variable (--http-port: SSE_HUB_HTTP_PORT) and a key of the file given with --config (http-port: 8080). "
                    + "An option wins over the environment, the environment over the file.%n",
            "A time is a whole number with ms, s, m or h; a size is a number of bytes, or one with KiB, MiB or GiB.%n"
        },
        usageHelpAutoWidth = true)
public interface ServeOptions {
    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            defaultValue = "127.0.0.1",
            converter = AddressConverter.class,
            description = "Address that HTTP listens on; one beyond loopback needs --auth or --open. Default: ${DEFAULT-VALUE}.")
    InetAddress host();

    @Option(
            names = "--http-port",
            paramLabel = "PORT",
            defaultValue = "8080",
            converter = CountConverter.Port.class,
            description = "Port of HTTP; 0 takes any free one. Default: ${DEFAULT-VALUE}.")
    int httpPort();

    /** Returns the address for datagrams; null stands for {@link #host}. */
    @Option(
            names = "--udp-host",
            paramLabel = "ADDRESS",
            converter = AddressConverter.class,
            description = "Address that datagrams are received on; one beyond loopback needs --board-keys or --open. Default: as --host, but loopback"
                    + " where only --auth opens that.")
    @Nullable InetAddress udpHost();

    @Option(
            names = "--udp-port",
            paramLabel = "PORT",
            defaultValue = "8266",
            converter = CountConverter.Port.class,
            description = "Port for datagrams; 0 takes any free one. Default: ${DEFAULT-VALUE}.")
    int udpPort();

    @Option(
            names = "--no-udp",
            arity = "0..1",
            paramLabel = "true|false",
            defaultValue = "false",
            fallbackValue = "true",
            converter = FlagConverter.class,
            description = "Receive no datagrams. Default: ${DEFAULT-VALUE}.")
    boolean noUdp();

    /** Returns the file with the keys of boards; null stands for none. */
    @Option(
            names = "--board-keys",
            paramLabel = "FILE",
            description = "File with the keys of boards, a name and a key a line, with which they authenticate their datagrams; needs --data-dir. Default: none.")
    @Nullable Path boardKeys();

    /** Returns where datagrams may come from that are not authenticated; null stands for private networks without {@link #boardKeys}, else for none. */
    @Option(
            names = "--udp-open",
            paramLabel = "NETWORKS",
            converter = NetworksConverter.class,
            description = "Where datagrams may come from that are not authenticated: networks such as 192.168.0.0/16 with commas between them, private, or none. "
                    + "Default: private, with --board-keys none.")
    @Nullable Networks udpOpen();

    @Option(
            names = "--open",
            arity = "0..1",
            paramLabel = "true|false",
            defaultValue = "false",
            fallbackValue = "true",
            converter = FlagConverter.class,
            description = "Allow an address beyond loopback: whoever reaches it may read and publish everything, with --auth only by datagrams. Default: ${DEFAULT-VALUE}.")
    boolean open();

    /** Returns the file that says whose credentials are good for what; null lets everybody do everything. */
    @Option(
            names = "--auth",
            paramLabel = "FILE",
            description = "YAML file that says who may read, publish and operate: keys of tokens, API keys, the secret of capability URLs; looked at every second. "
                    + "Default: none, and everybody may do everything.")
    @Nullable Path auth();

    /** Returns the names besides IP addresses and {@code localhost} that requests may be addressed to; null stands for none. */
    @Option(
            names = "--allowed-host",
            paramLabel = "NAME",
            split = ",",
            description = "Name that a request's Host may carry, besides IP addresses and localhost; may be given several times.")
    @Nullable List<String> allowedHosts();

    /** Returns the origins whose pages may do what the hub's own may; null stands for none. */
    @Option(
            names = "--allowed-origin",
            paramLabel = "ORIGIN",
            split = ",",
            converter = OriginConverter.class,
            description = "Origin, such as https://example.com, whose pages may do what the hub's own page may; may be given several times. With it, pages of"
                    + " no other origin may read anything.")
    @Nullable List<String> allowedOrigins();

    /** Returns where the proxies are that clients come by; null stands for none. */
    @Option(
            names = "--trusted-proxy",
            paramLabel = "NETWORKS",
            split = ",",
            converter = NetworksConverter.class,
            description = "Address or network of proxies that are believed whom they speak for; may be given several times. Whoever can connect from there can pass for any"
                    + " client. Default: none.")
    @Nullable List<Networks> trustedProxies();

    @Option(
            names = "--proxy-protocol",
            arity = "0..1",
            paramLabel = "true|false",
            defaultValue = "false",
            fallbackValue = "true",
            converter = FlagConverter.class,
            description = "Each connection of a trusted proxy begins with a header of the PROXY protocol, version 1 or 2. Default: ${DEFAULT-VALUE}.")
    boolean proxyProtocol();

    /** Returns the file with the server's certificate; null stands for none, and plain HTTP unless {@link #tlsSelfSigned}. */
    @Option(
            names = "--tls-cert",
            paramLabel = "FILE",
            description = "PEM file with the certificate to speak TLS with, and those of the authorities in between; looked at every second. Default: none, and plain HTTP.")
    @Nullable Path tlsCert();

    @Option(
            names = "--tls-key",
            paramLabel = "FILE",
            description = "PEM file with the key of --tls-cert, not encrypted; looked at every second.")
    @Nullable Path tlsKey();

    /** Returns the file with the authorities that clients' certificates come from; null lets in clients without. */
    @Option(
            names = "--tls-client-ca",
            paramLabel = "FILE",
            description = "PEM file with the authorities of clients' certificates: who shows none of theirs is not let in. Default: everybody is.")
    @Nullable Path tlsClientCa();

    @Option(
            names = "--tls-self-signed",
            arity = "0..1",
            paramLabel = "true|false",
            defaultValue = "false",
            fallbackValue = "true",
            converter = FlagConverter.class,
            description = "Speak TLS with a certificate made at the start, which nobody vouches for: for a first try. Default: ${DEFAULT-VALUE}.")
    boolean tlsSelfSigned();

    @Option(
            names = "--channels",
            paramLabel = "COUNT",
            defaultValue = "65536",
            converter = CountConverter.Channels.class,
            description = "Numbered channels, from 0. Default: ${DEFAULT-VALUE}.")
    int channels();

    /** Returns whether the URLs of numbered channels carry a token; null stands for whether there are {@link #trustedProxies}. */
    @Option(
            names = "--channel-tokens",
            arity = "0..1",
            paramLabel = "true|false",
            fallbackValue = "true",
            converter = FlagConverter.class,
            description = "Give each numbered channel a URL that nobody can guess, so that sharing its client's address is not enough to listen. "
                    + "Default: false, with --trusted-proxy true.")
    @Nullable Boolean channelTokens();

    @Option(
            names = "--lease",
            paramLabel = "TIME",
            defaultValue = "60s",
            converter = PeriodConverter.class,
            description = "How long a numbered channel that nobody listens on stays taken. Default: ${DEFAULT-VALUE}.")
    Duration lease();

    @Option(
            names = "--keep-alive",
            paramLabel = "TIME",
            defaultValue = "30s",
            converter = PeriodConverter.class,
            description = "No stream is silent for longer. Default: ${DEFAULT-VALUE}.")
    Duration keepAlive();

    /** Returns how long a client may take nothing of its stream; null stands for two thirds of {@link #keepAlive}. */
    @Option(
            names = "--stall-timeout",
            paramLabel = "TIME",
            converter = PeriodConverter.class,
            description = "How long a client may take nothing of its stream before it is closed. Default: two thirds of --keep-alive.")
    @Nullable Duration stallTimeout();

    @Option(
            names = "--slow",
            paramLabel = "reset|close",
            defaultValue = "reset",
            converter = SlowConverter.class,
            description = "What becomes of a client too slow for history: told by the event reset, or closed. Default: ${DEFAULT-VALUE}.")
    Slow slow();

    @Option(
            names = "--simulate",
            arity = "0..1",
            paramLabel = "BOARDS",
            defaultValue = "1",
            fallbackValue = "1",
            converter = CountConverter.OrNone.class,
            description = "Boards that the hub simulates. Default: ${DEFAULT-VALUE}.")
    int simulate();

    @Option(
            names = "--no-simulate",
            arity = "0..1",
            paramLabel = "true|false",
            defaultValue = "false",
            fallbackValue = "true",
            converter = FlagConverter.class,
            description = "Simulate no board. Default: ${DEFAULT-VALUE}.")
    boolean noSimulate();

    @Option(
            names = "--drain",
            paramLabel = "TIME",
            defaultValue = "5s",
            converter = PeriodConverter.OrZero.class,
            description = "Grace period of a stop, as a whole: streams end in it, then connections are cut. Default: ${DEFAULT-VALUE}.")
    Duration drain();

    @Option(
            names = "--retry-spread",
            paramLabel = "TIME",
            defaultValue = "2s",
            converter = PeriodConverter.OrZero.class,
            description = "Time over which clients come back that lost their streams together, after the first second. Default: ${DEFAULT-VALUE}.")
    Duration retrySpread();

    /** Returns how old a stream gets, give or take a tenth; null stands for any age. */
    @Option(
            names = "--max-connection-age",
            paramLabel = "TIME",
            converter = PeriodConverter.class,
            description = "Age at which a stream is ended so that its client comes back, give or take a tenth. Default: none.")
    @Nullable Duration maxConnectionAge();

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "YAML file with options as keys, without the dashes.")
    @Nullable Path config();

    @Option(
            names = "--log-level",
            paramLabel = "LEVEL",
            defaultValue = "info",
            converter = LevelConverter.class,
            description = "Least severe messages to log: error, warn, info, debug or trace. Default: ${DEFAULT-VALUE}.")
    Level logLevel();

    /** Returns how many connections are open at most; null stands for the descriptor limit less 256. */
    @Option(
            names = "--connections",
            paramLabel = "COUNT",
            converter = CountConverter.class,
            description = "Open connections. Default: what the process may open less 256.")
    @Nullable Integer connections();

    @Option(
            names = "--connections-per-address",
            paramLabel = "COUNT",
            defaultValue = "1024 beyond loopback",
            converter = PerAddress.Converter.class,
            description = "Open connections of one client address. Default: ${DEFAULT-VALUE}; a plain number holds on loopback as well.")
    PerAddress connectionsPerAddress();

    @Option(
            names = "--channels-per-address",
            paramLabel = "COUNT",
            defaultValue = "64 beyond loopback",
            converter = PerAddress.Converter.class,
            description = "Numbered channels of one client address. Default: ${DEFAULT-VALUE}; a plain number holds on loopback as well.")
    PerAddress channelsPerAddress();

    @Option(
            names = "--publish-rate",
            paramLabel = "COUNT",
            defaultValue = "20000 beyond loopback",
            converter = PerAddress.Converter.class,
            description = "Events and datagrams that one client address may publish in a second. Default: ${DEFAULT-VALUE}; a plain number holds on loopback as well.")
    PerAddress publishRate();

    @Option(
            names = "--topics",
            paramLabel = "COUNT",
            defaultValue = "100000",
            converter = CountConverter.class,
            description = "Topics that the hub knows. Default: ${DEFAULT-VALUE}.")
    int topics();

    @Option(
            names = "--boards",
            paramLabel = "COUNT",
            defaultValue = "10000",
            converter = CountConverter.class,
            description = "Boards that the hub knows; the one silent for longest goes for a new one. Default: ${DEFAULT-VALUE}.")
    int boards();

    @Option(
            names = "--board-timeout",
            paramLabel = "TIME",
            defaultValue = "90s",
            converter = PeriodConverter.class,
            description = "How long a board is silent before it is offline. Default: ${DEFAULT-VALUE}.")
    Duration boardTimeout();

    @Option(
            names = "--board-forget",
            paramLabel = "TIME",
            defaultValue = "24h",
            converter = PeriodConverter.class,
            description = "How long a board is silent before it is forgotten. Default: ${DEFAULT-VALUE}.")
    Duration boardForget();

    @Option(
            names = "--sensors",
            paramLabel = "COUNT",
            defaultValue = "40000",
            converter = CountConverter.class,
            description = "Sensors of all boards, two topics each; the board silent for longest goes for new ones. Default: ${DEFAULT-VALUE}.")
    int sensors();

    @Option(
            names = "--sensors-per-board",
            paramLabel = "COUNT",
            defaultValue = "256",
            converter = CountConverter.class,
            description = "Sensors of one board. Default: ${DEFAULT-VALUE}.")
    int sensorsPerBoard();

    @Option(
            names = "--feeds",
            paramLabel = "COUNT",
            defaultValue = "256",
            converter = CountConverter.OrNone.class,
            description = "Selections that are kept ready to send. Default: ${DEFAULT-VALUE}.")
    int feeds();

    @Option(
            names = "--conflations",
            paramLabel = "COUNT",
            defaultValue = "64",
            converter = CountConverter.OrNone.class,
            description = "Selections with a max-rate or min-interval, each counted once for each rate. Default: ${DEFAULT-VALUE}.")
    int conflations();

    @Option(
            names = "--request-head",
            paramLabel = "SIZE",
            defaultValue = "16KiB",
            converter = SizeConverter.Head.class,
            description = "Largest head of a request. Default: ${DEFAULT-VALUE}.")
    long requestHeadBytes();

    @Option(
            names = "--request-body",
            paramLabel = "SIZE",
            defaultValue = "1MiB",
            converter = SizeConverter.Body.class,
            description = "Largest body of a request. Default: ${DEFAULT-VALUE}.")
    long requestBodyBytes();

    @Option(
            names = "--request-timeout",
            paramLabel = "TIME",
            defaultValue = "10s",
            converter = PeriodConverter.class,
            description = "Time for a request to arrive in whole once it has begun, and for a new connection to begin one. Default: ${DEFAULT-VALUE}.")
    Duration requestTimeout();

    @Option(
            names = "--idle-timeout",
            paramLabel = "TIME",
            defaultValue = "60s",
            converter = PeriodConverter.class,
            description = "Time that a connection may idle between requests. Default: ${DEFAULT-VALUE}.")
    Duration idleTimeout();

    @Option(
            names = "--history-events",
            paramLabel = "COUNT",
            defaultValue = "65536",
            converter = CountConverter.class,
            description = "Events kept for clients that come back. Default: ${DEFAULT-VALUE}.")
    int historyEvents();

    @Option(
            names = "--history-bytes",
            paramLabel = "SIZE",
            defaultValue = "64MiB",
            converter = SizeConverter.History.class,
            description = "Memory for events kept. Default: ${DEFAULT-VALUE}.")
    long historyBytes();

    @Option(
            names = "--history-age",
            paramLabel = "TIME",
            defaultValue = "1h",
            converter = PeriodConverter.class,
            description = "How long events are kept. Default: ${DEFAULT-VALUE}.")
    Duration historyAge();

    /** Returns the directory for history; null stands for none. */
    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            description = "Directory that keeps history over a restart; made if it does not exist. Default: none, and a restart loses it.")
    @Nullable Path dataDir();

    @Option(
            names = "--sync",
            paramLabel = "WHEN",
            defaultValue = "1s",
            converter = SyncConverter.class,
            description = "When what is in --data-dir is safe from a loss of power: always, within a time, or never. What is published durably is at once, unless never. "
                    + "Default: ${DEFAULT-VALUE}.")
    Sync sync();

    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Print this text and exit.")
    boolean help();

    @Option(names = {"-V", "--version"}, versionHelp = true, description = "Print the version and exit.")
    boolean version();
}
