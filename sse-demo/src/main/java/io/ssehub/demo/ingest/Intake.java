package io.ssehub.demo.ingest;

import io.ssehub.core.count.Counter;
import io.ssehub.core.count.Counters;
import io.ssehub.core.limit.RateLimit;
import io.ssehub.demo.board.Boards;
import io.ssehub.demo.board.Fate;
import io.ssehub.demo.board.Report;
import io.ssehub.demo.hmac.Authenticator;
import io.ssehub.demo.hmac.Trailer;
import io.ssehub.demo.hmac.Verdict;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.function.BiFunction;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
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
    /** The most bytes of a datagram: what an Ethernet frame carries over IPv4. */
    static final int MAX_BYTES = 1_472;

    private static final Refusal TOO_FAST = new Refusal(Refusal.Cause.TOO_FAST, "more datagrams come from there than may");
    private static final Logger LOG = LoggerFactory.getLogger(Intake.class);

    private final Boards boards;
    private final Admission admission;
    private final AddressTexts addresses = new AddressTexts();
    private final RefusalLog refusalLog;
    private final Counter taken;
    private final Map<Refusal.Cause, Counter> refused = new EnumMap<>(Refusal.Cause.class);
    private final Map<Refusal.Cause, Counter> readingsRefused = new EnumMap<>(Refusal.Cause.class);

    /**
     * Takes datagrams for {@code boards}.
     *
     * @param nanoClock for the bound on log lines, {@code System::nanoTime} but in tests
     */
    public Intake(Boards boards, Admission admission, Counters counters, LongSupplier nanoClock) {
        this.boards = boards;
        this.admission = admission;
        this.refusalLog = new RefusalLog(LOG, nanoClock);
        taken = counters.counter("datagrams_taken", "Datagrams of which a board took at least one reading");
        for (Refusal.Cause cause : Refusal.Cause.values()) {
            refused.put(cause, counters.counter("datagrams_refused", cause.label(), "Datagrams of which no reading was taken, by the first cause"));
            readingsRefused.put(cause, counters.counter("readings_refused", cause.label(), "Readings left out of datagrams"));
        }
    }

    /**
     * Takes one datagram, at once, or on {@code later} if it must wait for the disk.
     *
     * @param datagram its bytes, position to limit; one byte more than a datagram may have is enough of a longer one. Not kept
     * @param source where it came from
     * @param later has one thread, the one that calls this
     */
    public void take(ByteBuffer datagram, InetAddress source, Executor later) {
        String address = addresses.of(source);
        guard(address, () -> judge(datagram, source, address, later));
    }

    private void guard(String address, Runnable step) {
        try {
            step.run();
        } catch (RuntimeException fault) {
            LOG.atError().setCause(fault).log("a datagram could not be taken");
            refuse(new Refusal(Refusal.Cause.FAILED, fault.toString()), address);
        }
    }

    private void judge(ByteBuffer datagram, InetAddress source, String address, Executor later) {
        Trailer trailer = Trailer.of(datagram);
        if (datagram.remaining() > MAX_BYTES) {
            refuse(new Refusal(Refusal.Cause.TOO_LARGE, "longer than " + MAX_BYTES + " bytes"), address);
        } else if (trailer instanceof Trailer.Malformed malformed) {
            refuse(new Refusal(Refusal.Cause.BAD_TRAILER, malformed.fault()), address);
        } else if (trailer instanceof Trailer.Hmac hmac) {
            judgeSigned(datagram, hmac, source, address, later);
        } else {
            judgeUnsigned(datagram, source, address);
        }
    }

    private void judgeUnsigned(ByteBuffer datagram, InetAddress source, String address) {
        if (!admission.open().contains(source)) {
            refuse(new Refusal(Refusal.Cause.NOT_OPEN, "not authenticated; --udp-open says from where that is enough"), address);
            return;
        }
        if (isTooFast(admission.limit(), source)) {
            refuse(TOO_FAST, address);
            return;
        }
        Decoded decoded = DatagramDecoder.decode(datagram, address);
        Authenticator authenticator = admission.authenticator();
        String forged = authenticator == null ? null : board(decoded, authenticator::hasKey);
        if (forged == null) {
            apply(decoded, address, boards::take);
        } else {
            refuse(new Refusal(Refusal.Cause.UNSIGNED, "not authenticated, and names " + forged + ", which has a key"), address);
        }
    }

    private void judgeSigned(ByteBuffer datagram, Trailer.Hmac trailer, InetAddress source, String address, Executor later) {
        Authenticator authenticator = admission.authenticator();
        Verdict verdict = authenticator == null ? Verdict.Refused.UNKNOWN_BOARD : authenticator.verify(datagram, trailer);
        if (authenticator == null || verdict instanceof Verdict.Refused) {
            refuse(refusal((Verdict.Refused) verdict, trailer), address);
            return;
        }
        if (isTooFast(admission.authenticLimit(), source)) {
            refuse(TOO_FAST, address);
            return;
        }
        Decoded decoded = DatagramDecoder.decode(datagram.slice(datagram.position(), trailer.payloadBytes()), trailer.board());
        String other = board(decoded, board -> !board.equals(trailer.board()));
        if (other != null) {
            refuse(new Refusal(Refusal.Cause.WRONG_BOARD, "names " + other + ", and its trailer " + trailer.board()), address);
        } else if (!authenticator.whenRemembered((Verdict.Authentic) verdict, later, () -> guard(address, () -> apply(decoded, address, boards::takeAuthentic)))) {
            refuse(new Refusal(Refusal.Cause.STORE_BEHIND, "too many wait until the disk remembers their counters"), address);
        }
    }

    private static boolean isTooFast(@Nullable RateLimit limit, InetAddress source) {
        return limit != null && !limit.take(source, 1).isZero();
    }

    /** Returns a board of which {@code decoded} holds a report and that meets {@code condition}, null if there is none. */
    private static @Nullable String board(Decoded decoded, Predicate<String> condition) {
        List<Report> reports = decoded instanceof Decoded.Reports some ? some.reports() : List.of();
        return reports.stream().map(Report::board).filter(condition).findFirst().orElse(null);
    }

    private void apply(Decoded decoded, String address, BiFunction<Report, String, Fate> boardsTake) {
        Refusal refusal = decoded instanceof Decoded.Reports reports ? apply(reports, address, boardsTake) : ((Decoded.Refused) decoded).refusal();
        if (refusal == null) {
            taken.increment();
        } else {
            refuse(refusal, address);
        }
    }

    private @Nullable Refusal apply(Decoded.Reports decoded, String address, BiFunction<Report, String, Fate> boardsTake) {
        boolean anyTaken = false;
        Refusal first = null;
        for (Refusal refusal : decoded.refusals()) {
            counter(readingsRefused, refusal).increment();
            first = first == null ? refusal : first;
        }
        for (Report report : decoded.reports()) {
            Refusal refusal = refusal(boardsTake.apply(report, address));
            anyTaken |= refusal == null && !report.readings().isEmpty();
            first = first == null ? refusal : first;
        }
        if (anyTaken && first != null) {
            refusalLog.add("reading", first, address);
        }
        return anyTaken ? null : first;
    }

    private void refuse(Refusal refusal, String address) {
        counter(refused, refusal).increment();
        refusalLog.add("datagram", refusal, address);
    }

    private static Refusal refusal(Verdict.Refused verdict, Trailer.Hmac trailer) {
        String counter = Long.toUnsignedString(trailer.counter());
        return switch (verdict) {
            case UNKNOWN_BOARD -> new Refusal(Refusal.Cause.UNKNOWN_BOARD, "board " + trailer.board() + " has no key; --board-keys names the file of keys");
            case WRONG_HMAC -> new Refusal(Refusal.Cause.WRONG_HMAC, "altered on the way, or not signed with the key of board " + trailer.board());
            case REPLAYED -> new Refusal(
                    Refusal.Cause.REPLAYED,
                    "counter " + counter + " of board " + trailer.board() + " was here before, or is older than those remembered; one that lost count needs a new key");
        };
    }

    private static @Nullable Refusal refusal(Fate fate) {
        return switch (fate) {
            case APPLIED, DUPLICATE, LATE -> null;
            case SENSORS_FULL -> new Refusal(Refusal.Cause.SENSORS_FULL, "the board, or the hub, has as many sensors as it may");
            case BOARDS_FULL -> new Refusal(Refusal.Cause.BOARDS_FULL, "the hub knows as many boards as it may, and each of them has a key");
        };
    }

    private static Counter counter(Map<Refusal.Cause, Counter> counters, Refusal refusal) {
        return Objects.requireNonNull(counters.get(refusal.cause()));
    }
}
