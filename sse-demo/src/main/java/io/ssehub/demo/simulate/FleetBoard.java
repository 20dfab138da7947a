package io.ssehub.demo.simulate;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * One board of a fleet, with its mishaps. Counts what the hub will be able to see of them: a number is lost only once a later one was sent, numbers 0 and 1
 * are never held back or lost, for the hub could only take them for a reboot, and a board reboots only after number 1. Not thread-safe.
 */
final class FleetBoard {
    /** Sends one datagram. */
    @FunctionalInterface
    interface Sender {
        void send(byte[] datagram) throws IOException;
    }

    private final String name;
    private final Mishaps mishaps;
    private final SplittableRandom random;
    private final RandomWalk temperature;
    private final RandomWalk humidity;
    private final Sender sender;

    private long seq;
    private byte @Nullable [] held;
    private long lostSinceSent;

    private long sent;
    private long lost;
    private long duplicates;
    private long late;
    private long reboots;

    FleetBoard(String name, Mishaps mishaps, SplittableRandom random, Sender sender) {
        this.name = name;
        this.mishaps = mishaps;
        this.random = random;
        this.sender = sender;
        temperature = new RandomWalk(21.5, 0.06, 2, random);
        humidity = new RandomWalk(48, 0.3, 1, random);
    }

    /** Reports once, or has a mishap instead. */
    void step() throws IOException {
        if (seq > 1 && happens(mishaps.reboots())) {
            settle();
            seq = 0;
            reboots++;
        }
        if (seq > 1 && held == null && happens(mishaps.loss())) {
            lostSinceSent++;
            seq++;
        } else if (seq > 1 && held == null && happens(mishaps.reorder())) {
            held = next();
        } else {
            byte[] datagram = next();
            send(datagram);
            if (happens(mishaps.duplicates())) {
                send(datagram);
                duplicates++;
            }
            if (held != null) {
                send(held);
                held = null;
                late++;
            }
        }
    }

    /** Sends what was held back, and something after what was lost, so that the hub sees it. */
    void settle() throws IOException {
        if (held != null) {
            send(held);
            held = null;
        } else if (lostSinceSent > 0) {
            send(next());
        }
    }

    private boolean happens(double chance) {
        return chance > 0 && random.nextDouble() < chance;
    }

    private byte[] next() {
        // The count is there to change with every report, whatever comes between.
        String json = "{\"board\":\"" + name + "\",\"seq\":" + (seq & 0xFFFF_FFFFL) + ",\"temperature\":" + temperature.next() + ",\"humidity\":" + humidity.next()
                + ",\"count\":" + seq + "}";
        seq++;
        return json.getBytes(StandardCharsets.UTF_8);
    }

    private void send(byte[] datagram) throws IOException {
        sender.send(datagram);
        sent++;
        lost += lostSinceSent;
        lostSinceSent = 0;
    }

    long sent() {
        return sent;
    }

    long lost() {
        return lost;
    }

    long duplicates() {
        return duplicates;
    }

    long late() {
        return late;
    }

    long reboots() {
        return reboots;
    }
}
