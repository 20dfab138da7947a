package io.ssehub.demo.simulate;

import io.ssehub.demo.board.Reading;
import io.ssehub.demo.board.Report;
import io.ssehub.demo.board.SentNumber;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/**
 * A board with the sensors of both firmwares: {@code sensorA} and {@code sensorB}, 16-bit values at random, each anew 10 to 29 s after its last; and a
 * climate of {@code temperature}, {@code humidity} and {@code pressure} every 2 s. All have a value at the start. Has no clock and no thread of its own: it
 * is asked when it will have something to say, and then what. Not thread-safe.
 */
final class SimulatedBoard {
    private static final long CLIMATE_PERIOD_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final long MIN_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long MAX_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(29);

    private final String name;
    private final SplittableRandom random;
    private final RandomWalk temperature;
    private final RandomWalk humidity;
    private final RandomWalk pressure;
    private long sensorAAtNanos;
    private long sensorBAtNanos;
    private long climateAtNanos;
    private long seq;

    /** Makes a board whose first report is due at {@code startNanos}. */
    SimulatedBoard(String name, SplittableRandom random, long startNanos) {
        this.name = name;
        this.random = random;
        temperature = new RandomWalk(21.5, 0.06, 2, random);
        humidity = new RandomWalk(48, 0.3, 1, random);
        pressure = new RandomWalk(1013.2, 0.1, 1, random);
        sensorAAtNanos = startNanos;
        sensorBAtNanos = startNanos;
        climateAtNanos = startNanos;
    }

    /** Returns when the next report is due. */
    long nextNanos() {
        return earlier(climateAtNanos, earlier(sensorAAtNanos, sensorBAtNanos));
    }

    /** Returns the report of all sensors that are due at {@code nowNanos}, at least one. */
    Report report(long nowNanos) {
        List<Reading> readings = new ArrayList<>();
        if (nowNanos - sensorAAtNanos >= 0) {
            readings.add(new Reading("sensorA", unsigned16()));
            sensorAAtNanos = nowNanos + pauseNanos();
        }
        if (nowNanos - sensorBAtNanos >= 0) {
            readings.add(new Reading("sensorB", unsigned16()));
            sensorBAtNanos = nowNanos + pauseNanos();
        }
        if (nowNanos - climateAtNanos >= 0) {
            readings.add(new Reading("temperature", temperature.next()));
            readings.add(new Reading("humidity", humidity.next()));
            readings.add(new Reading("pressure", pressure.next()));
            climateAtNanos = nowNanos + CLIMATE_PERIOD_NANOS;
        }
        Report report = new Report(name, seq, readings);
        seq = (seq + 1) & Report.MAX_SEQ;
        return report;
    }

    private SentNumber unsigned16() {
        return Objects.requireNonNull(SentNumber.bare(Integer.toString(random.nextInt(1 << 16))));
    }

    private long pauseNanos() {
        return random.nextLong(MIN_PAUSE_NANOS, MAX_PAUSE_NANOS + 1);
    }

    private static long earlier(long a, long b) {
        return a - b <= 0 ? a : b;
    }
}
