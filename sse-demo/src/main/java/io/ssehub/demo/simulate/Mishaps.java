package io.ssehub.demo.simulate;

/**
 * What goes wrong between a fleet and the hub, and how often: each is the chance of it at one datagram, 0 to 1.
 *
 * @param loss a number is used up and nothing sent
 * @param duplicates a datagram is sent twice
 * @param reorder a datagram is sent after the next one of its board
 * @param reboots the board starts to count anew, from 0
 */
public record Mishaps(double loss, double duplicates, double reorder, double reboots) {
    /** Nothing goes wrong. */
    public static final Mishaps NONE = new Mishaps(0, 0, 0, 0);

    /** Checks the ranges. */
    public Mishaps {
        check("loss", loss);
        check("duplicates", duplicates);
        check("reorder", reorder);
        check("reboots", reboots);
    }

    private static void check(String name, double chance) {
        if (!(chance >= 0 && chance <= 1)) {
            throw new IllegalArgumentException(name + " is " + chance + "; 0 to 1 is allowed");
        }
    }
}
