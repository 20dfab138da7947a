package io.ssehub.demo.simulate;

/**
 * What a fleet did, to be held against what the hub counted. If the kernel dropped nothing and the fleet's boards were new to the hub, the hub counts
 * {@code datagrams} as taken, and for the boards together the same lost, duplicates, late and reboots.
 *
 * @param boards that sent
 * @param datagrams sent, duplicates and late ones among them
 * @param lost numbers used up without a datagram, each with a later one sent
 * @param duplicates datagrams sent a second time
 * @param late datagrams sent after the next one of their board
 * @param reboots times that a board started to count anew
 * @param unreachable times that the target's machine said that nobody listens; those datagrams were sent again
 */
public record FleetTally(int boards, long datagrams, long lost, long duplicates, long late, long reboots, long unreachable) {
    /** Returns how many reports the hub is to apply: each makes one {@code new_readings} event, since a fleet's every report changes a value. */
    public long applied() {
        return datagrams - duplicates - late;
    }

    @Override
    public String toString() {
        return "sent " + datagrams + " datagrams from " + boards + " boards: " + applied() + " new, " + duplicates + " duplicates, " + late + " late; "
                + lost + " lost on the way, " + reboots + " reboots" + (unreachable == 0 ? "" : "; " + unreachable + " times nobody listened");
    }
}
