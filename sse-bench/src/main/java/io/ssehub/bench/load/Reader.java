package io.ssehub.bench.load;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The streams of one event loop, and what they have measured since it was last cut off. Confined to the loop, but for what says otherwise.
 */
final class Reader {
    private static final long RAMP_TICK_MILLIS = 5;

    private final Dialer dialer;
    private final Publications publications;
    private final Runnable tried;
    private final Runnable progressed;
    private final List<Stream> streams = new ArrayList<>();
    private final Mark mark = new Mark();

    // When the newest events, each at its number modulo the length, came to the last stream so far.
    private final long[] arrivals;

    private Counts counts = new Counts();
    private long measuredFrom = Long.MAX_VALUE;
    private @Nullable Future<?> churn;
    private int open;
    private int nextToOpen;
    private int nextToChurn;
    private long numbers;
    private int listeners;
    private final AtomicLong sharedNumbers = new AtomicLong();
    private volatile int sharedListeners;

    /** Makes the reader of a loop; {@code tried} runs for each stream once its first connection is decided, {@code progressed} after each read. */
    Reader(Dialer dialer, Publications publications, Runnable tried, Runnable progressed) {
        this.dialer = dialer;
        this.publications = publications;
        this.tried = tried;
        this.progressed = progressed;
        this.arrivals = new long[publications.window()];
    }

    Dialer dialer() {
        return dialer;
    }

    Publications publications() {
        return publications;
    }

    Mark mark() {
        return mark;
    }

    List<Stream> streams() {
        return streams;
    }

    /** Adds a stream, before the run begins. */
    void add(Stream stream) {
        streams.add(stream);
    }

    /** Opens the streams, evenly over so long a time. */
    void ramp(long micros) {
        ramp(WallClock.micros(), micros);
    }

    private void ramp(long start, long micros) {
        long elapsed = WallClock.micros() - start;
        long due = elapsed >= micros ? streams.size() : 1 + streams.size() * elapsed / micros;
        while (nextToOpen < Math.min(due, streams.size())) {
            streams.get(nextToOpen++).open();
        }
        if (nextToOpen < streams.size()) {
            later(() -> ramp(start, micros), RAMP_TICK_MILLIS);
        }
    }

    /** Begins to close and reopen streams in turn, so many a second. */
    void churn(double perSecond) {
        long periodNanos = Math.max(1, Math.round(1e9 / perSecond));
        churn = dialer.loop().scheduleAtFixedRate(this::churnOne, periodNanos, periodNanos, TimeUnit.NANOSECONDS);
    }

    void endChurn() {
        Future<?> churning = churn;
        if (churning != null) {
            churning.cancel(false);
        }
    }

    private void churnOne() {
        for (int i = 0; i < streams.size(); i++) {
            Stream stream = streams.get(nextToChurn++ % streams.size());
            if (stream.isOpen() && !stream.isSlow()) {
                stream.churn();
                return;
            }
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // what runs has nothing to say
    void later(Runnable action, long millis) {
        dialer.loop().schedule(action, millis, TimeUnit.MILLISECONDS);
    }

    /** Deliveries of events that are due from then on count as measured. */
    void measureFrom(long micros) {
        measuredFrom = micros;
    }

    /** Returns what has been counted since the last time, and begins anew. */
    Counts cut() {
        Counts done = counts;
        done.open = open;
        counts = new Counts();
        return done;
    }

    /** Returns whether a stream has not got yet what it is to get. */
    boolean isBehind() {
        return streams.stream().anyMatch(Stream::isBehind);
    }

    /** Returns when the newest event of that slot came to the last of the streams so far, 0 if to none. Any thread may ask, best after a cut. */
    long arrivalMicros(int slot) {
        return arrivals[slot];
    }

    void tried() {
        tried.run();
    }

    void opened(long micros) {
        open++;
        counts.opened++;
        counts.connect.recordValue(Times.recordable(micros));
    }

    void left() {
        open--;
    }

    void failed(String cause) {
        counts.failed.add(cause);
    }

    void dropped(String cause) {
        counts.dropped.add(cause);
    }

    void closed() {
        counts.closed++;
    }

    void returned(long gapMicros) {
        counts.returned++;
        counts.gap.recordValue(Times.recordable(gapMicros));
    }

    /** Takes how many events a stream that came back has missed. */
    void missed(long events) {
        counts.missed += events;
        if (events == 0) {
            counts.complete++;
        }
    }

    void firstEvent(long begunMicros) {
        counts.firstEvent.recordValue(Times.recordable(dialer.nowMicros() - begunMicros));
    }

    void foreign(boolean lossNotice) {
        counts.foreign++;
        if (lossNotice) {
            counts.lossNotices++;
        }
    }

    void received(int bytes) {
        counts.bytes += bytes;
    }

    void event() {
        counts.events++;
    }

    /** Takes the delivery of the event that {@link #mark} is of. */
    void delivered(Mark of) {
        long now = dialer.nowMicros();
        long due = of.dueMicros();
        (due >= measuredFrom ? counts.measured : counts.earlier).recordValue(Times.recordable(now - due));
        if (publications.count() - of.number() <= arrivals.length) {
            arrivals[(int) of.number() & arrivals.length - 1] = now;
        }
    }

    /** Takes a stream in that is to get all from {@code next} on. */
    void joins(long next) {
        listeners++;
        numbers += next;
    }

    /** Lets a stream go that has come to {@code next}. */
    void leaves(long next) {
        listeners--;
        numbers -= next;
        readComplete();
    }

    void passed(long moved) {
        numbers += moved;
    }

    /** Makes known how far the streams have come, after all that could be read was. */
    void readComplete() {
        sharedListeners = listeners;
        sharedNumbers.lazySet(numbers);
        progressed.run();
    }

    /** Returns the sum of the numbers that come next at those who listen. Any thread may ask. */
    long numbers() {
        return sharedNumbers.get();
    }

    /** Returns how many streams that sum is of. Any thread may ask. */
    int listeners() {
        return sharedListeners;
    }
}
