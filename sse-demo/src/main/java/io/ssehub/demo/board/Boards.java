package io.ssehub.demo.board;

import io.ssehub.core.count.Counter;
import io.ssehub.core.count.Counters;
import io.ssehub.core.count.LogAllowance;
import io.ssehub.core.event.Utf8Event;
import io.ssehub.core.hub.Publication;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The boards that have reported and are not forgotten, and the events that their reports make. A report that brings or changes values makes one
 * {@code new_readings} event under {@code sensors/<board>/<sensor>} for each of them, with all newest values of the board; and for each of them one {@code STATE}
 * event under {@code $state/<board>/<sensor>}. A board that falls silent makes one {@code offline} event under {@code boards/<board>}, and one {@code online} when
 * it returns.
 *
 * <p>Thread-safe. Reports of one board are applied, and their events published, in the order of their arrival here.
 */
public final class Boards {
    private static final Logger LOG = LoggerFactory.getLogger(Boards.class);

    /** Why a board is known no more. */
    private enum Cause {
        SILENT,
        FULL,
        DELETED
    }

    private final BoardLimits limits;
    private final EventSink events;
    private final InstantSource clock;
    private final Attendance strangers;
    private final Attendance authentic;
    private final LogAllowance logAllowance;

    // The same boards twice, to find one and to list all.
    private final Map<String, Board> byName = new ConcurrentHashMap<>();
    private final Map<String, Board> inOrder = new ConcurrentSkipListMap<>();
    private final AtomicInteger sensors = new AtomicInteger();
    private final AtomicLong changes = new AtomicLong();

    private final ThreadLocal<Utf8Builder> eventData = ThreadLocal.withInitial(Utf8Builder::new);
    private final Map<Fate, Counter> fates = new EnumMap<>(Fate.class);
    private final Map<Cause, Counter> forgotten = new EnumMap<>(Cause.class);
    private final Counter wentOffline;
    private final Counter cameBack;
    private final Counter reboots;
    private final Counter readingsTaken;
    private final Counter readingsChanged;
    private final Counter readingsRefused;

    /**
     * Starts without boards.
     *
     * @param events takes the events, from the thread that reports
     * @param clock says when a board was seen; for show only
     * @param nanoClock says for how long a board has been silent: {@code System::nanoTime} but in tests
     */
    public Boards(BoardLimits limits, EventSink events, InstantSource clock, LongSupplier nanoClock, Counters counters) {
        this.limits = limits;
        this.events = events;
        this.clock = clock;
        this.strangers = new Attendance(limits.timeout(), limits.forget(), nanoClock);
        this.authentic = new Attendance(limits.timeout(), Attendance.NEVER, nanoClock);
        this.logAllowance = new LogAllowance(nanoClock);
        for (Fate fate : Fate.values()) {
            fates.put(fate, counters.counter("reports", label(fate), "Reports of boards, by what became of them"));
        }
        for (Cause cause : Cause.values()) {
            forgotten.put(cause, counters.counter("boards_forgotten", label(cause), "Boards that are known no more"));
        }
        wentOffline = counters.counter("board_changes", "offline", "Boards that fell silent or came back");
        cameBack = counters.counter("board_changes", "online", "Boards that fell silent or came back");
        reboots = counters.counter("board_reboots", "Boards that started to count anew");
        readingsTaken = counters.counter("readings_taken", "Readings that became a sensor's newest value or confirmed it");
        readingsChanged = counters.counter("readings_changed", "Readings that brought or changed a value");
        readingsRefused = counters.counter("readings_refused", "sensors_full", "Readings left out of datagrams that were taken");
        counters.gauge("boards", "Boards known", byName::size);
        counters.gauge("boards_online", "Boards known that are not silent", () -> strangers.online() + authentic.online());
        counters.gauge("sensors", "Sensors of all boards", sensors::get);
        counters.gauge("reports_lost", "Sequence numbers that boards skipped and did not send late", this::lost);
    }

