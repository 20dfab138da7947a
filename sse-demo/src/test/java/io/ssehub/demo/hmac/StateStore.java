package io.ssehub.demo.hmac;

import io.ssehub.core.store.EventStore;
import io.ssehub.core.store.Recovery;
import io.ssehub.core.store.StoreBatch;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/** A store in memory that keeps state only. While a test holds its lock, nothing gets to it. */
final class StateStore implements EventStore {
    final ReentrantLock lock = new ReentrantLock();

    private final Map<String, byte[]> state = new HashMap<>();
    private volatile boolean failing;
    private volatile int writes;

    /** Returns one that holds what this one does now: all that is left after a crash. */
    StateStore copy() {
        StateStore copy = new StateStore();
        lock.lock();
        try {
            copy.state.putAll(state);
        } finally {
            lock.unlock();
        }
        return copy;
    }

    void fail(boolean fails) {
        failing = fails;
    }

    /** Returns how often state was written. */
    int writes() {
        return writes;
    }

    @Override
    public void recover(Recovery recovery) {
        state.forEach(recovery::state);
    }

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // under the lock
    public void write(StoreBatch batch, boolean sync) throws IOException {
        lock.lock();
        try {
            if (failing) {
                throw new IOException("no space left, as the test says");
            }
            writes += batch.state().isEmpty() ? 0 : 1;
            batch.state().forEach((name, value) -> value.ifPresentOrElse(present -> state.put(name, present), () -> state.remove(name)));
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        // The next hub opens it again.
    }
}
