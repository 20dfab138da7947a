package io.ssehub.test;

import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakTracker;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Hands each leak of one kind of resource on, where Netty would log it. Thread-safe. */
final class LeakDetector<T> extends ResourceLeakDetector<T> {
    private static final Pattern OF_THE_RUNNER = Pattern.compile("\\s+(java\\.base/|org\\.junit\\.|org\\.apache\\.maven\\.)|\\s*$");

    private final Consumer<String> leaks;

    LeakDetector(Class<T> resource, int samplingInterval, Consumer<String> leaks) {
        super(resource, samplingInterval);
        this.leaks = leaks;
    }

    /** Reports what the collector found by now: Netty does that only when another resource of the kind comes into being. */
    @SuppressWarnings("unchecked") // a detector never looks into what it tracks
    void report() {
        T resource = (T) new Object();
        ResourceLeakTracker<T> tracker = trackForcibly(resource);
        tracker.close(resource);
    }

    @Override
    protected boolean needReport() {
        return true;
    }

    @Override
    protected void reportTracedLeak(String resourceType, String records) {
        String places = records.lines().filter(line -> !OF_THE_RUNNER.matcher(line).lookingAt()).collect(Collectors.joining("\n"));
        leaks.accept(resourceType + " was not released:\n" + places);
    }

    @Override
    protected void reportUntracedLeak(String resourceType) {
        leaks.accept(resourceType + " was not released");
    }
}
