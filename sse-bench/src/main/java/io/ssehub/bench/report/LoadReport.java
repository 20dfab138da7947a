package io.ssehub.bench.report;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one run has measured. Immutable; its JSON form has the same names.
 *
 * <p>Counts of connections, failures, losses and so on are of the whole run; deliveries a second, latencies and CPU times are of its measured part, which begins
 * when every connection has been tried and the warm-up is over, and ends before the drain.
 *
 * @param version the load tester's
 * @param started when the run began
 * @param seconds how long the measured part was
 * @param interrupted whether it was ended before its time
 * @param settings what was asked for, by option such as {@code --url}, in the order of the options; without what is secret
 * @param publishing null if the run published nothing
 * @param timeline a point for each second of the whole run
 * @param server null if the server's process was not named
 * @param verdicts of the limits that were stated
 */
public record LoadReport(
        String version,
        Instant started,
        double seconds,
        boolean interrupted,
        Map<String, String> settings,
        Machine machine,
        Connections connections,
        @JsonSetter(nulls = Nulls.SET) @Nullable Publishing publishing,
        Deliveries deliveries,
        Reconnects reconnects,
        Latencies latencies,
        List<Second> timeline,
        Tester tester,
        @JsonSetter(nulls = Nulls.SET) @Nullable Server server,
        List<Verdict> verdicts) {

    /** Returns this report with verdicts on it. */
    public LoadReport withVerdicts(List<Verdict> passed) {
        return new LoadReport(
                version, started, seconds, interrupted, settings, machine, connections, publishing, deliveries, reconnects, latencies, timeline, tester, server,
                passed);
    }

    /**
     * The machine that the tester ran on.
     *
     * @param memoryBytes what it has
     * @param descriptors how many a process may open
     */
    public record Machine(String os, String cpu, int processors, long memoryBytes, String java, long descriptors) {}

    /**
     * What became of the connections.
     *
     * @param asked how many streams the run was to hold
     * @param opened streams that began: 200, the right content type
     * @param open streams that were open as the run ended
     * @param failed attempts that did not become a stream, by cause
     * @param dropped streams that ended without the tester's doing, by cause
     * @param closed streams that the tester closed while it ran, to churn
     */
    public record Connections(long asked, long opened, long open, Map<String, Long> failed, Map<String, Long> dropped, long closed) {}

    /**
     * What the run published.
     *
     * @param due events whose time came
     * @param sent events handed to the system
     * @param accepted events that the server answered with a status from 200 to 299; by UDP as many as were sent
     * @param refused events that were answered otherwise, or not at all, by cause
     */
    public record Publishing(long due, long sent, long accepted, Map<String, Long> refused) {}

    /**
     * What the streams received.
     *
     * @param events those that carry the tester's mark, each time they arrived; the sum of the following three
     * @param steady of them by streams that were open from before the first publish to the end of the drain
     * @param churned by streams that began later, or were closed, dropped or reopened
     * @param slow by streams that read slowly on purpose
     * @param foreign events without the mark
     * @param lossNotices events named {@code reset}, by which a hub says that it lost history; they are among the foreign
     * @param perSecond of the measured part, all kinds
     * @param lost events that a stream should have had and never got
     * @param duplicated events that a stream got once more
     * @param reordered events that a stream got after a later one
     * @param unsoundStreams streams that lost, doubled or reordered something
     * @param bytes of the streams, without what frames them in HTTP and TLS
     */
    public record Deliveries(
            long events,
            long steady,
            long churned,
            long slow,
            long foreign,
            long lossNotices,
            double perSecond,
            long lost,
            long duplicated,
            long reordered,
            long unsoundStreams,
            long bytes) {}

    /**
     * What became of streams that came back by themselves.
     *
     * @param count how many did
     * @param complete of them got every event since they had left
     * @param missed events between leaving and coming back that never came; they are among the lost
     * @param gap from a stream's end until its successor's beginning
     */
    public record Reconnects(long count, long complete, long missed, Distribution gap) {}

    /**
     * How long things took.
     *
     * @param connect from a connection's beginning to the response's head
     * @param firstEvent from a connection's beginning to the first event of any kind
     * @param delivery from the time an event was due to be published until one stream had it
     * @param last the same until the last of the streams had it
     * @param publishLag by how much the tester itself was late in publishing, which the two before include
     */
    public record Latencies(Distribution connect, Distribution firstEvent, Distribution delivery, Distribution last, Distribution publishLag) {}

    /**
     * One second of the run.
     *
     * @param at its end, in seconds since the run began
     * @param phase {@code ramp}, {@code warm-up}, {@code measured} or {@code drain}
     * @param open streams at its end
     * @param published events sent in it
     * @param events marked events received in it
     * @param bytes received in it
     * @param failures connections that failed or dropped in it
     * @param p50Micros latency of the deliveries in it, 0 if there was none
     */
    public record Second(
            double at, String phase, int open, long published, long events, long bytes, long failures, long p50Micros, long p99Micros, long maxMicros) {}

    /**
     * What the run cost the tester.
     *
     * @param cpuSeconds of the measured part
     * @param cpuShare of one processor, while measured
     * @param warnings reasons for which the numbers may say more about the tester than about the server
     */
    public record Tester(double cpuSeconds, double cpuShare, List<String> warnings) {}

    /**
     * What the run cost the server, read from its process.
     *
     * @param cpuSeconds of the measured part
     * @param residentBytesBefore before the first connection
     * @param residentBytesAfter at the end of the measured part
     */
    public record Server(long pid, double cpuSeconds, double cpuMicrosPerDelivery, long residentBytesBefore, long residentBytesAfter) {}

    /**
     * A limit and whether it held.
     *
     * @param limit as it was stated, such as {@code p99<50ms}
     * @param measured what it was compared with
     */
    public record Verdict(String limit, String measured, boolean held) {}
}
