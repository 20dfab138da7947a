package io.ssehub.demo.board;

import io.ssehub.core.count.Counter;
import io.ssehub.core.count.Counters;
import io.ssehub.core.event.Utf8Event;
import io.ssehub.core.hub.Publication;
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
import org.jspecify.annotations.Nullable;

/**
 * The boards that ever reported, and the events that their reports make. A report that brings or changes values makes one {@code new_readings} event under
 * {@code sensors/<board>/<sensor>} for each of them, with all newest values of the board; and for each of them one {@code STATE} event under
 * {@code $state/<board>/<sensor>}.
 *
 * <p>Thread-safe. Reports of one board are applied, and their events published, in the order of their arrival here.
 */
public final class Boards {
    private final BoardLimits limits;
    private final EventSink events;
    private final InstantSource clock;

    // The same boards twice, to find one and to list all.
    private final Map<String, Board> byName = new ConcurrentHashMap<>();
    private final Map<String, Board> inOrder = new ConcurrentSkipListMap<>();
    private final AtomicInteger boards = new AtomicInteger();
    private final AtomicInteger sensors = new AtomicInteger();
    private final AtomicLong changes = new AtomicLong();

    private final ThreadLocal<Utf8Builder> eventData = ThreadLocal.withInitial(Utf8Builder::new);
    private final Map<Fate, Counter> fates = new EnumMap<>(Fate.class);
    private final Counter reboots;
    private final Counter readingsTaken;
    private final Counter readingsChanged;
    private final Counter readingsRefused;

    /**
     * Starts without boards.
     *
     * @param events takes the events, from the thread that reports
     * @param clock says when a board was seen; for show only
     */
    public Boards(BoardLimits limits, EventSink events, InstantSource clock, Counters counters) {
        this.limits = limits;
        this.events = events;
        this.clock = clock;
        for (Fate fate : Fate.values()) {
            fates.put(fate, counters.counter("reports", fate.name().toLowerCase(Locale.ROOT), "Reports of boards, by what became of them"));
        }
        reboots = counters.counter("board_reboots", "Boards that started to count anew");
        readingsTaken = counters.counter("readings_taken", "Readings that became a sensor's newest value or confirmed it");
        readingsChanged = counters.counter("readings_changed", "Readings that brought or changed a value");
        readingsRefused = counters.counter("readings_refused", "sensors_full", "Readings left out of datagrams that were taken");
        counters.gauge("boards", "Boards that ever reported", boards::get);
        counters.gauge("sensors", "Sensors of all boards", sensors::get);
        counters.gauge("reports_lost", "Sequence numbers that boards skipped and did not send late", this::lost);
    }

    /**
     * Takes a report. Waits for other reports of the same board and for the hub to place the events: not for an event loop that serves subscribers.
     *
     * @param address where it came from, for show
     */
    public Fate take(Report report, String address) {
        Board board = board(report.board(), address);
        Fate fate = board == null ? Fate.BOARDS_FULL : board.take(report, address, clock.instant());
        Objects.requireNonNull(fates.get(fate)).increment();
        return fate;
    }

    private @Nullable Board board(String name, String address) {
        Board board = byName.get(name);
        return board == null ? newBoard(name, address) : board;
    }

    private synchronized @Nullable Board newBoard(String name, String address) {
        Board board = byName.get(name);
        if (board == null && boards.get() < limits.boards()) {
            board = new Board(name, address, clock.instant(), this);
            byName.put(name, board);
            inOrder.put(name, board);
            boards.incrementAndGet();
        }
        return board;
    }

    /** Returns a copy of what is known of each board, by name; takes no lock. O(boards + sensors). */
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
