package io.ssehub.netty.readers;

import java.io.IOException;
import java.net.URI;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A client that does not come back by itself: its user asks again, at once, with the id of the last event that was complete. */
abstract class ReaderByHand implements StreamReader {
    private final AtomicReference<@Nullable Thread> user = new AtomicReference<>();
    private volatile boolean closed;

    /** Reads until the connection ends, by whatever way; {@code lastEventId} is empty at first. */
    abstract void readOnce(URI stream, String lastEventId, Consumer<Delivered> events) throws IOException, InterruptedException;

    @Override
    public final void start(URI stream, Consumer<Delivered> events) {
        Thread thread = new Thread(() -> readOn(stream, events), getClass().getSimpleName());
        user.set(thread);
        thread.start();
    }

    private void readOn(URI stream, Consumer<Delivered> events) {
        String[] lastEventId = {""};
        while (!closed) {
            try {
                readOnce(stream, lastEventId[0], event -> {
                    lastEventId[0] = event.id();
                    events.accept(event);
                });
            } catch (IOException cutOff) {
                // As expected: back for the rest.
            } catch (InterruptedException closing) {
                return;
            }
        }
    }

    @Override
    public final void close() {
        closed = true;
        Thread thread = user.get();
        if (thread != null) {
            thread.interrupt();
            try {
                thread.join();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }
}
