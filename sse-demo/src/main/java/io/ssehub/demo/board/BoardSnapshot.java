package io.ssehub.demo.board;

import java.time.Instant;
import java.util.Map;

/**
 * A board as it was a moment ago.
 *
 * @param name its name
 * @param address where its last report came from
 * @param firstSeen when its first report came
 * @param lastSeen when its last report came
 * @param online whether that is not as long ago as it takes to be offline
 * @param received reports that came, duplicates and late ones among them
 * @param lost numbers between others that never came
 * @param duplicates reports that had come before
 * @param late reports that came after one with a higher number
 * @param reboots how often it started to count anew
 * @param sensors the newest value of each sensor, in the order of their first
 */
public record BoardSnapshot(
        String name,
        String address,
        Instant firstSeen,
        Instant lastSeen,
        boolean online,
        long received,
        long lost,
        long duplicates,
        long late,
        long reboots,
        Map<String, SentNumber> sensors) {}
