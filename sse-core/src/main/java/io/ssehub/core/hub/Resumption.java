package io.ssehub.core.hub;

/** Where a subscriber that was here before goes on. */
public sealed interface Resumption {
    /** After the event {@code sequence} of this run, or of an earlier one whose history is kept. */
    record After(long sequence) implements Resumption {}

    /** Nowhere: it has to be told. */
    record Lost(Loss loss) implements Resumption {}
}
