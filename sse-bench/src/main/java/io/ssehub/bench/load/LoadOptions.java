package io.ssehub.bench.load;

import io.ssehub.bench.option.PeriodConverter;
import io.ssehub.bench.option.RateConverter;
import io.ssehub.bench.option.ShareConverter;
import io.ssehub.bench.option.SizeConverter;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What a run is to do. Immutable and thread-safe. */
@Command(
        name = "load",
        customSynopsis = "java -jar sse-bench.jar load --url URL [options]",
        usageHelpAutoWidth = true,
        sortOptions = false,
        description = "%nLoad-tests a server of event streams: opens many, publishes beside them, and measures what arrives.%n",
        footer = {
            "",
            "Times are numbers with us, ms, s, m or h. Exit codes: 0 all is well; 1 a limit was missed, or no stream came about; 2 wrong usage.",
            "Ctrl-C ends a run with the report of what was measured so far.",
            "",
            "  java -jar sse-bench.jar load --url 'http://127.0.0.1:8080/events?topic=load' --connections 1000 \\",
            "    --publish-url 'http://127.0.0.1:8080/events?topic=load' --publish-rate 100 --report target/load --assert 'p99<50ms'"
        })
interface LoadOptions {
    String EVENT = "{event}";

    @Option(order = 0, names = {"-h", "--help"}, usageHelp = true, description = "Show this text.")
    boolean help();

    @Option(
            order = 1,
            names = "--url",
            paramLabel = "URL",
            converter = Endpoint.Http.class,
            description = "A stream to open; several times: connections take turns. {topic} in it stands for a topic's number.")
    @Nullable List<Endpoint> urls();

    @Option(
            order = 2,
            names = "--subscribe-url",
            paramLabel = "URL",
            converter = Endpoint.Http.class,
            description = "In place of --url: each connection first asks here, and opens the stream whose URL is the answer.")
    @Nullable Endpoint subscribeUrl();

    @Option(order = 3, names = "--connections", paramLabel = "COUNT", defaultValue = "100", description = "Streams to hold. Default: ${DEFAULT-VALUE}.")
    int connections();

    @Option(
            order = 4,
            names = "--duration",
            paramLabel = "TIME",
            defaultValue = "10s",
            converter = PeriodConverter.class,
            description = "How long to measure, once all connections have been tried and --warmup is over. Default: ${DEFAULT-VALUE}.")
    Duration duration();

    @Option(
            order = 5,
            names = "--ramp",
            paramLabel = "TIME",
            converter = PeriodConverter.class,
            description = "Time over which connections are opened, evenly. Default: a second for each 2,000.")
    @Nullable Duration ramp();

    @Option(
            order = 6,
            names = "--warmup",
            paramLabel = "TIME",
            defaultValue = "0s",
            converter = PeriodConverter.class,
            description = "Time to publish before measuring; losses are counted there too. Default: ${DEFAULT-VALUE}.")
    Duration warmup();

    @Option(
            order = 7,
            names = "--drain",
            paramLabel = "TIME",
            defaultValue = "10s",
            converter = PeriodConverter.class,
            description = "How long to wait at the end for events that are still on their way. Default: ${DEFAULT-VALUE}.")
    Duration drain();

    @Option(
            order = 8,
            names = "--publish-url",
            paramLabel = "URL",
            converter = Endpoint.HttpOrUdp.class,
            description = "Where to publish: by POST to http:// or https://, or to a hub by datagrams, udp://HOST:PORT. Without it nothing is published.")
    @Nullable Endpoint publishUrl();

    @Option(
            order = 9,
            names = "--publish-rate",
            paramLabel = "RATE",
            defaultValue = "10",
            converter = RateConverter.class,
            description = "Events a second, on time whether or not the server keeps up. Default: ${DEFAULT-VALUE}.")
    double publishRate();

    @Option(
            order = 10,
            names = "--publish-window",
            paramLabel = "COUNT",
            description = "In place of a rate: as fast as so many events on their way to the average stream allow.")
    @Nullable Integer publishWindow();

    @Option(
            order = 11,
            names = "--publish-size",
            paramLabel = "SIZE",
            defaultValue = "100",
            converter = SizeConverter.class,
            description = "Bytes of an event's data, at least " + Mark.LENGTH + ". By datagram it is as small as can be. Default: ${DEFAULT-VALUE}.")
    int publishSize();

    @Option(
            order = 12,
            names = "--publish-body",
            paramLabel = "TEXT",
            defaultValue = EVENT,
            description = "What is posted; " + EVENT + " in it stands for the event's data. Default: ${DEFAULT-VALUE}.")
    String publishBody();

