package io.ssehub.core.store;

/** The newest event of a topic, kept after it has left history. Immutable, as long as nobody writes to the array. */
public final class NewestValue {
    private final long sequence;
    private final byte[] fields;

    /**
     * Makes a value.
     *
     * @param sequence of its event, 1 or more
     * @param fields the event's field lines, encoded, without an id; not copied
     */
    public NewestValue(long sequence, byte[] fields) {
        this.sequence = sequence;
        this.fields = fields;
    }

    /** Returns the sequence of the event. */
    public long sequence() {
        return sequence;
    }

    /** Returns the event's field lines, not a copy. */
    public byte[] fields() {
        return fields;
    }
}
