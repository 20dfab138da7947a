package io.ssehub.core.store;

import java.io.IOException;

/**
 * Keeps a hub's history on disk. It has three parts: events by their sequence, the newest values of topics whose events are trimmed, and state, small records
 * by name. Each record carries a checksum over its key and its value, and one that is damaged is never given back.
 *
 * <p>Of one hub, which closes it; called by one thread at a time.
 */
public interface EventStore extends AutoCloseable {
    /**
     * Tells everything that is stored: state and newest values first, then the events, in order of their sequence. Once, before anything is written.
     *
     * @throws IOException if the disk cannot be read; what has been told is then of no use
     */
    void recover(Recovery recovery) throws IOException;

    /**
     * Writes a batch, its events first; what it holds takes the place of what was stored under the same name or sequence. Once this returns, the batch survives the
     * end of the process.
     *
     * @param sync whether it is to survive a loss of power as well, together with everything that was written before
     * @throws IOException if the disk does not take all of it. What was written since the last sync is then in doubt and to be written again; the next write tries to
     *     open the store anew first
     */
    void write(StoreBatch batch, boolean sync) throws IOException;

    /** Lets the disk go. Does nothing the second time. */
    @Override
    void close();
}