    @Option(
            order = 13,
            names = "--publish-header",
            paramLabel = "'NAME: VALUE'",
            description = "A field of each publishing request; several times. Default: 'Content-Type: text/plain'.")
    @Nullable List<String> publishHeaders();

    @Option(order = 14, names = "--header", paramLabel = "'NAME: VALUE'", description = "A field of each stream's request; several times.")
    @Nullable List<String> headers();

    @Option(order = 15, names = "--token", paramLabel = "TOKEN", description = "Sent with every request as Authorization: Bearer TOKEN. A report does not show it.")
    @Nullable String token();

    @Option(
            order = 16,
            names = "--topics",
            paramLabel = "COUNT",
            defaultValue = "1",
            description = "Topics to publish to in turn; each stream is of one. URLs without {topic} get a parameter topic=load/{topic}. Default: ${DEFAULT-VALUE}.")
    int topics();

    @Option(
            order = 17,
            names = "--churn",
            paramLabel = "RATE",
            converter = RateConverter.class,
            description = "Streams a second that are closed and opened again, one after the other.")
    @Nullable Double churn();

    @Option(
            order = 18,
            names = "--reconnect",
            description = "Streams that end come back as a browser's do: after the retry: that the server has set (else 3s), with Last-Event-ID, and not after 204,"
                    + " another status than 200, or another content type.")
    boolean reconnect();

    @Option(order = 19, names = "--slow", paramLabel = "SHARE", converter = ShareConverter.class, description = "Share of the streams that read slowly, such as 1%%.")
    @Nullable Double slow();

    @Option(
            order = 20,
            names = "--slow-rate",
            paramLabel = "SIZE",
            defaultValue = "4KiB",
            converter = SizeConverter.class,
            description = "What a slow stream reads in a second. Default: ${DEFAULT-VALUE}.")
    int slowRate();

    @Option(
            order = 21,
            names = "--source",
            paramLabel = "ADDRESS",
            split = ",",
            description = "Local addresses to connect from in turn, as one has room for some 28,000 connections to a server. Default: chosen by the system; to a"
                    + " loopback address 127.0.0.2 and on, when one is not enough.")
    @Nullable List<InetAddress> sources();

    @Option(order = 22, names = "--tls", description = "Speak TLS, also where a URL says http.")
    boolean tls();

    @Option(order = 23, names = "--tls-trust", paramLabel = "FILE", description = "Certificates to trust, PEM. Default: those of the JVM.")
    @Nullable Path tlsTrust();

    @Option(order = 24, names = "--tls-insecure", description = "Trust any certificate.")
    boolean tlsInsecure();

    @Option(
            order = 25,
            names = "--timeout",
            paramLabel = "TIME",
            defaultValue = "10s",
            converter = PeriodConverter.class,
            description = "Time for a connection to be made and a response's head to come. Default: ${DEFAULT-VALUE}.")
    Duration timeout();

    @Option(order = 26, names = "--threads", paramLabel = "COUNT", description = "Threads that read. Default: one a processor, less one.")
    @Nullable Integer threads();

    @Option(
            order = 27,
            names = "--share",
            paramLabel = "[HOST:]PORT",
            converter = Address.Converter.class,
            description = "Share the run among several testers: wait here for the others, each of which opens its part of the connections. What they receive is"
                    + " added to the report. Their clocks have to agree, as they do on one machine. Without a host only this machine can join.")
    @Nullable Address share();

    @Option(order = 28, names = "--testers", paramLabel = "COUNT", description = "Testers that share a run, this one included. Default: 2.")
    @Nullable Integer testers();

    @Option(
            order = 29,
            names = "--join",
            paramLabel = "[HOST:]PORT",
            converter = Address.Converter.class,
            description = "Join the run that another tester shares there, with its options; only --threads and --source can be given besides.")
    @Nullable Address join();

    @Option(
            order = 30,
            names = "--server-pid",
            paramLabel = "PID",
            description = "The server's process on this machine (Linux), to read its CPU time and memory from.")
    @Nullable Long serverPid();

    @Option(
            order = 31,
            names = "--report",
            paramLabel = "DIR",
            description = "Folder for a page, report.html, and the raw data beside it: latency.hlog, report.json.")
    @Nullable Path report();

    @Option(order = 32, names = "--json", description = "Print the result as JSON and nothing else on standard output.")
    boolean json();

    @Option(
            order = 33,
            names = "--assert",
            paramLabel = "LIMIT",
            converter = Limit.Converter.class,
            description = "A limit such as 'p99<50ms', 'last.p99.9<=1s', 'lost==0' or 'rate>1000'; several times. One that is missed makes the exit code 1.")
    @Nullable List<Limit> limits();
}
