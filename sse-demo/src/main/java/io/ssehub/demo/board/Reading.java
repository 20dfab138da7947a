package io.ssehub.demo.board;

/**
 * A value a board sent.
 *
 * @param sensor a name without {@linkplain Names#fault fault} that is not {@linkplain Names#isReserved reserved}
 * @param value the number
 */
public record Reading(String sensor, SentNumber value) {
    /** Checks the name. */
    public Reading {
        String fault = Names.isReserved(sensor) ? "the name is reserved" : Names.fault(sensor);
        if (fault != null) {
            throw new IllegalArgumentException("sensor: " + fault);
        }
    }
}
