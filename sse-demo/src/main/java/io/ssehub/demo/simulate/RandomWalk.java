package io.ssehub.demo.simulate;

import io.ssehub.demo.board.SentNumber;
import java.math.BigDecimal;
import java.util.Objects;
import java.util.SplittableRandom;

/**
 * A value that wanders slowly around a middle, as temperatures do: each step goes a little up or down, and a little back the further it is out. Not
 * thread-safe.
 */
final class RandomWalk {
    private static final double PULL = 0.02;

    private final double middle;
    private final double step;
    private final int decimals;
    private final SplittableRandom random;
    private double value;

    /**
     * Starts somewhere near the middle.
     *
     * @param step the most that a step goes by chance; the value stays within {@code step / }{@value #PULL} of the middle
     * @param decimals digits after the point
     */
    RandomWalk(double middle, double step, int decimals, SplittableRandom random) {
        this.middle = middle;
        this.step = step;
        this.decimals = decimals;
        this.random = random;
        this.value = middle + random.nextDouble(-10 * step, 10 * step);
    }

    /** Takes a step and returns where it led. */
    SentNumber next() {
        value += random.nextDouble(-step, step) - PULL * (value - middle);
        String text = BigDecimal.valueOf(Math.round(value * Math.pow(10, decimals)), decimals).toPlainString();
        return Objects.requireNonNull(SentNumber.bare(text));
    }
}
