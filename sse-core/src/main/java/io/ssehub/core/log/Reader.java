package io.ssehub.core.log;

/**
 * Somebody who looks into logs now and then: an event loop that sends from them, a thread that copies.
 *
 * <p>A reader works in turns. At the start of one it asks {@link SegmentMemory#retirements()} and gives up every place below its logs' tails; at the
 * end it {@linkplain #announce announces} that number. Between turns it may hold on to segments that it has found after asking, and looks at them no
 * more once it announces a greater number.
 */
public abstract class Reader {
    private volatile long announced;

    /** Makes a reader that holds nothing. */
    protected Reader() {}

    /** Asks for a turn soon: memory waits to be used again, or something has grown. Any thread; must not wait. */
    public abstract void wake();

    /** Says that no segment retired up to {@code retirements} is looked at any more. To be called from the reader's own thread. */
    public final void announce(long retirements) {
        announced = retirements;
    }

    final long announced() {
        return announced;
    }
}
