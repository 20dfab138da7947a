package io.ssehub.bench.compare;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What the load tester is asked to do to a server. Immutable.
 *
 * @param connections streams to hold
 * @param warmup how long to publish before measuring
 * @param duration how long to measure
 * @param drain how long to wait for events that are still on their way; the run ends when there are none
 * @param publishing options that say what is published; empty if nothing is
 * @param streams options that say what becomes of the streams
 */
record Load(int connections, Duration warmup, Duration duration, Duration drain, List<String> publishing, List<String> streams) {
    private static final int RAMP_PER_SECOND = 1_000;
    // For servers that are slow when many come at once, which is not what is measured.
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    Load withConnections(int other) {
        return new Load(other, warmup, duration, drain, publishing, streams);
    }

    Load withDrain(Duration other) {
        return new Load(connections, warmup, duration, other, publishing, streams);
    }

    /** Returns the options for a server that streams, and takes events, at {@code url}. */
    List<String> options(String url, long pid) {
        List<String> options = new ArrayList<>(List.of("--url", url));
        if (!publishing.isEmpty()) {
            options.addAll(List.of("--publish-url", url));
        }
        options.addAll(common());
        options.addAll(List.of("--server-pid", String.valueOf(pid), "--json"));
        return options;
    }

    /** Returns the options that are the same for every server. */
    List<String> common() {
        List<String> options = new ArrayList<>(publishing);
        options.addAll(streams);
        options.addAll(List.of("--connections", String.valueOf(connections)));
        options.addAll(List.of("--ramp", millis(ramp()), "--warmup", millis(warmup), "--duration", millis(duration), "--drain", millis(drain), "--timeout", millis(TIMEOUT)));
        return options;
    }

    private Duration ramp() {
        return Duration.ofMillis(1000L * connections / RAMP_PER_SECOND);
    }

    /** Returns the time that it takes at most, if streams open in time. */
    Duration length() {
        return ramp().plus(TIMEOUT).plus(warmup).plus(duration).plus(drain);
    }

    private static String millis(Duration time) {
        return time.toMillis() + "ms";
    }
}
