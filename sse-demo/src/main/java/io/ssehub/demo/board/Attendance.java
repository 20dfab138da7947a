package io.ssehub.demo.board;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which boards are online and which have fallen silent, each in order of when it was last heard. Thread-safe; each operation takes a number of steps that does not
 * depend on how many boards there are.
 */
final class Attendance {
    /** What {@link #heard} and {@link #fallSilent} return for a board of which there is nothing to tell. */
    static final long NOTHING_NEW = -1;

    /** How long boards are silent that are not to be forgotten. */
    static final Duration NEVER = Duration.ofNanos(Long.MAX_VALUE);

    private static final class Heard {
        long nanos;
    }

    private final long timeoutNanos;
    private final long forgetNanos;
    private final LongSupplier nanoClock;

    // Guarded by this. In order of access: asking for a board's entry puts it last.
    private final Map<Board, Heard> online = new LinkedHashMap<>(16, 0.75f, true);
    private final Map<Board, Heard> offline = new LinkedHashMap<>();

    Attendance(Duration timeout, Duration forget, LongSupplier nanoClock) {
        this.timeoutNanos = timeout.toNanos();
        this.forgetNanos = forget.toNanos();
        this.nanoClock = nanoClock;
    }

    /** Takes note that a board is heard. Returns for how many nanoseconds it had been silent if it was offline, else {@link #NOTHING_NEW}. */
    synchronized long heard(Board board) {
        long now = nanoClock.getAsLong();
        Heard before = online.get(board);
        if (before != null) {
            before.nanos = now;
            return NOTHING_NEW;
        }
        Heard back = offline.remove(board);
        long silentNanos = back == null ? NOTHING_NEW : now - back.nanos;
        Heard heard = back == null ? new Heard() : back;
        heard.nanos = now;
        online.put(board, heard);
        return silentNanos;
    }

    /** Returns a board that has been silent for the timeout and is still online; null if there is none. */
    synchronized @Nullable Board overdue() {
        Map.Entry<Board, Heard> first = first(online);
        return first != null && silentNanos(first) >= timeoutNanos ? first.getKey() : null;
    }

    /** Takes a board offline if it is {@link #overdue}. Returns for how many nanoseconds it has been silent, or {@link #NOTHING_NEW}. */
    synchronized long fallSilent(Board board) {
        // Not by its entry: that would put it last.
        Map.Entry<Board, Heard> first = first(online);
        if (first == null || first.getKey() != board || silentNanos(first) < timeoutNanos) {
            return NOTHING_NEW;
        }
        long silentNanos = silentNanos(first);
        offline.put(board, first.getValue());
        online.remove(board);
        return silentNanos;
    }

    /** Returns a board that has been offline for so long that it is to be forgotten; null if there is none. */
    synchronized @Nullable Board forgettable() {
        Map.Entry<Board, Heard> first = first(offline);
        return first != null && silentNanos(first) >= forgetNanos ? first.getKey() : null;
    }

    /** Returns the board that was heard longest ago, {@code but} one; null if there is no other. */
    synchronized @Nullable Board longestSilent(@Nullable Board but) {
        return Stream.concat(offline.keySet().stream(), online.keySet().stream()).filter(board -> board != but).findFirst().orElse(null);
    }

    synchronized void remove(Board board) {
        online.remove(board);
        offline.remove(board);
    }

    synchronized boolean isOnline(Board board) {
        return online.containsKey(board);
    }

    synchronized int online() {
        return online.size();
    }

    /** Returns for how long no board will be overdue or forgettable that is not so already. */
    synchronized Duration quiet() {
        Map.Entry<Board, Heard> nextOffline = first(online);
        Map.Entry<Board, Heard> nextForgotten = first(offline);
        long untilOffline = nextOffline == null ? timeoutNanos : timeoutNanos - silentNanos(nextOffline);
        long untilForgotten = nextForgotten == null ? forgetNanos : forgetNanos - silentNanos(nextForgotten);
        return Duration.ofNanos(Math.max(0, Math.min(untilOffline, untilForgotten)));
    }

    private long silentNanos(Map.Entry<Board, Heard> entry) {
        return nanoClock.getAsLong() - entry.getValue().nanos;
    }

    private static Map.@Nullable Entry<Board, Heard> first(Map<Board, Heard> boards) {
        Iterator<Map.Entry<Board, Heard>> entries = boards.entrySet().iterator();
        return entries.hasNext() ? entries.next() : null;
    }
}
