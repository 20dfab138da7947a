package io.ssehub.demo.ingest;

import io.ssehub.core.count.Counter;
import io.ssehub.core.count.Counters;
import io.ssehub.core.limit.RateLimit;
import io.ssehub.demo.board.Boards;
import io.ssehub.demo.board.Fate;
import io.ssehub.demo.board.Report;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes datagrams to the boards and accounts for each: it is <em>taken</em> if a board took at least one reading out of it, be it as a duplicate or late,
 * else <em>refused</em>, counted under the first cause. Readings left out of a datagram are counted by cause on their own. Nothing that a datagram holds
 * makes it throw.
 *
 * <p>Thread-safe; waits for the boards, so not for an event loop that serves subscribers.
 */
public final class Intake {
    private static final Logger LOG = LoggerFactory.getLogger(Intake.class);

    private final Boards boards;
    private final @Nullable RateLimit limit;
    private final AddressTexts addresses = new AddressTexts();
    private final RefusalLog refusalLog;
    private final Counter taken;
    private final Map<Refusal.Cause, Counter> refused = new EnumMap<>(Refusal.Cause.class);
    private final Map<Refusal.Cause, Counter> readingsRefused = new EnumMap<>(Refusal.Cause.class);

    /**
     * Takes datagrams for {@code boards}.
     *
     * @param limit how many may come from one source, or null for as many as like
     * @param nanoClock for the bound on log lines, {@code System::nanoTime} but in tests
     */
    public Intake(Boards boards, @Nullable RateLimit limit, Counters counters, LongSupplier nanoClock) {
        this.boards = boards;
        this.limit = limit;
        this.refusalLog = new RefusalLog(LOG, nanoClock);
        taken = counters.counter("datagrams_taken", "Datagrams of which a board took at least one reading");
        for (Refusal.Cause cause : Refusal.Cause.values()) {
            refused.put(cause, counters.counter("datagrams_refused", cause.label(), "Datagrams of which no reading was taken, by the first cause"));
            readingsRefused.put(cause, counters.counter("readings_refused", cause.label(), "Readings left out of datagrams"));
        }
    }

    /**
     * Takes one datagram.
     *
     * @param datagram its bytes, position to limit; one byte more than a datagram may have is enough of a longer one. Not kept
     * @param source where it came from
     */
    public void take(ByteBuffer datagram, InetAddress source) {
        String address = addresses.of(source);
        Refusal refusal;
        try {
            refusal = limit == null || limit.take(source, 1).isZero()
                    ? take(DatagramDecoder.decode(datagram, address), address)
                    : new Refusal(Refusal.Cause.TOO_FAST, "more datagrams come from there than may");
        } catch (RuntimeException fault) {
            LOG.atError().setCause(fault).log("a datagram could not be taken");
            refusal = new Refusal(Refusal.Cause.FAILED, fault.toString());
        }
        if (refusal == null) {
            taken.increment();
        } else {
            counter(refused, refusal).increment();
            refusalLog.add("datagram", refusal, address);
        }
    }

    private @Nullable Refusal take(Decoded decoded, String address) {
        return decoded instanceof Decoded.Reports reports ? apply(reports, address) : ((Decoded.Refused) decoded).refusal();
    }

    private @Nullable Refusal apply(Decoded.Reports decoded, String address) {
        boolean anyTaken = false;
        Refusal first = null;
        for (Refusal refusal : decoded.refusals()) {
            counter(readingsRefused, refusal).increment();
            first = first == null ? refusal : first;
        }
        for (Report report : decoded.reports()) {
            Refusal refusal = refusal(boards.take(report, address));
            anyTaken |= refusal == null && !report.readings().isEmpty();
            first = first == null ? refusal : first;
        }
        if (anyTaken && first != null) {
            refusalLog.add("reading", first, address);
        }
        return anyTaken ? null : first;
    }

    private static @Nullable Refusal refusal(Fate fate) {
        return switch (fate) {
            case APPLIED, DUPLICATE, LATE -> null;
            case SENSORS_FULL -> new Refusal(Refusal.Cause.SENSORS_FULL, "the board, or the hub, has as many sensors as it may");
        };
    }

    private static Counter counter(Map<Refusal.Cause, Counter> counters, Refusal refusal) {
        return Objects.requireNonNull(counters.get(refusal.cause()));
    }
}