    private static String label(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /**
     * Takes a report. Waits for other reports of the same board and for the hub to place the events: not for an event loop that serves subscribers.
     *
     * @param address where it came from, for show
     */
    public Fate take(Report report, String address) {
        return take(report, address, strangers);
    }

    /**
     * Takes a report that proves whose it is, as {@link #take} does. Its board is not forgotten for being silent, nor for one that proves nothing; not before it
     * reports without proof.
     */
    public Fate takeAuthentic(Report report, String address) {
        return take(report, address, authentic);
    }

    private Fate take(Report report, String address, Attendance among) {
        Fate fate;
        do {
            Board known = byName.get(report.board());
            Board board = known == null ? newBoard(report.board(), address, among) : known;
            if (board == null) {
                fate = Fate.BOARDS_FULL;
            } else {
                makeRoom(report, board);
                fate = board.take(report, address, clock.instant(), among);
            }
        } while (fate == null); // forgotten this moment: another takes its place
        Objects.requireNonNull(fates.get(fate)).increment();
        return fate;
    }

    private synchronized @Nullable Board newBoard(String name, String address, Attendance among) {
        Board known = byName.get(name);
        if (known != null) {
            return known;
        }
        while (byName.size() >= limits.boards()) {
            if (!forgetForAnother(strangers, null) && !(among == authentic && forgetForAnother(authentic, null))) {
                return null;
            }
        }
        Board board = new Board(name, address, clock.instant(), among, this);
        byName.put(name, board);
        inOrder.put(name, board);
        among.heard(board);
        return board;
    }

    /** Forgets others where the report brings more sensors than there is room for. */
    private void makeRoom(Report report, Board board) {
        if (sensors.get() + report.readings().size() <= limits.sensors()) {
            return;
        }
        int missing = board.missing(report.readings());
        while (missing > 0 && sensors.get() + missing > limits.sensors() && forgetForAnother(strangers, board)) {
            // until there is room
        }
    }

    private boolean forgetForAnother(Attendance among, @Nullable Board another) {
        Board board = among.longestSilent(another);
        if (board == null) {
            return false;
        }
        if (forget(board, Cause.FULL)) {
            long silentBefore = logAllowance.ask();
            if (silentBefore != LogAllowance.SILENT) {
                LOG.atWarn().addKeyValue("board", board.name()).addKeyValue("notLoggedBefore", silentBefore).log("board forgotten for another: there are as many as may be");
            }
        }
        return true;
    }

    /**
     * Forgets a board with all it has reported, until it reports again. Waits as {@link #take} does.
     *
     * @return whether it was known
     */
    public boolean forget(String name) {
        Board board = byName.get(name);
        return board != null && forget(board, Cause.DELETED);
    }

    private boolean forget(Board board, Cause cause) {
        boolean done = board.forget();
        if (done) {
            Objects.requireNonNull(forgotten.get(cause)).increment();
        }
        return done;
    }

    /** Lets everything go that is kept of a board, whose lock is held. */
    void remove(Board board, List<String> topics) {
        events.forget(topics);
        sensors.addAndGet(-board.sensors().size());
        board.attendance().remove(board);
        byName.remove(board.name(), board);
        inOrder.remove(board.name(), board);
    }

    /**
     * Tells of boards that have fallen silent, and forgets those that have been silent for too long. Waits as {@link #take} does.
     *
     * @return for how long nothing more is due, 0 or more: when to call again
     */
    public Duration expire() {
        tellOfSilent(strangers);
        tellOfSilent(authentic);
        for (Board board = strangers.forgettable(); board != null; board = strangers.forgettable()) {
            forget(board, Cause.SILENT);
        }
        Duration quiet = strangers.quiet();
        return quiet.compareTo(authentic.quiet()) < 0 ? quiet : authentic.quiet();
    }

    private static void tellOfSilent(Attendance attendance) {
        for (Board board = attendance.overdue(); board != null; board = attendance.overdue()) {
            board.fallSilent();
        }
    }

    /** Returns a copy of what is known of each board, by name; waits for nothing. O(boards + sensors). */
    public List<BoardSnapshot> snapshots() {
        return inOrder.values().stream().map(Board::snapshot).toList();
    }

    Collection<Board> all() {
        return inOrder.values();
    }

    @Nullable Board named(String name) {
        return byName.get(name);
    }

    private long lost() {
        return byName.values().stream().mapToLong(Board::lost).sum();
    }

    /** Grants a board with {@code present} sensors one more, or not. */
    boolean admitsSensor(int present) {
        return present < limits.sensorsPerBoard() && sensors.getAndUpdate(count -> Math.min(count + 1, limits.sensors())) < limits.sensors();
    }

    /** Returns the next place among all changes. */
    long nextChange() {
        return changes.incrementAndGet();
    }

    /** Returns where this thread puts the data of its events together. */
    Utf8Builder eventData() {
        return eventData.get();
    }

    /** Publishes an event of that type and data. */
    Publication publish(Collection<String> topics, String type, Utf8Builder data) {
        return events.publish(topics, new Utf8Event(type, data.text(), null));
    }

    void countOffline() {
        wentOffline.increment();
    }

    void countReturn() {
        cameBack.increment();
    }

    void countReboot() {
        reboots.increment();
    }

    void countReadings(int taken, int changed, int refused) {
        readingsTaken.add(taken);
        readingsChanged.add(changed);
        if (refused > 0) {
            readingsRefused.add(refused);
        }
    }
}
