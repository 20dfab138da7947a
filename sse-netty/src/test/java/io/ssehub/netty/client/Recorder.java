package io.ssehub.netty.client;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Keeps every call of a client, in order. */
final class Recorder implements SseListener {
    sealed interface Call {}

    record Open() implements Call {}

    record Event(String type, String data, String lastEventId) implements Call {}

    record Comment(String text) implements Call {}

    record Retry(long millis) implements Call {}

    record Failure(Throwable cause, boolean willReconnect) implements Call {}

    record Closed() implements Call {}

    private final BlockingQueue<Call> calls = new LinkedBlockingQueue<>();

    /** Returns the next call. */
    Call next() throws InterruptedException {
        Call call = calls.poll(30, TimeUnit.SECONDS);
        if (call == null) {
            throw new AssertionError("no call within 30 s");
        }
        return call;
    }

    /** Returns the next call, which must be of that kind. */
    <T extends Call> T next(Class<T> kind) throws InterruptedException {
        Call call = next();
        if (!kind.isInstance(call)) {
            throw new AssertionError(call + " came, not " + kind.getSimpleName());
        }
        return kind.cast(call);
    }

    /** Returns the next {@code count} events, skipping whatever else comes. */
    List<Event> events(int count) throws InterruptedException {
        List<Event> events = new ArrayList<>();
        while (events.size() < count) {
            if (next() instanceof Event event) {
                events.add(event);
            }
        }
        return events;
    }

    /** Returns the next error, skipping whatever else comes. */
    Failure failure() throws InterruptedException {
        while (true) {
            if (next() instanceof Failure failure) {
                return failure;
            }
        }
    }

    /** Returns all calls up to and with the last one. */
    List<Call> untilClosed() throws InterruptedException {
        List<Call> all = new ArrayList<>();
        do {
            all.add(next());
        } while (!(all.get(all.size() - 1) instanceof Closed));
        return all;
    }

    boolean isEmpty() {
        return calls.isEmpty();
    }

    @Override
    public void open() {
        calls.add(new Open());
    }

    @Override
    public void event(String type, String data, String lastEventId) {
        calls.add(new Event(type, data, lastEventId));
    }

    @Override
    public void comment(String text) {
        calls.add(new Comment(text));
    }

    @Override
    public void retry(long millis) {
        calls.add(new Retry(millis));
    }

    @Override
    public void error(Throwable cause, boolean willReconnect) {
        calls.add(new Failure(cause, willReconnect));
    }

    @Override
    public void closed() {
        calls.add(new Closed());
    }
}
