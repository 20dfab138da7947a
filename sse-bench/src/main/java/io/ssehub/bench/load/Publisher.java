package io.ssehub.bench.load;

import io.netty.channel.EventLoop;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.HdrHistogram.Histogram;

/**
 * Publishes numbered events: at a rate, each when it is due, whether or not the server keeps up, and late ones with the time at which they were due; or as fast as a
 * window of events on their way allows. Confined to its loop, but for what says otherwise.
 */
final class Publisher implements Sink.Listener {
    private static final long MICROS_PER_SECOND = 1_000_000;
    // Enough for events to come in a burst after a stall without keeping the loop from all else.
    private static final int MOST_AT_ONCE = 256;

    private final Dialer dialer;
    private final Publications publications;
    private final double perSecond;
    private final int window;
    private final List<Reader> readers;
    private final Sink sink;
    private final AtomicBoolean waits = new AtomicBoolean();
    private final Causes refused = new Causes();
    private Histogram lag = Times.histogram();
    private long startMicros;
    private long endMicros = Long.MAX_VALUE;
    private boolean begun;
    private boolean timed;
    private volatile long accepted;

    /**
     * Makes a publisher to the sink that {@code sinks} makes.
     *
     * @param window events on their way to the streams of {@code readers}, on average; 0 to publish at the rate
     */
    Publisher(Dialer dialer, Publications publications, double perSecond, int window, List<Reader> readers, Function<Sink.Listener, Sink> sinks) {
        this.dialer = dialer;
        this.publications = publications;
        this.perSecond = perSecond;
        this.window = window;
        this.readers = readers;
        this.sink = sinks.apply(this);
    }

    EventLoop loop() {
        return dialer.loop();
    }

    /** Connects; nothing is published yet. */
    void open() {
        sink.open();
    }

    /** Begins to publish. */
    void begin() {
        startMicros = WallClock.micros();
        begun = true;
        publications.begin();
        publish();
    }

    /** Publishes nothing that is due later than now. */
    void end() {
        endMicros = WallClock.micros();
    }

    void close() {
        sink.close();
    }

    private void publish() {
        if (!begun) {
            return;
        }
        if (window > 0) {
            publishWindow();
        } else {
            publishDue();
        }
        sink.flush();
    }

    @SuppressWarnings("FutureReturnValueIgnored") // what runs has nothing to say
    private void publishDue() {
        long now = WallClock.micros();
        for (int sent = 0; sent < MOST_AT_ONCE && sink.isReady(); sent++) {
            long due = due(publications.count());
            if (due > Math.min(now, endMicros)) {
                break;
            }
            send(due);
            lag.recordValue(Times.recordable(now - due));
        }
        long next = due(publications.count());
        if (!timed && next <= endMicros && sink.isReady()) {
            timed = true;
            long wait = Math.max(0, next - WallClock.micros());
            dialer.loop().schedule(this::onTime, wait, TimeUnit.MICROSECONDS);
        }
    }

    private void onTime() {
        timed = false;
        publish();
    }

    private void publishWindow() {
        long now = WallClock.micros();
        long room = room();
        for (long sent = 0; sent < room && sink.isReady() && now < endMicros; sent++) {
            send(now);
        }
        waits.set(true);
        if (hasRoom() && sink.isReady() && now < endMicros && waits.compareAndSet(true, false)) {
            dialer.loop().execute(this::publish);
        }
    }

    /** Returns how many events may be sent so that streams lack {@link #window} of them on average. */
    private long room() {
        long numbers = 0;
        int listeners = 0;
        for (Reader reader : readers) {
            numbers += reader.numbers();
            listeners += reader.listeners();
        }
        return listeners == 0 ? 0 : window - (publications.count() - numbers / listeners);
    }

    /** Returns whether it is worth a publish: events go out by half a window, as one by one each would be a call of its own, here and at the server. */
    private boolean hasRoom() {
        return room() * 2 >= window;
    }

    /** Takes the news that streams have got events, from any thread. */
    void progressed() {
        if (waits.get() && hasRoom() && waits.compareAndSet(true, false)) {
            dialer.loop().execute(this::publish);
        }
    }

    private void send(long due) {
        long number = publications.count();
        publications.add(due);
        sink.send(number, due);
    }

    private long due(long number) {
        return startMicros + (long) (number * (MICROS_PER_SECOND / perSecond));
    }

    @Override
    public void ready() {
        publish();
    }

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
    public void accepted() {
        accepted++;
    }

    @Override
    public void refused(String cause, long events) {
        refused.add(cause, events);
    }

    /** Returns how many events were accepted. Any thread may ask. */
    long acceptedSoFar() {
        return accepted;
    }

    /** Returns whether every event that was sent has been answered, and none is due. */
    boolean isDone() {
        return sink.unanswered() == 0 && (window > 0 || due(publications.count()) > endMicros);
    }

    /** Returns how many events have become due. */
    long due() {
        long until = Math.min(WallClock.micros(), endMicros);
        return window > 0 || !begun ? publications.count() : Math.max(publications.count(), (long) Math.ceil((until - startMicros) * perSecond / MICROS_PER_SECOND));
    }

    Map<String, Long> refusals() {
        return refused.counts();
    }

    /** Returns by how much events were sent after they were due since the last time, and begins anew. */
    Histogram cutLag() {
        Histogram done = lag;
        lag = Times.histogram();
        return done;
    }
}
