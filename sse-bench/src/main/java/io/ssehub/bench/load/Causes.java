package io.ssehub.bench.load;

import java.util.Map;
import java.util.TreeMap;

/** Counts by cause. Causes that a server has written are bounded: those that come when {@value #MAX} are known go together as {@value #OTHER}. Confined to one thread. */
final class Causes {
    static final int MAX = 50;
    static final String OTHER = "other causes";

    private final Map<String, Long> counts = new TreeMap<>();

    void add(String cause) {
        add(cause, 1);
    }

    void add(String cause, long count) {
        if (count == 0) {
            return;
        }
        counts.merge(counts.size() < MAX || counts.containsKey(cause) ? cause : OTHER, count, Long::sum);
    }

    void addAll(Map<String, Long> others) {
        others.forEach(this::add);
    }

    long total() {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    Map<String, Long> counts() {
        return new TreeMap<>(counts);
    }
}
