package io.ssehub.demo.hmac;

import io.ssehub.core.count.Counters;
import io.ssehub.core.hub.StateTable;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether a datagram is its board's own and new, and remembers that it was here, also over a restart of the hub, clean or not.
 *
 * <p>On disk is, for each board, a mark: after a crash whatever has no higher counter is refused. A datagram beyond the mark waits until one that covers it is on
 * disk, and {@linkplain #whenRemembered is acted on} only then. Marks are set ahead of a board, by as many datagrams as it sends in {@value #AHEAD_SECONDS} s, never
 * into its next boot; so most datagrams wait for nothing, and after a crash a board is refused for about that time at most, or until its next boot. A hub that stops
 * in order leaves the exact window instead. While the disk takes nothing there is no waiting, and what came in the meantime is not remembered over a restart.
 *
 * <p>What is remembered belongs to a key of a board, not to its name: it outlives the key's being taken away and given back. Thread-safe; waits for nothing.
 */
public final class Authenticator {
    private static final int AHEAD_SECONDS = 30;
    private static final long AHEAD_NANOS = TimeUnit.SECONDS.toNanos(AHEAD_SECONDS);
    private static final long MAX_AHEAD = 1 << 20;
    private static final long BOOT = 0xFFFF_FFFFL;
    private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int MAX_WAITING = 4_096;

    private final Supplier<BoardKeys> keys;
    private final StateTable table;
    private final LongSupplier nanoClock;
    private final BoardKey decoy;

    // Guarded by this.
    private final Map<String, BoardWindow> windows = new HashMap<>();
    private final Set<BoardWindow> low = new LinkedHashSet<>();
    private long askedForLowNanos;
    private int waiting;

    /**
     * Begins with what {@code table} remembers.
     *
     * @param keys asked for each datagram
     * @param nanoClock {@code System::nanoTime} but in tests
     */
    public Authenticator(Supplier<BoardKeys> keys, StateTable table, LongSupplier nanoClock, Counters counters) {
        this.keys = keys;
        this.table = table;
        this.nanoClock = nanoClock;
        this.askedForLowNanos = nanoClock.getAsLong();
        byte[] random = new byte[BoardKey.MAX_BYTES];
        new SecureRandom().nextBytes(random);
        this.decoy = new BoardKey("", random);
        counters.gauge("board_keys", "Boards that have a key", () -> keys.get().size());
        counters.gauge("datagrams_waiting", "Authenticated datagrams that wait until the disk remembers their counters", this::waiting);
    }

    private synchronized int waiting() {
        return waiting;
    }

    /** Tells whether {@code board} has a key, so that nothing counts that comes in its name without proof. */
    public boolean hasKey(String board) {
        return keys.get().of(board) != null;
    }

    /** Says what {@code trailer} proves about {@code datagram}, of which it is the end. Takes the same time whether the board has a key or not. */
    public Verdict verify(ByteBuffer datagram, Trailer.Hmac trailer) {
        BoardKey known = keys.get().of(trailer.board());
        BoardKey key = known == null ? decoy : known;
        ByteBuffer bytes = datagram.slice();
        byte[] sent = new byte[Trailer.CODE_DIGITS];
        bytes.get(trailer.coveredBytes(), sent);
        boolean right = MessageDigest.isEqual(key.code(bytes.slice(0, trailer.coveredBytes())), sent);
        if (known == null) {
            return Verdict.Refused.UNKNOWN_BOARD;
        }
        return right ? fresh(known, trailer.counter()) : Verdict.Refused.WRONG_HMAC;
    }

    private synchronized Verdict fresh(BoardKey key, long counter) {
        BoardWindow window = windows.computeIfAbsent(key.id(), this::restored);
        return window.counters.take(counter) ? new Verdict.Authentic(window, counter) : Verdict.Refused.REPLAYED;
    }

    private BoardWindow restored(String id) {
        byte[] record = table.restored().get(id);
        ReplayWindow counters = record == null ? null : ReplayWindow.of(record);
        return new BoardWindow(id, counters == null ? ReplayWindow.empty() : counters, nanoClock.getAsLong() - AHEAD_NANOS);
    }

    /**
     * Does {@code task} once the hub would refuse the same datagram even after a crash: at once, or later on {@code executor}, which has one thread, that of the
     * caller. Tasks of one board are done in the order they came.
     *
     * @return false if too many wait already; then it is not done
     */
    public boolean whenRemembered(Verdict.Authentic datagram, Executor executor, Runnable task) {
        BoardWindow window = datagram.window();
        synchronized (this) {
            window.sinceAsked++;
            boolean remembered = window.remembers(datagram.counter());
            if (!remembered || !window.waiting.isEmpty()) {
                if (waiting == MAX_WAITING) {
                    return false;
                }
                waiting++;
                window.waiting.add(new BoardWindow.Waiting(datagram.counter(), task, executor));
                if (!remembered) {
                    askForLow();
                    ask(window);
                }
                return true;
            }
            if (window.isLow(datagram.counter())) {
                low.add(window);
            }
            // Nobody waits for these, so they share a sync.
            if (!low.isEmpty() && nanoClock.getAsLong() - askedForLowNanos >= SECOND_NANOS) {
                askForLow();
            }
        }
        task.run();
        return true;
    }

    private void askForLow() {
        askedForLowNanos = nanoClock.getAsLong();
        low.forEach(this::ask);
        low.clear();
    }

    /** Has a mark set that covers all counters seen, and those to come for a while. */
    private void ask(BoardWindow window) {
        if (window.asking) {
            return;
        }
        long now = nanoClock.getAsLong();
        long perNanos = Math.max(now - window.askedAtNanos, SECOND_NANOS);
        long newest = window.counters.newest();
        window.ahead = Math.min(Math.min(window.sinceAsked, MAX_AHEAD) * AHEAD_NANOS / perNanos, Math.min(MAX_AHEAD, BOOT - (newest & BOOT)));
        window.askedAtNanos = now;
        window.sinceAsked = 0;
        window.asking = true;
        long mark = newest + window.ahead;
        table.put(window.id, ReplayWindow.upTo(mark).record(), stored -> answered(window, mark, stored));
    }

    /** On the recorder's thread, or that of {@link #ask}. */
    private synchronized void answered(BoardWindow window, long mark, boolean stored) {
        window.asking = false;
        if (stored) {
            window.mark(mark);
        }
        BoardWindow.Waiting first = window.waiting.peek();
        if (first != null) {
            try {
                first.executor().execute(() -> release(window, mark));
            } catch (RejectedExecutionException e) {
                // The hub stops.
            }
        }
    }

    private void release(BoardWindow window, long mark) {
        for (BoardWindow.Waiting next = poll(window, mark); next != null; next = poll(window, mark)) {
            next.task().run();
        }
    }

    private synchronized BoardWindow.@Nullable Waiting poll(BoardWindow window, long mark) {
        BoardWindow.Waiting next = window.waiting.peek();
        if (next == null) {
            return null;
        }
        if (Long.compareUnsigned(next.counter(), mark) > 0) {
            ask(window);
            return null;
        }
        waiting--;
        return window.waiting.remove();
    }

    /** Leaves the exact windows to the next run. To be called when no more datagrams come, and before the hub closes. */
    public synchronized void close() {
        windows.values().forEach(window -> table.put(window.id, window.counters.record()));
    }
}
